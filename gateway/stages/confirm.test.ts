import { expect, test } from 'vitest'
import { compilePolicySet } from '#policies/compile.ts'
import type { Agreement, Grant, PolicySet } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import type { Permitted } from './authorise.ts'
import { confirm } from './confirm.ts'

const grants: readonly Grant[] = [
  { id: 'g1', coordinate: 'Query.person' },
  { id: 'g2', coordinate: 'Person.sex', condition: { kind: 'self' } },
  { id: 'g3', coordinate: 'Person.residence' },
]
const agreement: Agreement = {
  ...plainTerms,
  permission: '1001',
  consumer: 'vid',
  organisation: 'Valsts ieņēmumu dienests',
  purpose: 'tax',
  legalBasis: 'law',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  status: 'active',
  grants,
  forbids: [],
}
const other: Agreement = { ...agreement, permission: '2001' }

function epoch(number: number, change: Partial<Agreement> = {}, ofOther: Partial<Agreement> = {}): PolicySet {
  const agreements = [
    { ...agreement, ...change },
    { ...other, ...ofOther },
  ]
  return compilePolicySet({ epoch: number, agreements, applications: [] })
}

/** An operation that asks for the person and their sex. */
function decidedIn(set: PolicySet): Permitted {
  const found = set.agreements.get('1001')
  return {
    authority: { kind: 'agreement', agreement: found, set },
    compiled: { coordinates: ['Query.person', 'Person.sex'] },
  } as unknown as Permitted
}

const nobody = { kind: 'compare', attribute: 'Person.sex', operator: 'in', value: { values: [] } } as const

test.each<[string, PolicySet]>([
  ['nothing but the number', epoch(2)],
  ['another agreement', epoch(2, {}, { status: 'ended', grants: [] })],
  ['a grant that is not asked for', epoch(2, { grants: grants.slice(0, 2) })],
  ['a forbid that is not asked for', epoch(2, { forbids: [{ id: 'f', coordinate: 'Person.residence' }] })],
  ['the number of the revision', epoch(2, { revision: 2 })],
])('%s changes: what was decided holds, and is of the new epoch', (_, after) => {
  const confirmed = confirm(decidedIn(epoch(1)), after)
  expect(confirmed?.authority).toEqual({
    kind: 'agreement',
    agreement: after.agreements.get('1001'),
    set: after,
  })
})

test.each<[string, PolicySet | null]>([
  ['the policies are not known', null],
  ['it is suspended', epoch(2, { status: 'suspended' })],
  ['it is ended', epoch(2, { status: 'ended' })],
  ['its validity ends earlier', epoch(2, { validTo: '2026-06-01T00:00:00Z' })],
  ['it is another consumer’s', epoch(2, { consumer: 'riga' })],
  ['a case is required', epoch(2, { caseRequired: true })],
  ['its territory is another', epoch(2, { parameters: { territory: ['0010000'] } })],
  ['its purpose is another', epoch(2, { purpose: 'statistics' })],
  ['its disclosure is delayed', epoch(2, { disclosureDelayDays: 30 })],
  ['a field that is asked for is forbidden', epoch(2, { forbids: [{ id: 'f', coordinate: 'Person.sex' }] })],
  ['a grant is gone', epoch(2, { grants: grants.slice(1) })],
  [
    'a condition is another',
    epoch(2, { grants: [...grants.slice(0, 1), { id: 'g2', coordinate: 'Person.sex', condition: nobody }] }),
  ],
  [
    'an obligation comes',
    epoch(2, {
      grants: [
        ...grants.slice(1),
        { id: 'g1', coordinate: 'Query.person', obligations: [{ kind: 'maxRows', rows: 1 }] },
      ],
    }),
  ],
  ['it has vanished', compilePolicySet({ epoch: 2, agreements: [other], applications: [] })],
])('%s: it must be decided anew', (_, after) => {
  expect(confirm(decidedIn(epoch(1)), after)).toBeNull()
})

test('an operation that needs a consent is confirmed in its own epoch only: a withdrawal changes nothing else', () => {
  const consented = {
    grants: [{ id: 'g1', coordinate: 'Query.person', condition: { kind: 'consent' } as const }],
  }
  const permitted = decidedIn(epoch(1, consented))
  expect(confirm(permitted, permitted.authority.kind === 'agreement' ? permitted.authority.set : null)).toBe(
    permitted,
  )
  expect(confirm(permitted, epoch(2, consented))).toBeNull()
})

test('open mode has nothing to confirm', () => {
  const permitted = { authority: { kind: 'open' } } as unknown as Permitted
  expect(confirm(permitted, null)).toBe(permitted)
})
