import { expect, test } from 'vitest'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { AuditOverloaded, AuditUnavailable } from '#audit/failures.ts'
import type { AuditLog } from '#audit/log.ts'
import type { Agreement } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'
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
  counted: false,
}
const inForce = () => true
const secret = '{"data":{"person":{"givenName":"Anna"}}}'
const released = {
  kind: 'released',
  body: secret,
  records: [],
  fetches: { population: 1 },
  dropped: 0,
  permitted: {
    compiled: { coordinates: ['Query.person'] },
    operation: { name: 'A', parsed: { hash: 'h' }, definition: { operation: 'query' } },
  },
} as unknown as Released

function auditThat(append: AuditLog['append']): AuditLog {
  return {
    append,
    counts: () => ({ node: '', operations: 0, records: 0 }),
    close: async () => undefined,
  }
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
    inForce,
  )
  expect(kept).toBe('x'.repeat(200))
})

test('what is recorded is answered', async () => {
  const seen: [OperationRecord, readonly AccessRecordInput[]][] = []
  const audit = auditThat(async (operation, records) => {
    seen.push([operation, records])
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  expect(await commit(released, attempt, audit, inForce)).toMatchObject({ kind: 'released', body: secret })
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
    inForce,
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
  await commit(refuse(new DagrError('POLICY_STALE', 'stale'), null), attempt, audit, inForce)
  const failed = await commit(
    refuse(new TypeError('personal data in a message'), null),
    attempt,
    audit,
    inForce,
  )
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
  expect(await commit(outcome, { ...attempt, caller }, audit, inForce)).toMatchObject({
    error: { code: 'OVERLOADED' },
  })
})

test('what is no longer in force when its record is durable does not leave', async () => {
  let isInForce = true
  const appended: string[] = []
  const audit = auditThat(async (operation) => {
    appended.push(operation.outcome)
    isInForce = false
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  const left = await commit(released, attempt, audit, () => isInForce)
  expect(left).toMatchObject({ kind: 'refused', error: { code: 'POLICY_STALE' } })
  expect(left.body).not.toContain('Anna')
  expect(appended).toEqual(['RELEASED'])
})

test.each([
  [0, null],
  [30, new Date('2026-04-01T10:00:00Z')],
])('after %i days of delay its records may be seen from %o', async (disclosureDelayDays, from) => {
  let seen: Date | null | undefined
  const audit = auditThat(async (operation) => {
    seen = operation.disclosedFrom
    return { operation: operation.id, firstSequence: null, records: 0 }
  })
  const agreement = { ...plainTerms, disclosureDelayDays } as unknown as Agreement
  const authority = { kind: 'agreement', agreement, set: { epoch: 1 } } as unknown as Attempt['authority']
  const receivedAt = new Date('2026-03-02T10:00:00Z')
  await commit(released, { ...attempt, request: { ...request, receivedAt }, authority }, audit, inForce)
  expect(seen).toEqual(from)
})
