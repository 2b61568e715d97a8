import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { array, assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { agreements, edits, inForceAt, smallCoordinates } from '#tests/arbitrary-agreements.ts'
import { compilePolicySet } from './compile.ts'
import { decide } from './decide.ts'
import { effectOf } from './effect.ts'
import type { CoordinateEffect } from './effect.ts'
import type { Agreement, Coordinate } from './model.ts'
import { plainTerms } from './plain-terms.ts'

const before: Agreement = {
  ...plainTerms,
  permission: '2001',
  consumer: 'riga',
  organisation: 'Rīgas valstspilsētas pašvaldība',
  purpose: 'social benefits',
  legalBasis: 'law',
  caseRequired: true,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  status: 'active',
  parameters: { territory: ['0001000'] },
  grants: [
    { id: 'g1', coordinate: 'Query.person', condition: territory() },
    { id: 'g2', coordinate: 'Person.givenName' },
    { id: 'g3', coordinate: 'Person.personalCode', obligations: [{ kind: 'mask', keep: 6 }] },
    { id: 'g4', coordinate: 'Person.sex' },
  ],
  forbids: [],
}

function territory() {
  return {
    kind: 'compare',
    attribute: 'Person.municipality',
    operator: 'in',
    value: { parameter: 'territory' },
  } as const
}

test('an edit is told by coordinate, by rows and by terms, as data and in words', () => {
  const after: Agreement = {
    ...before,
    revision: 2,
    quotaPerDay: 1_000,
    parameters: { territory: ['0001000', '0002000'] },
    grants: [
      { id: 'n1', coordinate: 'Query.person', condition: territory() },
      { id: 'n2', coordinate: 'Person.givenName' },
      { id: 'n3', coordinate: 'Person.personalCode' },
      { id: 'n5', coordinate: 'Person.dateOfBirth', obligations: [{ kind: 'generalise', to: 'year' }] },
    ],
  }
  const effect = effectOf(before, after, inForceAt)
  expect(effect.words).toStrictEqual([
    'Requests per day: was no limit, now 1000',
    'territory gains 0002000',
    'Person.dateOfBirth: gained for every row, only the year',
    'Person.sex: lost; was granted for every row',
    'Person.personalCode: was granted for every row, masked after 6 characters; now for every row',
    'Query.person: was granted for rows where Person.municipality is one of territory (0001000); now for rows where Person.municipality is one of territory (0001000, 0002000)',
  ])
  const [, example = ''] =
    /```\n(Requests per day.*?)\n```/s.exec(readFileSync('docs/permissions.md', 'utf8')) ?? []
  expect(effect.words).toEqual(expect.arrayContaining(example.split('\n')))
  expect(effect.rowScopes).toStrictEqual({
    gained: [
      { rows: 'every row', coordinates: ['Person.dateOfBirth'] },
      {
        rows: 'rows where Person.municipality is one of territory (0001000, 0002000)',
        coordinates: ['Query.person'],
      },
    ],
    lost: [
      { rows: 'every row', coordinates: ['Person.sex'] },
      {
        rows: 'rows where Person.municipality is one of territory (0001000)',
        coordinates: ['Query.person'],
      },
    ],
  })
  expect(effect.gained).toMatchObject([
    { coordinate: 'Person.dateOfBirth', before: [], after: [{ reason: 'n5' }] },
  ])
  expect(effect.terms).toMatchObject([
    { term: 'quotaPerDay', before: null, after: 1_000 },
    { term: 'parameters.territory', before: ['0001000'], after: ['0001000', '0002000'] },
  ])
})

const everything = ['Person.givenName', 'Person.personalCode', 'Person.sex', 'Query.person']

test.for<[string, Partial<Agreement>, string]>([
  ['suspended', { status: 'suspended' }, 'Status: was active, now suspended'],
  ['ended', { status: 'ended' }, 'Status: was active, now ended'],
  [
    'past its validity',
    { validTo: '2026-02-01T00:00:00Z' },
    'Valid to: was until further notice, now 2026-02-01T00:00:00Z',
  ],
])('an agreement that is %s loses everything', ([, change, words]) => {
  const effect = effectOf(before, { ...before, ...change }, inForceAt)
  expect(coordinatesOf(effect.lost)).toStrictEqual(everything)
  expect(effect.words).toContain(words)
})

/** Granted for 21 municipalities, of which `last` is the last. */
function among(last: string): Agreement {
  const values = [...Array.from({ length: 20 }, (_, index) => String(index)), last]
  const condition = { ...territory(), value: { values } }
  return { ...before, grants: [{ id: 'g', coordinate: 'Person.sex', condition }] }
}

test('two long lists that differ in what words do not name are told apart', () => {
  expect(effectOf(among('0001000'), among('0002000'), inForceAt).words).toStrictEqual([
    expect.stringMatching(/and 9 more; now .* and 9 more, with other values among those that are not named$/),
  ])
})

test('an edit of what stays suspended is told as if it were resumed', () => {
  const after: Agreement = { ...before, quotaPerDay: 7, grants: before.grants.slice(1) }
  const [one, other] = [before, after].map((each): Agreement => ({ ...each, status: 'suspended' }))
  const effect = effectOf(one ?? null, other ?? null, inForceAt)
  expect(effect).toStrictEqual(effectOf(before, after, inForceAt))
  expect(coordinatesOf(effect.lost)).toStrictEqual(['Query.person'])
  expect(coordinatesOf(effectOf(one ?? null, before, inForceAt).gained)).toStrictEqual(everything)
})

test('a new agreement gains everything, also where it begins later', () => {
  const effect = effectOf(null, { ...before, validFrom: '2026-06-01T00:00:00Z' }, inForceAt)
  expect(coordinatesOf(effect.gained)).toStrictEqual(everything)
  expect(effect.words).toContain('Valid from: now 2026-06-01T00:00:00Z')
  expect(effect.consumer).toStrictEqual({ before: null, after: 'riga' })
})

test('another consumer loses nothing that it had: one loses everything, the other gains it', () => {
  const effect = effectOf(before, { ...before, consumer: 'jurmala' }, inForceAt)
  expect(coordinatesOf(effect.lost)).toStrictEqual(everything)
  expect(coordinatesOf(effect.gained)).toStrictEqual(everything)
  expect(effect.changed).toStrictEqual([])
})

test('grants with other ids, another order, or conditions in another order change nothing', () => {
  const either = (kinds: readonly ('self' | 'consent')[]): Agreement => ({
    ...before,
    grants: [
      {
        id: kinds.join(),
        coordinate: 'Person.sex',
        condition: { kind: 'any', of: kinds.map((kind) => ({ kind })) },
      },
    ],
  })
  expect(effectOf(either(['self', 'consent']), either(['consent', 'self']), inForceAt).words).toStrictEqual(
    [],
  )
  const again = before.grants.toReversed().map((grant) => ({ ...grant, id: `again ${grant.id}` }))
  expect(effectOf(before, { ...before, grants: again }, inForceAt).words).toStrictEqual([])
})

test('consent is for a purpose: where that changes, so do the rows', () => {
  const consented: Agreement = {
    ...before,
    grants: [{ id: 'g', coordinate: 'Person.sex', consentRequired: true }],
  }
  const effect = effectOf(consented, { ...consented, purpose: 'another' }, inForceAt)
  expect(coordinatesOf(effect.changed)).toStrictEqual(['Person.sex'])
})

test('what is gained, lost and changed is what is decided before and after, coordinate by coordinate', () => {
  assert(
    property(agreements, array(edits, { minLength: 1, maxLength: 4 }), (old, steps) => {
      const next = steps.reduce((agreement, edit) => edit(agreement), old)
      const effect = effectOf(old, next, inForceAt)
      const was = grantedBy(old)
      const is = grantedBy(next)
      const moves = old.consumer !== next.consumer
      const lost = [...was].filter((coordinate) => moves || !is.has(coordinate)).toSorted()
      const gained = [...is].filter((coordinate) => moves || !was.has(coordinate)).toSorted()
      expect(coordinatesOf(effect.lost)).toStrictEqual(lost)
      expect(coordinatesOf(effect.gained)).toStrictEqual(gained)
      const kept = coordinatesOf(effect.changed)
      expect(kept.every((coordinate) => was.has(coordinate) && is.has(coordinate))).toBe(true)
      expect(effect.words.length > 0 || isDeepStrictEqual(is, was)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

function coordinatesOf(effects: readonly CoordinateEffect[]): readonly Coordinate[] {
  return effects.map(({ coordinate }) => coordinate)
}

/** Of every coordinate there is: by what is decided once the agreement has begun. */
function grantedBy(agreement: Agreement): ReadonlySet<Coordinate> {
  const at = new Date(Math.max(inForceAt.getTime(), Date.parse(agreement.validFrom)))
  const decisions = decide(compilePolicySet({ epoch: 1, agreements: [agreement], applications: [] }), {
    caller: { consumer: agreement.consumer, application: 'program' },
    permission: agreement.permission,
    coordinates: smallCoordinates,
    at,
  })
  return new Set(smallCoordinates.filter((_, place) => decisions[place]?.granted === true))
}
