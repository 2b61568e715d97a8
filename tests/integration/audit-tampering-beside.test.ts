import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { removeDueContents } from '#audit/keeping/retention.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import { drop, emptyLog, found, verify, verifyTampered, write } from '#tests/tampered-log.ts'

/** What `audit-tampering` leaves out: times that no clock gives, what is stored beside the records, and keepers who cheat. */

let log: string

beforeAll(async () => {
  log = await emptyLog()
  await write(log, 2, 10)
})

afterAll(async () => drop(log))

async function foundAfter(change: string | ((owner: Client) => Promise<void>)): Promise<readonly string[]> {
  const verdict = await verifyTampered(log, change)
  expect(verdict.code).toBe(1)
  return found(verdict)
}

describe('times', () => {
  test.each(["'infinity'", "'-infinity'", "'1960-01-01'", "at + interval '1 microsecond'"])(
    'an operation record of %s',
    async (time) => {
      expect(await foundAfter(`UPDATE operation_record SET at = ${time} WHERE number = 3`)).toEqual([
        'RECORD_MALFORMED: operation record 3',
      ])
    },
  )

  test.each(["'infinity'", "'-infinity'", "'1960-01-01'", "at + interval '1 microsecond'"])(
    'an access record of %s',
    async (time) => {
      expect(await foundAfter(`UPDATE access_record SET at = ${time} WHERE sequence = 3`)).toEqual([
        'RECORD_MALFORMED: access record 3',
      ])
    },
  )

  test.each(["'infinity'", "'-infinity'", "'1960-01-01'", "at + interval '1 microsecond'"])(
    'an access record that may be seen from %s',
    async (time) => {
      expect(
        await foundAfter(`UPDATE access_record SET disclosed_from = ${time} WHERE sequence = 3`),
      ).toContain('RECORD_MALFORMED: access record 3')
    },
  )
})

describe('beside the records', () => {
  const firstBranch = expect.stringMatching(/^BRANCH_DIFFERS: part of the map of chains \d+ of 4096$/)
  const statistics = expect.stringMatching(/^STATISTIC_DIFFERS: statistics of \d{4}-\d\d-\d\d$/)

  test.each([
    ['root = sha256(root)', [firstBranch]],
    ['subjects = subjects + 1', [firstBranch]],
  ])('a branch of the map of heads: %s', async (change, expected) => {
    const first = '(SELECT min(branch) FROM head_branch)'
    expect(await foundAfter(`UPDATE head_branch SET ${change} WHERE branch = ${first}`)).toEqual(expected)
  })

  test('a branch that is gone', async () => {
    const first = '(SELECT min(branch) FROM head_branch)'
    expect(await foundAfter(`DELETE FROM head_branch WHERE branch = ${first}`)).toEqual([firstBranch])
  })

  test.each([
    ['a count that is smaller', 'UPDATE access_statistic SET operations = operations - 1', [statistics]],
    ['fewer people', 'UPDATE access_statistic SET subjects = 0', [statistics]],
    ['another day', 'UPDATE access_statistic SET day = day - 1', [statistics, statistics]],
    ['none at all', 'DELETE FROM access_statistic', [statistics]],
    ['other coordinates', "UPDATE operation_shape SET coordinates = '[]'", [statistics, statistics]],
  ])('statistics: %s', async (_name, change, expected) => {
    expect(await foundAfter(change)).toEqual(expected)
  })

  test('a cosignature of a seal that there is not', async () => {
    expect(await foundAfter("INSERT INTO cosignature VALUES (999, 'witness', 'line')")).toEqual([
      'COSIGNATURE_FALSE: cosignature of seal 999 by witness',
    ])
  })

  test('another key than the one that is known is told', async () => {
    const { lines } = await verifyTampered(log, "UPDATE log_key SET verifier_key = 'another key'")
    expect(lines).toContain(
      'not checked: whose key this is, which only the log itself tells: another key (give it by --key)',
    )
  })
})

describe('keepers who cheat', () => {
  const erasure = { token: '00'.repeat(32), request: '7f9c24e8-3b2e-4f6a-9c0e-111111111111' }

  async function erasureBy(author: string, approver: string | null, detail: object = erasure) {
    return foundAfter(async (owner) => {
      await owner.query('ALTER TABLE housekeeping DROP CONSTRAINT four_eyes')
      await owner.query('UPDATE log_head SET last_housekeeping = 1')
      await owner.query(
        "INSERT INTO housekeeping VALUES (1, gen_random_uuid(), date_trunc('second', now()), 'ERASURE', $1, $2, $3)",
        [author, approver, JSON.stringify(detail)],
      )
    })
  }

  test('one official erases alone, though the database has forgotten that it takes two', async () => {
    expect(await erasureBy('vdaa/1', 'vdaa/1')).toEqual(['REMOVAL_BY_ONE: housekeeping record 1'])
    expect(await erasureBy('vdaa/1', null)).toEqual(['REMOVAL_BY_ONE: housekeeping record 1'])
    expect(await erasureBy('vdaa/1', 'vdaa/2', { token: erasure.token })).toEqual([
      'REMOVAL_BY_ONE: housekeeping record 1',
    ])
  })

  test.each([
    ['the same', 'vdaa/1'],
    ['nobody', null],
  ])('a retention run that %s approved', async (_name, approver) => {
    const after = await foundAfter(async (owner) => {
      await owner.query('ALTER TABLE housekeeping DROP CONSTRAINT retention_four_eyes')
      await owner.query('UPDATE log_head SET last_housekeeping = 1')
      await owner.query(
        "INSERT INTO housekeeping VALUES (1, gen_random_uuid(), date_trunc('second', now()), 'RETENTION', 'vdaa/1', $1, $2)",
        [approver, JSON.stringify({ records: 0, first: 1, last: 1 })],
      )
    })
    expect(after).toEqual(['REMOVAL_BY_ONE: housekeeping record 1'])
  })

  test('one request is carried out twice', async () => {
    const after = await foundAfter(async (owner) => {
      await owner.query('DROP INDEX housekeeping_request')
      await owner.query('UPDATE log_head SET last_housekeeping = 2')
      for (const number of [1, 2])
        await owner.query(
          "INSERT INTO housekeeping VALUES ($1, $2, date_trunc('second', now()), 'ERASURE', 'a', 'b', $3)",
          [number, randomUUID(), JSON.stringify(erasure)],
        )
    })
    expect(after).toEqual(['REMOVAL_BY_ONE: housekeeping record 2'])
  })

  test('a retention run that says it removed more than it did', async () => {
    const after = await foundAfter(async (owner) => {
      await owner.query('UPDATE log_head SET last_housekeeping = 1')
      await owner.query(
        "INSERT INTO housekeeping VALUES (1, $1, date_trunc('second', now()), 'RETENTION', 'vdaa/1', 'vdaa/2', $2)",
        [randomUUID(), JSON.stringify({ records: 2, first: 1, last: 40 })],
      )
      await owner.query(`UPDATE access_record SET content = '',
        sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content) WHERE sequence = 7`)
    })
    expect(after).toEqual(['RETENTION_OVERSTATED: log'])
  })

  test('what retention removed of somebody erased later leaves no room to remove something else', async () => {
    const own = await openSealedLog()
    const old = new Date(Date.now() - 400 * 86_400_000)
    const [erased = Buffer.alloc(0)] = own.hashesOf(['39010110001'])
    await own.append(['39010110001'], { at: old, permission: '1001' })
    await own.append(['39010110002'], { at: new Date(), permission: '1002' })
    await own.append(['39010110001'], { at: old, permission: '1001' })
    await own.seal()
    const keeper = openKeeper(own.url)
    const rules = { agreements: new Map([['1001', 30]]), purposes: new Map<string, number>() }
    await removeDueContents(keeper, { rules, now: new Date(), officials: { author: 'a', approver: 'b' } })
    const asked = { subjectHash: erased, at: new Date() }
    const { request } = await requestErasure(keeper, { ...asked, author: 'first', reason: 'Decision 17' })
    await approveErasure(keeper, { ...asked, request, approver: 'second' })
    await keeper.close()
    await own.seal()
    const options = { keys: own.trust.verifierKeys }
    expect(found(await verify(own.url, options))).toEqual([])
    const cheated = await verifyTampered(
      own.url,
      `UPDATE access_record SET content = '',
        sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content) WHERE sequence = 2`,
      options,
    )
    expect(found(cheated)).toEqual(['CONTENT_REMOVED: log'])
    await own.close()
  })
})
