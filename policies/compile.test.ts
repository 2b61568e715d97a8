import { expect, test } from 'vitest'
import { compilePolicySet } from './compile.ts'
import { decide } from './decide.ts'
import type { Condition, CoordinateDecision, Grant, Obligation, PolicyContent } from './model.ts'
import { plainTerms } from './plain-terms.ts'

const self: Condition = { kind: 'self' }

function lines(prefix: string, given: readonly Partial<Grant>[]): Grant[] {
  return given.map((grant, index) => ({ id: `${prefix}${index}`, coordinate: 'Person.sex', ...grant }))
}

function decisionOn(
  coordinate: string,
  grants: readonly Partial<Grant>[],
  forbids: readonly Partial<Grant>[] = [],
): CoordinateDecision | undefined {
  const agreement = {
    ...plainTerms,
    permission: '1',
    consumer: 'vid',
    organisation: 'VID',
    purpose: 'tax',
    legalBasis: 'law',
    caseRequired: false,
    validFrom: '2026-01-01T00:00:00Z',
    validTo: null,
    status: 'active',
    grants: lines('g', grants),
    forbids: lines('f', forbids),
  } as const
  const policySet = compilePolicySet({ epoch: 1, agreements: [agreement], applications: [] })
  const caller = { consumer: 'vid', application: 'a' }
  return decide(policySet, {
    caller,
    permission: '1',
    coordinates: [coordinate],
    at: new Date('2026-06-01'),
  })[0]
}

function orderOf(...grants: Partial<Grant>[]): readonly string[] | undefined {
  return decisionOn('Person.sex', grants)?.reasons
}

const mask = (keep: number): Obligation => ({ kind: 'mask', keep })
const to = (form: 'year' | 'month' | 'municipality' | 'pseudonym'): Obligation => ({
  kind: 'generalise',
  to: form,
})
const maxRows = (rows: number): Obligation => ({ kind: 'maxRows', rows })
const noGrant = { granted: false, reason: 'NO_GRANT', reasons: [] }

test('of alternatives, the one that asks for less is tried before', () => {
  const forms = [
    [],
    [to('month')],
    [mask(5)],
    [to('year')],
    [mask(3)],
    [to('municipality')],
    [to('pseudonym')],
  ]
  for (const [place, less] of forms.entries()) {
    for (const more of forms.slice(place + 1)) {
      const conditional = { condition: self, obligations: less }
      expect(orderOf({ obligations: more }, conditional)).toStrictEqual(['g1', 'g0'])
      expect(orderOf(conditional, { obligations: more })).toStrictEqual(['g0', 'g1'])
    }
  }
})

test.for([
  [{ obligations: [mask(4), to('pseudonym')] }, { condition: self, obligations: [to('pseudonym')] }],
  [{ obligations: [mask(2), to('year')] }, { condition: self, obligations: [mask(2), mask(4)] }],
  [{ obligations: [mask(2), mask(5)] }, { condition: self, obligations: [mask(3)] }],
  [{ obligations: [mask(5), mask(2)] }, { condition: self, obligations: [mask(3)] }],
  [{ obligations: [maxRows(5)] }, { condition: self, obligations: [maxRows(10)] }],
  [{ obligations: [maxRows(5)] }, { condition: self, obligations: [maxRows(10), maxRows(10)] }],
  [{ obligations: [maxRows(5)] }, { condition: self }],
  [{ maxStalenessSeconds: 5 }, { condition: self, maxStalenessSeconds: 60 }],
  [{ maxStalenessSeconds: 5 }, { condition: self }],
  [{ condition: self, obligations: [mask(2)] }, { obligations: [mask(2)] }],
] as const)('%j comes after %j', ([more, less]) => {
  expect(orderOf(more, less)).toStrictEqual(['g1', 'g0'])
  expect(orderOf(less, more)).toStrictEqual(['g0', 'g1'])
})

test('one that asks for nothing makes the others idle; one that asks for anything does not', () => {
  expect(orderOf({ condition: self }, {}, { obligations: [mask(2)] })).toStrictEqual(['g1'])
  expect(orderOf({ condition: self }, { obligations: [mask(2)] })).toStrictEqual(['g0', 'g1'])
  expect(orderOf({ condition: self }, { maxStalenessSeconds: 0 })).toStrictEqual(['g0', 'g1'])
})

test('consent is a condition, before the grant’s own', () => {
  const consent: Condition = { kind: 'consent' }
  expect(decisionOn('Person.sex', [{ consentRequired: true }])).toMatchObject({
    alternatives: [{ condition: consent }],
  })
  expect(decisionOn('Person.sex', [{ consentRequired: true, condition: self }])).toMatchObject({
    alternatives: [{ condition: { kind: 'all', of: [consent, self] } }],
  })
  expect(decisionOn('Person.sex', [{ consentRequired: false }])).toMatchObject({
    alternatives: [{ condition: null }],
  })
})

const territory = {
  kind: 'compare',
  attribute: 'Property.municipality',
  operator: 'in',
  value: { parameter: 'territory' },
}

test.for([
  [{ condition: { kind: 'tomorrow' } }],
  [{ condition: { kind: 'not', of: { kind: 'tomorrow' } } }],
  [{ condition: { kind: 'any', of: [{ kind: 'self' }, { kind: 'tomorrow' }] } }],
  [{ condition: { kind: 'any', of: [{ kind: 'self' }, territory] } }],
  [{ condition: territory, consentRequired: true }],
  [{ condition: 'self' }],
  [{ condition: null }],
  [{ condition: null, consentRequired: true }],
  [{ obligations: [{ kind: 'burn' }] }],
  [{ obligations: [null] }],
  [{ obligations: { kind: 'mask', keep: 1 } }],
  [{ obligations: [{ kind: 'mask' }] }],
  [{ obligations: [{ kind: 'mask', keep: -1 }] }],
  [{ obligations: [{ kind: 'generalise', to: 'toString' }] }],
  [{ obligations: [{ kind: 'maxRows', rows: 0 }] }],
  [{ maxStalenessSeconds: -1 }],
])('what is not known for sure grants nothing: %j', ([grant]) => {
  const unknown: Partial<Grant> = JSON.parse(JSON.stringify(grant))
  expect(decisionOn('Person.sex', [unknown])).toStrictEqual(noGrant)
  expect(orderOf(unknown, { condition: self })).toStrictEqual(['g1'])
})

const wildcard = { coordinate: 'Person.*', covers: ['Person.sex', 'Person.family(first:)'] }

test('Type.* grants what it covers, and nothing that is composed later', () => {
  const grants = [{ ...wildcard, condition: self }]
  for (const coordinate of wildcard.covers) {
    expect(decisionOn(coordinate, grants)).toMatchObject({
      alternatives: [{ condition: self }],
      reasons: ['g0'],
    })
  }
  expect(decisionOn('Person.family', grants)).toStrictEqual(noGrant)
  expect(decisionOn('Person.*', grants)).toStrictEqual(noGrant)
})

test.for([
  [{ coordinate: 'Person.*' }],
  [{ coordinate: 'Person.*', covers: 'Person.sex' }],
  [{ coordinate: 'Property.*', covers: ['Person.sex'] }],
  [{ coordinate: 'Perso.*', covers: ['Person.sex'] }],
  [{ coordinate: 'Person', covers: ['Person.sex'] }],
  [{ coordinate: 'Person.givenName', covers: ['Person.sex'] }],
])('%j does not grant Person.sex', ([grant]) => {
  expect(decisionOn('Person.sex', [JSON.parse(JSON.stringify(grant))])).toStrictEqual(noGrant)
})

function forbidden(...reasons: string[]): object {
  return { granted: false, reason: 'FORBIDDEN', reasons }
}

test('a forbid overrides every grant, one of the whole type included', () => {
  expect(decisionOn('Person.sex', [{}], [{}])).toStrictEqual(forbidden('f0'))
  expect(decisionOn('Person.sex', [wildcard], [{}])).toStrictEqual(forbidden('f0'))
  expect(decisionOn('Person.sex', [{}], [wildcard, {}])).toStrictEqual(forbidden('f0', 'f1'))
  expect(decisionOn('Person.sex', [], [wildcard])).toStrictEqual(forbidden('f0'))
  expect(decisionOn('Person.sex', [{}], [{ coordinate: 'Person.*', covers: [] }])).toMatchObject({
    granted: true,
  })
  const whole = { coordinate: 'Person.*' }
  expect(decisionOn('Person.sex', [{}], [whole])).toStrictEqual(forbidden('f0'))
  expect(decisionOn('Persona.sex', [{ coordinate: 'Persona.sex' }], [whole])).toMatchObject({ granted: true })
  expect(decisionOn('Person.sex', [], [whole])).toStrictEqual(noGrant)
})

test.each([
  'null',
  '{}',
  '{"permission":"2","consumer":"vid","status":"active","validFrom":"2026-01-01T00:00:00Z","validTo":null}',
  '{"grants":[null],"forbids":[]}',
  '{"grants":[{"id":"g","coordinate":7},{"id":"h","coordinate":"Person.sex"}],"forbids":[]}',
  '{"grants":[{"id":"g","coordinate":"Person.*","covers":[7,"Person.sex"]}],"forbids":[]}',
  '{"grants":[{"id":"g","coordinate":"Person.sex"}],"forbids":[null]}',
  '{"grants":[{"id":"g","coordinate":"Person.sex"}],"forbids":{}}',
])('an agreement that has not the form of one grants nothing, and stops no other: %s', (malformed) => {
  const whole = {
    ...plainTerms,
    permission: '1',
    consumer: 'vid',
    status: 'active',
    validFrom: '2026-01-01T00:00:00Z',
    validTo: null,
    grants: lines('g', [{}]),
    forbids: [],
  }
  const json: unknown = JSON.parse(malformed)
  const other = json === null ? null : { ...whole, grants: undefined, permission: '2', ...Object(json) }
  const content = { epoch: 1, agreements: [other, whole], applications: [] } as unknown as PolicyContent
  const policySet = compilePolicySet(content)
  const [given, denied] = ['1', '2'].map((permission) =>
    decide(policySet, {
      caller: { consumer: 'vid', application: 'a' },
      permission,
      coordinates: ['Person.sex'],
      at: new Date('2026-06-01'),
    }),
  )
  expect(given).toMatchObject([{ granted: true, reasons: ['g0'] }])
  expect(denied).toStrictEqual([noGrant])
})
