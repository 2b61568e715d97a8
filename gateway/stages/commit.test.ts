import { expect, test } from 'vitest'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { AuditOverloaded, AuditUnavailable } from '#audit/failures.ts'
import type { AuditLog } from '#audit/log.ts'
import { DagrError } from '../errors.ts'
import { commit } from './commit.ts'
import type { Attempt } from './commit.ts'
import type { GraphQLRequest } from './parse.ts'
import { refuse } from './refuse.ts'
import type { Released } from './release.ts'

const request: GraphQLRequest = {
  body: {},
  method: 'POST',
  headers: { 'dagr-case': 'A-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  remoteAddress: '127.0.0.1',
  receivedAt: new Date(),
  signal: new AbortController().signal,
}
const attempt: Attempt = {
  request,
  caller: { consumer: 'vid', application: 'app', official: 'o1' },
  authority: null,
}
const secret = '{"data":{"person":{"givenName":"Anna"}}}'
const released = {
  kind: 'released',
  body: secret,
  records: [],
  fetches: { population: 1 },
  dropped: 0,
  permitted: { compiled: { coordinates: ['Query.person'] }, operation: { name: 'A', parsed: { hash: 'h' } } },
} as unknown as Released

function auditThat(append: AuditLog['append']): AuditLog {
  return { append, close: async () => undefined }
}

test('of a case reference that is too long no more is kept than may be written', async () => {
  let kept: string | null = ''
  const audit = auditThat(async (operation) => {
    kept = operation.case
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  const headers = { 'dagr-case': 'x'.repeat(16_000) }
  await commit(
    refuse(new DagrError('PERMISSION_NOT_VALID', ''), null),
    { ...attempt, request: { ...request, headers } },
    audit,
  )
  expect(kept).toBe('x'.repeat(200))
})

test('what is recorded is answered', async () => {
  const seen: [OperationRecord, readonly AccessRecordInput[]][] = []
  const audit = auditThat(async (operation, records) => {
    seen.push([operation, records])
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  expect(await commit(released, attempt, audit)).toMatchObject({ kind: 'released', body: secret })
  expect(seen).toMatchObject([
    [
      {
        consumer: 'vid',
        official: 'o1',
        case: 'A-1',
        coordinates: ['Query.person'],
        subgraphs: { population: 1 },
        outcome: 'RELEASED',
        trace: '0af7651916cd43dd8448eb211c80319c',
      },
      [],
    ],
  ])
})

test.each([
  ['AUDIT_UNAVAILABLE', new AuditUnavailable('cut')],
  ['OVERLOADED', new AuditOverloaded('full')],
  ['AUDIT_UNAVAILABLE', new Error('anything else')],
])('%s and no data where the record fails', async (code, failure) => {
  const committed = await commit(
    released,
    attempt,
    auditThat(() => Promise.reject(failure)),
  )
  expect(committed).toMatchObject({ kind: 'refused', error: { code } })
  expect(committed.body).not.toContain('Anna')
})

test('a refusal is recorded as well, and a fault of ours as failed', async () => {
  const outcomes: unknown[] = []
  const audit = auditThat(async (operation) => {
    outcomes.push([operation.outcome, operation.code])
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  await commit(refuse(new DagrError('POLICY_STALE', 'stale'), null), attempt, audit)
  const failed = await commit(refuse(new TypeError('personal data in a message'), null), attempt, audit)
  expect(outcomes).toEqual([
    ['REFUSED', 'POLICY_STALE'],
    ['FAILED', 'INTERNAL'],
  ])
  expect(failed.body).not.toContain('personal data')
})

test('attempts without a valid token beyond their rate leave no record', async () => {
  const audit = auditThat(() => Promise.reject(new Error('must not be called')))
  const caller = { unidentified: true, code: 'OVERLOADED', message: 'slower' } as const
  const outcome = refuse(new DagrError('OVERLOADED', 'slower'), null)
  expect(await commit(outcome, { ...attempt, caller }, audit)).toMatchObject({
    error: { code: 'OVERLOADED' },
  })
})
