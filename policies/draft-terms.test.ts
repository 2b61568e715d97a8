import { expect, test } from 'vitest'
import type { EntryShape, KnownEntry } from './catalogue.ts'
import type { DraftTerms } from './draft-terms.ts'
import { storedTerms } from './draft-terms.ts'
import type { Condition, Operand } from './model.ts'
import { InvalidTermsError } from './policy-errors.ts'
import type { RevisionTerms } from './agreement-terms.ts'

const plainShape: EntryShape = { isAttribute: false, isMany: false, leadsTo: [], values: null, scopes: null }
const shapes: Readonly<Record<string, EntryShape>> = {
  'Person.municipality': { ...plainShape, isAttribute: true },
  'Query.person': { ...plainShape, leadsTo: ['Person'], scopes: ['Person.municipality'] },
  'Query.persons': { ...plainShape, isMany: true, leadsTo: ['Person'], scopes: ['Person.municipality'] },
  'Person.properties': { ...plainShape, isMany: true, leadsTo: ['Property'] },
}

function catalogueOf(entries: Readonly<Record<string, string>>): Map<string, KnownEntry> {
  const about = { type: 'String', description: null, isPersonal: true, firstSeen: '', lastSeen: null }
  return new Map(
    Object.entries(entries).map(([coordinate, registry]) => {
      const shape = coordinate.endsWith(':)') ? null : (shapes[coordinate] ?? plainShape)
      return [coordinate, { ...about, coordinate, registry, shape }]
    }),
  )
}

const known = {
  'Query.person': 'population',
  'Person.sex': 'population',
  'Person.municipality': 'population',
  'Person.properties': 'cadastre',
  'Property.name': 'cadastre',
  'Property.valuation(year:)': 'cadastre',
}
const draft: DraftTerms = {
  purpose: 'p',
  purposeTerm: null,
  legalBasis: 'l',
  legalInstrument: null,
  retentionDays: null,
  disclosureDelayDays: 0,
  caseRequired: false,
  quotaPerDay: null,
  validFrom: '2026-01-01T00:00:00+02:00',
  validTo: null,
  parameters: {},
  grants: [{ coordinate: 'Query.person' }],
  forbids: [],
}

function stored(
  terms: Partial<DraftTerms>,
  base: RevisionTerms | null = null,
  entries = known,
): RevisionTerms {
  const context = { permission: '7', revision: 1, consumer: 'riga', base, catalogue: catalogueOf(entries) }
  return storedTerms({ ...draft, ...terms }, context)
}

test('lines get ids that say what they are, once each, and the agreement its providers', () => {
  const self = { coordinate: 'Person.sex', condition: { kind: 'self' } } as const
  const terms = stored({
    grants: [
      { coordinate: 'Person.sex', obligations: [], consentRequired: false },
      { coordinate: 'Person.sex' },
      self,
      { ...self, maxStalenessSeconds: 5 },
      { coordinate: 'Property.*' },
    ],
    forbids: [{ coordinate: 'Person.sex' }],
  })
  expect(terms.grants).toEqual([
    { id: '7:Person.sex', coordinate: 'Person.sex' },
    { id: '7:Person.sex:self', ...self },
    { id: '7:Person.sex:self:2', ...self, maxStalenessSeconds: 5 },
    { id: '7:Property.*', coordinate: 'Property.*', covers: ['Property.name', 'Property.valuation(year:)'] },
  ])
  expect(terms.forbids).toEqual([{ id: '7:not:Person.sex', coordinate: 'Person.sex' }])
  expect(terms).toMatchObject({
    providers: ['cadastre', 'population'],
    validFrom: '2025-12-31T22:00:00.000Z',
  })
})

test('a line that says the same stays as it was, whatever is composed since; another one gets another id', () => {
  const base = stored({ grants: [{ coordinate: 'Property.*' }, { coordinate: 'Query.person' }] })
  const later = { ...known, 'Property.owner': 'cadastre' }
  expect(stored({ grants: [{ coordinate: 'Property.*' }] }, base, later).grants).toEqual(
    base.grants.slice(0, 1),
  )
  const narrowed = stored({ grants: [{ coordinate: 'Property.*', consentRequired: true }] }, base, later)
  expect(narrowed.grants).toEqual([
    {
      id: '7:Property.*:2',
      coordinate: 'Property.*',
      consentRequired: true,
      covers: ['Property.name', 'Property.valuation(year:)', 'Property.owner'],
    },
  ])
})

test('whoever answers stays, where the catalogue does not know a line that is there', () => {
  const base = { ...stored({}), providers: ['institutions'] }
  expect(stored({}, base).providers).toEqual(['population'])
  const { 'Query.person': _, ...others } = known
  const context = { permission: '7', revision: 2, consumer: 'riga', base, catalogue: catalogueOf(others) }
  expect(storedTerms(draft, context).providers).toEqual(['institutions'])
})

function comparing(value: Operand, attribute = 'Person.municipality'): Condition {
  return { kind: 'compare', attribute, operator: 'in', value }
}

function notIn(levels: number): Condition {
  return levels === 0 ? { kind: 'self' } : { kind: 'not', of: notIn(levels - 1) }
}

test.each<[string, Partial<DraftTerms>]>([
  ['Person.iban: the catalogue has no such attribute', { grants: [{ coordinate: 'Person.iban' }] }],
  ['Office.*: the catalogue has no such attribute', { grants: [{ coordinate: 'Office.*' }] }],
  ['Person.iban: the catalogue has no such attribute', { forbids: [{ coordinate: 'Person.iban' }] }],
  [
    'Person.sex: condition.kind: must be one of: self, consent, compare, all, any, not',
    // As a newer program, or a careless one, might say it.
    { grants: [{ coordinate: 'Person.sex', condition: JSON.parse('{"kind":"never"}') }] },
  ],
  [
    'Person.sex: obligations[0].kind: must be one of: mask, generalise, maxRows',
    { grants: [{ coordinate: 'Person.sex', obligations: [JSON.parse('{"kind":"toString"}')] }] },
  ],
  [
    'Person.sex: obligations[0].keep: must be a whole number, 0 or more',
    { grants: [{ coordinate: 'Person.sex', obligations: [{ kind: 'mask', keep: -1 }] }] },
  ],
  [
    'Person.sex: maxStalenessSeconds: must be a whole number, 0 or more',
    { grants: [{ coordinate: 'Person.sex', maxStalenessSeconds: -1 }] },
  ],
  ['grants: an agreement grants something', { grants: [] }],
  ['purpose: must be said', { purpose: ' ' }],
  ['legalBasis: must be said', { legalBasis: '' }],
  ['validFrom: must be an instant', { validFrom: 'soon' }],
  ['validTo: must be after validFrom', { validTo: '2025-12-31T22:00:00Z' }],
  ['quotaPerDay: must be a number of requests', { quotaPerDay: 1.5 }],
  ['purposeTerm: must be a term, or nothing', { purposeTerm: ' ' }],
  ['retentionDays: must be a number of days', { retentionDays: 0 }],
  ['disclosureDelayDays: must be a number of days, 3650 at most', { disclosureDelayDays: 3651 }],
  ['no text may have the character U+0000, or half of one', { purpose: 'a\0' }],
  ['no text may have the character U+0000, or half of one', { purpose: 'a\ud800' }],
  ['parameters.stewardOf: there is no registry "Population"', { parameters: { stewardOf: ['Population'] } }],
  [
    'grants: the agreement has no parameter territory',
    { grants: [{ coordinate: 'Person.sex', condition: comparing({ parameter: 'territory' }) }] },
  ],
  [
    'Person.municipality: the catalogue has no such attribute',
    { grants: [{ coordinate: 'Person.municipality' }] },
  ],
  [
    'Person.sex: there is no Person.municpality: did you mean Person.municipality?',
    {
      grants: [
        { coordinate: 'Person.sex', condition: comparing({ values: ['0001000'] }, 'Person.municpality') },
      ],
    },
  ],
  [
    'Person.sex: maxRows can be done on searches and lists of rows, and this is of the type String: on it fits mask, generalise to pseudonym',
    { grants: [{ coordinate: 'Person.sex', obligations: [{ kind: 'maxRows', rows: 2 }] }] },
  ],
  [
    'Person.sex: condition.value.values: must have 1 to 1000 values',
    { grants: [{ coordinate: 'Person.sex', condition: comparing({ values: Array(1001).fill('x') }) }] },
  ],
  [
    'Person.sex: condition.of.of.of.of.of.of.of.of: conditions lie in each other at most 8 deep',
    { grants: [{ coordinate: 'Person.sex', condition: notIn(8) }] },
  ],
  [
    'Person.sex: condition: must be about rows of one type; self and consent are about a Person',
    {
      grants: [
        {
          coordinate: 'Person.sex',
          condition: { kind: 'any', of: [{ kind: 'self' }, comparing({ values: [1] }, 'Property.area')] },
        },
      ],
    },
  ],
])('says what is wrong: %s', (problem, terms) => {
  expect(() => stored(terms)).toThrow(new InvalidTermsError([problem]))
})

test('where no gateway has told its schema, a condition is not written', () => {
  const catalogue = new Map(
    [...catalogueOf(known)].map(([coordinate, entry]) => [coordinate, { ...entry, shape: null }]),
  )
  const context = { permission: '7', revision: 1, consumer: 'riga', base: null, catalogue }
  const grants = [{ coordinate: 'Person.sex', condition: { kind: 'self' } as const }]
  expect(() => storedTerms({ ...draft, grants }, context)).toThrow(/has not recorded its schema yet/)
  expect(storedTerms(draft, context).grants).toHaveLength(1)
})

test('a line that stays is held against other parameters, not against what has changed around it', () => {
  const grants = [
    { coordinate: 'Query.person', condition: comparing({ parameter: 'flags' }, 'Person.secret') },
  ]
  const catalogue = catalogueOf({ ...known, 'Person.secret': 'population' })
  const secret = catalogue.get('Person.secret')
  if (secret === undefined) throw new Error('There is no such entry')
  catalogue.set('Person.secret', { ...secret, type: 'Boolean' })
  const write = (flags: string[], base: RevisionTerms | null, now: typeof catalogue): RevisionTerms => {
    const context = { permission: '7', revision: 1, consumer: 'riga', base, catalogue: now }
    return storedTerms({ ...draft, parameters: { flags }, grants }, context)
  }
  const base = write(['false'], null, catalogue)
  const gone = new Map([...catalogue].filter(([coordinate]) => coordinate !== 'Person.secret'))
  expect(write(['false'], base, gone).grants).toEqual(base.grants)
  expect(() => write(['no'], base, catalogue)).toThrow(
    'Query.person: Person.secret is of the type Boolean: compare it with true and false, not with "no"',
  )
})

test.each<[Operand, DraftTerms['parameters']]>([
  [{ values: ['39005641465'] }, {}],
  [{ parameter: 'who' }, { who: ['39005641465'] }],
])('a draft about one named person is refused, and does not say whom: %j', (value, parameters) => {
  for (const attribute of ['Person.codes', 'Person.municipality', 'Person.dateOfBirth'] as const) {
    const condition: Condition = { kind: 'compare', attribute, operator: 'in', value }
    const write = () => stored({ parameters, grants: [{ coordinate: 'Query.person', condition }] })
    expect(write).toThrow(/kept for ever and must not name people/)
    expect(write).not.toThrow(/39005641465/)
  }
})
