import { expect, test } from 'vitest'
import { compilePolicySet } from '#policies/compile.ts'
import type { Agreement } from '#policies/model.ts'
import { DagrError } from '../errors.ts'
import { authorityOf } from './authorise.ts'
import type { GraphQLRequest } from './parse.ts'
import { plainTerms } from '#policies/plain-terms.ts'

const agreement: Agreement = {
  ...plainTerms,
  permission: '1001',
  consumer: 'agency',
  organisation: 'Agency',
  purpose: 'test',
  legalBasis: 'test',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: '2026-12-31T00:00:00Z',
  status: 'active',
  grants: [],
  forbids: [],
}
const caller = { consumer: 'agency', application: 'app' }

function authority(
  headers: Record<string, string>,
  changes: Partial<Agreement> = {},
  receivedAt = new Date('2026-06-01T00:00:00Z'),
) {
  const set = compilePolicySet({
    epoch: 1,
    agreements: [{ ...agreement, ...changes }],
    applications: [{ id: 'app', consumer: 'agency', defaultPermission: null }],
  })
  return authorityOf({ headers, receivedAt } as unknown as GraphQLRequest, caller, set)
}

const refused = (code: string) => expect.objectContaining({ code })
const permission = { 'x-dagr-permission': '1001' }

test('an agreement in force is the authority', () => {
  expect(authority(permission)).toMatchObject({ kind: 'agreement', agreement: { permission: '1001' } })
})

test('policies that are not known to be current deny', () => {
  const request = { headers: permission, receivedAt: new Date() } as unknown as GraphQLRequest
  expect(() => authorityOf(request, caller, null)).toThrow(refused('POLICY_STALE'))
})

test.each([
  ['no permission named', {}, {}, 'PERMISSION_REQUIRED'],
  ['an unknown permission', { 'x-dagr-permission': '9999' }, {}, 'PERMISSION_NOT_VALID'],
  ["another consumer's", permission, { consumer: 'other' }, 'PERMISSION_NOT_VALID'],
  ['a suspended one', permission, { status: 'suspended' }, 'PERMISSION_NOT_VALID'],
  ['one that has ended', permission, { validTo: '2026-05-01T00:00:00Z' }, 'PERMISSION_NOT_VALID'],
  ['one that has not begun', permission, { validFrom: '2026-07-01T00:00:00Z' }, 'PERMISSION_NOT_VALID'],
  ['one that needs a case', permission, { caseRequired: true }, 'PERMISSION_NOT_VALID'],
  ['a case that is too long', { ...permission, 'dagr-case': 'x'.repeat(201) }, {}, 'PERMISSION_NOT_VALID'],
] as const)('%s', (_what, headers, changes, code) => {
  expect(() => authority(headers, changes)).toThrow(refused(code))
})

test('time ends an agreement by the request’s own clock', () => {
  expect(() => authority(permission, {}, new Date('2026-12-31T00:00:00Z'))).toThrow(DagrError)
  expect(() => authority(permission, {}, new Date('2026-12-30T23:59:59Z'))).not.toThrow()
})
