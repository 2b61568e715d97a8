import { randomUUID } from 'node:crypto'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cosignatureLine, noteKey } from '#tests/note-keys.ts'
import { drop, emptyLog, found, lastCheckpoint, verifyTampered, write } from '#tests/tampered-log.ts'
import type { Verdict } from '#tests/tampered-log.ts'

/** What is done with keys: those that an erasure destroyed, and those of witnesses. */

let log: string

beforeAll(async () => {
  log = await emptyLog()
  await write(log, 2, 5)
})

afterAll(async () => drop(log))

async function foundAfter(change: (owner: Client) => Promise<void>): Promise<readonly string[]> {
  return found(await verifyTampered(log, change))
}

/** An erasure of whom record 2 is about, which says that it was so long from now. */
async function sayErased(owner: Client, fromNow: string): Promise<void> {
  await owner.query(
    `WITH head AS (UPDATE log_head SET last_housekeeping = last_housekeeping + 1 RETURNING last_housekeeping)
    INSERT INTO housekeeping (number, id, at, kind, author, approver, detail)
    SELECT last_housekeeping, gen_random_uuid(), date_trunc('milliseconds', now() + $2::interval), 'ERASURE', 'one', 'two',
      jsonb_build_object('request', $1::text, 'token',
        encode(sha256(convert_to(E'dagr/token/v1\\n', 'UTF8') || subject_hash), 'hex'))
    FROM access_record, head WHERE sequence = 2`,
    [randomUUID(), fromNow],
  )
}

const oneself = 'subject_hash = (SELECT subject_hash FROM access_record WHERE sequence = 2)'

async function foundWithoutKey(erasedFromNow: string): Promise<readonly string[]> {
  return foundAfter(async (owner) => {
    await sayErased(owner, erasedFromNow)
    await owner.query(`DELETE FROM subject_key WHERE ${oneself}`)
  })
}

describe('a key after an erasure', () => {
  test('that was brought back opens what was erased', async () => {
    expect(await foundAfter(async (owner) => sayErased(owner, '1 hour'))).toEqual([
      'ERASURE_UNDONE: access record 2',
    ])
  })

  test('that is older than the erasure, and under which something was written since', async () => {
    const after = await foundAfter(async (owner) => {
      await sayErased(owner, '-1 hour')
      await owner.query(`UPDATE subject_key SET created_at = now() - interval '2 hours' WHERE ${oneself}`)
    })
    expect(after).toEqual(['ERASURE_UNDONE: access record 2'])
  })

  test('that was made afterwards is as it must be', async () => {
    expect(await foundAfter(async (owner) => sayErased(owner, '-1 hour'))).toEqual([])
  })

  test('is as it must be where it is gone, and is missed where the erasure was before the record', async () => {
    const [after, before] = [await foundWithoutKey('1 minute'), await foundWithoutKey('-1 hour')]
    expect(after).toEqual([])
    expect(before).toEqual(['KEY_MISSING: access record 2'])
  })
})

test('a content that names another key', async () => {
  const after = await foundAfter(async (owner) => {
    await owner.query(
      'UPDATE access_record SET content = set_byte(content, 5, get_byte(content, 5) # 1) WHERE sequence = 2',
    )
  })
  expect(after).toEqual(['KEY_MISSING: access record 2', 'RECORD_CHANGED: access record 2'])
})

describe('a quorum of witnesses', () => {
  const [one, other] = [noteKey('one.test/witness', 4), noteKey('other.test/witness', 4)]

  async function cosigned(witnesses: readonly (typeof one)[], quorum: number): Promise<Verdict> {
    const [text = ''] = (await lastCheckpoint(log)).split('\n\n')
    const cosign = async (owner: Client): Promise<void> => {
      for (const witness of witnesses)
        await owner.query('INSERT INTO cosignature (seal, witness, line) VALUES (2, $1, $2)', [
          witness.name,
          cosignatureLine(witness, `${text}\n`, 1_764_000_000),
        ])
    }
    return verifyTampered(log, cosign, { witnesses: [one.verifierKey, other.verifierKey], quorum })
  }

  test('is there where so many have cosigned the end of the log', async () => {
    const verdict = await cosigned([one, other], 2)
    expect(found(verdict)).toEqual([])
    expect(verdict.lines).toContain(
      'checked: 2 signatures of seals, 2 cosignatures, as many as asked for up to seal 2',
    )
  })

  test('is missed where fewer have', async () => {
    expect(found(await cosigned([one], 1))).toEqual([])
    expect(found(await cosigned([one], 2))).toEqual(['WITNESSES_TOO_FEW: seal 2'])
    expect(found(await cosigned([], 1))).toEqual(['WITNESSES_TOO_FEW: seal 2'])
  })
})
