import { expect, test } from 'vitest'
import { compilePolicySet } from './compile.ts'
import { decide, permissionOf } from './decide.ts'
import type { Agreement, Application, Condition, PolicySet } from './model.ts'
import { plainTerms } from './plain-terms.ts'

const self: Condition = { kind: 'self' }
const everyRow = { condition: null, obligations: [], maxStalenessSeconds: null }
const caller = { consumer: 'vid', application: 'vid-esks' }
const at = new Date('2026-03-01T00:00:00Z')

const agreement: Agreement = {
  ...plainTerms,
  permission: '1001',
  consumer: 'vid',
  organisation: 'Valsts ieņēmumu dienests',
  purpose: 'tax',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: '2027-01-01T00:00:00Z',
  status: 'active',
  grants: [
    { id: 'g1', coordinate: 'Query.person' },
    { id: 'g2', coordinate: 'Person.sex', condition: self },
    { id: 'g3', coordinate: 'Person.sex', condition: self },
    { id: 'g4', coordinate: 'Person.givenName', condition: self },
    { id: 'g5', coordinate: 'Person.givenName' },
    { id: 'g6', coordinate: 'Person.documents' },
  ],
  forbids: [
    { id: 'f1', coordinate: 'Person.documents' },
    { id: 'f2', coordinate: 'Person.family' },
  ],
}

function policySetOf(change: Partial<Agreement> = {}, applications: Application[] = []): PolicySet {
  return compilePolicySet({ epoch: 1, agreements: [{ ...agreement, ...change }], applications })
}

function decisionOn(coordinate: string, policySet = policySetOf(), question = {}): unknown {
  return decide(policySet, { caller, permission: '1001', coordinates: [coordinate], at, ...question })[0]
}

test('a coordinate that is granted, under a condition, under alternatives, forbidden, or in no grant', () => {
  const coordinates = [
    'Query.person',
    'Person.sex',
    'Person.givenName',
    'Person.documents',
    'Person.family',
    'Person.dateOfBirth',
  ]
  expect(decide(policySetOf(), { caller, permission: '1001', coordinates, at })).toStrictEqual([
    { granted: true, alternatives: [{ ...everyRow, reason: 'g1' }], reasons: ['g1'] },
    {
      granted: true,
      alternatives: [
        { ...everyRow, condition: self, reason: 'g2' },
        { ...everyRow, condition: self, reason: 'g3' },
      ],
      reasons: ['g2', 'g3'],
    },
    { granted: true, alternatives: [{ ...everyRow, reason: 'g5' }], reasons: ['g5'] },
    { granted: false, reason: 'FORBIDDEN', reasons: ['f1'] },
    { granted: false, reason: 'FORBIDDEN', reasons: ['f2'] },
    { granted: false, reason: 'NO_GRANT', reasons: [] },
  ])
})

test.for(['__proto__', 'constructor', 'Query.person ', 'query.person', 'Query.person(personalCode:)', ''])(
  'no coordinate but the very one that is granted: %j',
  (coordinate) => {
    expect(decisionOn(coordinate)).toStrictEqual({ granted: false, reason: 'NO_GRANT', reasons: [] })
  },
)

test('a grant under a condition of an unknown kind grants nothing, and takes nothing from another grant', () => {
  const condition: Condition = JSON.parse('{"kind":"territory"}')
  const unknown = { id: 'new', coordinate: 'Person.sex', condition }
  expect(decisionOn('Person.sex', policySetOf({ grants: [unknown] }))).toMatchObject({
    granted: false,
    reason: 'NO_GRANT',
  })
  const known = { id: 'old', coordinate: 'Person.sex', condition: self }
  for (const grants of [
    [unknown, known],
    [known, unknown],
  ]) {
    expect(decisionOn('Person.sex', policySetOf({ grants }))).toStrictEqual({
      granted: true,
      alternatives: [{ ...everyRow, condition: self, reason: 'old' }],
      reasons: ['old'],
    })
  }
})

test.for([
  ['another consumer', { caller: { ...caller, consumer: 'riga' } }],
  ['an unknown permission', { permission: '9999' }],
] as const)('nothing is granted to %s', ([, question]) => {
  expect(decisionOn('Query.person', policySetOf(), question)).toMatchObject({
    granted: false,
    reason: 'NO_GRANT',
  })
})

const inForce = { granted: true }
const expired = { granted: false, reason: 'EXPIRED' }

test.for([
  ['2025-12-31T23:59:59.999Z', expired],
  ['2026-01-01T00:00:00.000Z', inForce],
  ['2026-12-31T23:59:59.999Z', inForce],
  ['2027-01-01T00:00:00.000Z', expired],
  ['no time', expired],
] as const)('at %s', ([time, decision]) => {
  expect(decisionOn('Query.person', policySetOf(), { at: new Date(time) })).toMatchObject(decision)
})

test.for([
  ['suspended', { status: 'suspended' }, 'SUSPENDED'],
  ['ended', { status: 'ended' }, 'EXPIRED'],
  ['of an unknown status', JSON.parse('{"status":"paused"}'), 'EXPIRED'],
  ['of the status constructor', JSON.parse('{"status":"constructor"}'), 'EXPIRED'],
  ['without a readable begin', { validFrom: 'soon' }, 'EXPIRED'],
  ['without a readable end', { validTo: 'later' }, 'EXPIRED'],
] as const)('an agreement %s grants nothing', ([, change, reason]) => {
  expect(decisionOn('Query.person', policySetOf(change))).toStrictEqual({
    granted: false,
    reason,
    reasons: [],
  })
})

test('an agreement without an end stays in force', () => {
  const later = { at: new Date('2126-01-01T00:00:00Z') }
  expect(decisionOn('Query.person', policySetOf({ validTo: null }), later)).toMatchObject(inForce)
})

function permissionFor(named: string | undefined, policySet: PolicySet, who = caller): unknown {
  const result = permissionOf(policySet, who, named, at)
  return 'agreement' in result ? result.agreement.permission : result.code
}

test('the named permission, or the default one of the registered application', () => {
  const registered = policySetOf({}, [{ id: 'vid-esks', consumer: 'vid', defaultPermission: '1001' }])
  const undefaulted = policySetOf({}, [{ id: 'vid-esks', consumer: 'vid', defaultPermission: null }])
  const others = policySetOf({}, [{ id: 'vid-esks', consumer: 'riga', defaultPermission: '1001' }])
  expect(permissionFor('1001', policySetOf())).toBe('1001')
  expect(permissionFor(undefined, registered)).toBe('1001')
  expect(permissionFor(undefined, undefaulted)).toBe('PERMISSION_REQUIRED')
  expect(permissionFor(undefined, policySetOf())).toBe('PERMISSION_REQUIRED')
  expect(permissionFor(undefined, others)).toBe('PERMISSION_REQUIRED')
  expect(permissionFor('', registered)).toBe('PERMISSION_NOT_VALID')
})

test('a permission that is out of force is refused and never replaced by the default one', () => {
  const applications = [{ id: 'vid-esks', consumer: 'vid', defaultPermission: '1001' }]
  for (const change of [
    { status: 'suspended' },
    { status: 'ended' },
    { validTo: '2026-02-01T00:00:00Z' },
  ] as const) {
    expect(permissionFor('1001', policySetOf(change, applications))).toBe('PERMISSION_NOT_VALID')
    expect(permissionFor(undefined, policySetOf(change, applications))).toBe('PERMISSION_NOT_VALID')
  }
})

test("another consumer's permission reads as an unknown one", () => {
  const riga = { consumer: 'riga', application: 'riga-soc' }
  expect(permissionOf(policySetOf(), riga, '1001', at)).toStrictEqual(
    permissionOf(policySetOf(), riga, '9', at),
  )
})
