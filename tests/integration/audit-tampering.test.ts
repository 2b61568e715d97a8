import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle } from '#audit/verify/entries.ts'
import { leafHash } from '#audit/verify/tree.ts'
import { noteKey } from '#tests/note-keys.ts'
import {
  copyOf,
  drop,
  emptyLog,
  found,
  lastCheckpoint,
  verify,
  verifyTampered,
  write,
} from '#tests/tampered-log.ts'

/** What somebody with all rights on the database can do to the log, and how `verify-audit` names it. */

let early: string
let log: string
let folder: string
let kept: string
let counters: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-verify-'))
  log = await emptyLog()
  const before = await write(log, 3, 20)
  early = await copyOf(log)
  const after = await write(log, 3, 20)
  kept = await keep('kept', await lastCheckpoint(log))
  counters = await keep(
    'metrics',
    [before, after]
      .map(
        ({ node, operations, records }) =>
          `# TYPE dagr_audit_operations_total counter\ndagr_audit_operations_total{node="${node}"} ${operations}\ndagr_audit_access_records_total{node="${node}"} ${records}\n`,
      )
      .join(''),
  )
})

afterAll(async () => {
  await Promise.all([drop(log), drop(early), rm(folder, { recursive: true })])
})

async function keep(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

async function foundAfter(change: string | ((owner: Client) => Promise<void>)): Promise<readonly string[]> {
  const verdict = await verifyTampered(log, change)
  const names = found(verdict)
  expect(verdict.code).toBe(names.length === 0 ? 0 : 1)
  return names
}

test('a log that nobody bent is what was signed, and the report says how much was checked', async () => {
  const verdict = await verify(log, { checkpoints: [kept], counters: [counters] })
  expect(verdict.lines).toEqual([
    expect.stringMatching(/^log dagr\.test\/log: 366 leaves, 6 seals, the last at 20/),
    'checked: tree and 3 tiles, 1 known checkpoints',
    'checked: 120 operation records, 240 access records and 0 of housekeeping against their entries; 0 more are not sealed yet',
    'checked: 6 signatures of seals, 0 cosignatures',
    'checked: chains of 40 data subjects, and their map at 6 seals; 0 records wait for their disclosure',
    'checked: 240 contents decrypted; 0 erased, 0 removed, each by a record that says so; 0 of the time before encryption',
    'checked: 1 counts of the statistics',
    'checked: counts of 2 runs of gateways',
    'not checked: cosignatures: there are none',
    'nothing was found: the log is what was signed',
  ])
  expect(verdict.code).toBe(0)
})

describe('records', () => {
  test('one bit of a content', async () => {
    expect(
      await foundAfter(
        'UPDATE access_record SET content = set_bit(content, 333, 1 - get_bit(content, 333)) WHERE sequence = 17',
      ),
    ).toEqual(['CONTENT_UNREADABLE: access record 17', 'RECORD_CHANGED: access record 17'])
  })

  test.each([
    ['who asked', "UPDATE operation_record SET organisation = 'somebody else' WHERE number = 5"],
    [
      'a coordinate',
      `UPDATE operation_record SET coordinates = coordinates || '["Person.sex"]' WHERE number = 5`,
    ],
    ['which run wrote it', 'UPDATE operation_record SET epoch = 4 WHERE number = 5'],
  ])('an operation record: %s', async (_, change) => {
    expect(await foundAfter(change)).toEqual(['RECORD_CHANGED: operation record 5'])
  })

  test('when it happened, and when it may be seen', async () => {
    const [before, after] = await Promise.all([
      foundAfter("UPDATE access_record SET at = at + interval '1 millisecond' WHERE sequence = 17"),
      foundAfter("UPDATE access_record SET disclosed_from = at + interval '1 year' WHERE sequence = 17"),
    ])
    expect(before).toEqual(['RECORD_CHANGED: access record 17'])
    expect(after).toContain('RECORD_CHANGED: access record 17')
    expect(after).toContain('HEADS_DIFFER: seal 1')
  })

  test('a deleted row', async () => {
    const after = await foundAfter('DELETE FROM access_record WHERE sequence = 20')
    expect(after).toContain('RECORD_MISSING: access record 20')
    expect(after).toContain('OPERATION_RECORDS: operation record 10')
    // Its data subject's chain lacks it.
    expect(after.filter((line) => line.startsWith('HEAD_CHANGED'))).toHaveLength(1)
    expect(await foundAfter('DELETE FROM operation_record WHERE number = 20')).toContain(
      'RECORD_MISSING: operation record 20',
    )
  })

  test('the last rows, deleted with the head of the log turned back', async () => {
    const after = await foundAfter(
      'DELETE FROM access_record WHERE sequence > 238; UPDATE log_head SET last_sequence = 238',
    )
    expect(after).toContain('RECORD_MISSING: access record 239')
    expect(after).toContain('RECORD_MISSING: access record 240')
  })

  test('a pair in another order', async () => {
    const after = await foundAfter(
      `UPDATE access_record SET sequence = -1 WHERE sequence = 31;
       UPDATE access_record SET sequence = 31 WHERE sequence = 33;
       UPDATE access_record SET sequence = 33 WHERE sequence = -1`,
    )
    expect(after).toEqual(['RECORD_MOVED: access record 31', 'RECORD_MOVED: access record 33'])
  })

  test('a row put in under a number that is taken', async () => {
    const after = await foundAfter(`
      INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, plain_digest, content)
      SELECT sequence, gen_random_uuid(), operation_id, at + interval '1 second', subject_hash, plain_digest, content
      FROM access_record WHERE sequence = 17`)
    expect(after).toEqual(['RECORD_REPEATED: access record 17'])
  })

  test('a row put in under a number that nobody has', async () => {
    const after = await foundAfter(`
      INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, plain_digest, content)
      SELECT 0, gen_random_uuid(), operation_id, at, subject_hash, plain_digest, content
      FROM access_record WHERE sequence = 17`)
    expect(after).toEqual(['RECORD_NUMBER: access record 0'])
  })

  test('a record of long ago, put in late by the log itself', async () => {
    const copy = await copyOf(log)
    await write(copy, 1, 1, () => new Date(Date.now() - 2 * 86_400_000))
    expect(found(await verify(copy))).toEqual([
      'RECORD_LATE: access record 241',
      'RECORD_LATE: access record 242',
      'RECORD_LATE: operation record 121',
    ])
    await drop(copy)
  })

  test('a record taken from one person’s list and given to another', async () => {
    const after = await foundAfter(`UPDATE access_record SET subject_hash =
      (SELECT subject_hash FROM access_record WHERE sequence = 18) WHERE sequence = 17`)
    expect(after).toContain('RECORD_CHANGED: access record 17')
    expect(after).toContain('HEADS_DIFFER: seal 1')
  })

  test('numbers that the head of the log gave out, and nothing stands under them', async () => {
    expect(await foundAfter('UPDATE log_head SET last_sequence = 242')).toEqual(['NUMBERS_BEHIND: log'])
  })
})

describe('one person’s list', () => {
  test.each([
    ['a shorter chain', 'UPDATE subject_head SET count = count - 1 WHERE count > 100', 'HEAD_CHANGED'],
    ['another last link', 'UPDATE subject_head SET head = sha256(head) WHERE count > 100', 'HEAD_CHANGED'],
    ['no chain', 'DELETE FROM subject_head WHERE count > 100', 'HEAD_MISSING'],
    ['a chain of nobody', "INSERT INTO subject_head SELECT sha256('x'), 0, 1, sha256('y')", 'HEAD_UNKNOWN'],
  ])('%s', async (_, change, code) => {
    expect(await foundAfter(change)).toEqual([expect.stringMatching(`^${code}: data subject [0-9a-f]{64}$`)])
  })
})

describe('the tree', () => {
  test('one bit of an entry', async () => {
    expect(
      await foundAfter(
        'UPDATE log_bundle SET entries = set_bit(entries, 1000, 1 - get_bit(entries, 1000)) WHERE bundle = 0',
      ),
    ).toEqual(['ENTRY_CHANGED: leaf 3'])
  })

  test('a bundle of entries that is gone', async () => {
    expect(await foundAfter('DELETE FROM log_bundle WHERE bundle = 0')).toEqual([
      'ENTRY_MISSING: bundle of entries 0',
    ])
  })

  test.each([0, 1])('one bit of a tile of level %i', async (level) => {
    expect(
      await foundAfter(`UPDATE log_tile SET hashes = set_bit(hashes, 77, 1 - get_bit(hashes, 77))
        WHERE level = ${level} AND tile = 0`),
    ).toEqual([`TILE_DIFFERS: tile ${level}/0`])
  })

  test('a tile that is gone', async () => {
    expect(await foundAfter('DELETE FROM log_tile WHERE level = 0 AND tile = 1')).toEqual([
      'TILE_MISSING: tile 0/1',
    ])
  })

  test('an entry and its hash changed together, so that they fit each other', async () => {
    const after = await foundAfter(async (owner) => {
      const { rows } = await owner.query<{ entries: Buffer }>(
        'SELECT entries FROM log_bundle WHERE bundle = 0',
      )
      const entries = rows[0]?.entries ?? Buffer.alloc(0)
      // In the commitment of leaf 25, an access record: each entry before it has 33 bytes after its length.
      const place = 25 * 35 + 8
      entries[place] = (entries[place] ?? 0) ^ 1
      const hashes = Buffer.concat((readBundle(entries) ?? []).map(leafHash))
      await owner.query('UPDATE log_bundle SET entries = $1 WHERE bundle = 0', [entries])
      await owner.query('UPDATE log_tile SET hashes = $1 WHERE level = 0 AND tile = 0', [hashes])
    })
    expect(after.filter((line) => line.startsWith('ROOT_DIFFERS'))).toHaveLength(6)
    expect(after).toContain('RECORD_CHANGED: access record 6')
  })
})

describe('seals', () => {
  test.each([
    [
      'another time',
      'UPDATE seal SET sealed_at_ms = sealed_at_ms + 1 WHERE number = 4',
      ['SEAL_CHANGED: seal 4'],
    ],
    ['the last one gone', 'DELETE FROM seal WHERE number = 6', ['SEAL_MISSING: seal 6']],
    ['one gone', 'DELETE FROM seal WHERE number = 3', ['SEAL_MISSING: seal 3']],
    [
      'the checkpoint of another',
      'UPDATE seal SET checkpoint = (SELECT checkpoint FROM seal WHERE number = 3) WHERE number = 4',
      ['ROOT_DIFFERS: seal 4', 'SEAL_CHANGED: seal 4'],
    ],
    [
      'a signature of something else',
      `UPDATE seal SET checkpoint = split_part(checkpoint, E'\\n\\n', 1) || E'\\n\\n' ||
        (SELECT split_part(checkpoint, E'\\n\\n', 2) FROM seal WHERE number = 3) WHERE number = 4`,
      ['SIGNATURE_FALSE: seal 4'],
    ],
    [
      'no signature',
      `UPDATE seal SET checkpoint = split_part(checkpoint, E'\\n\\n', 1) || E'\\n' WHERE number = 4`,
      ['NOTE_MALFORMED: seal 4'],
    ],
    [
      'a cosignature that is none',
      "INSERT INTO cosignature (seal, witness, line) VALUES (4, 'w', '— w AAAA')",
      ['COSIGNATURE_FALSE: cosignature of seal 4 by w'],
    ],
  ])('%s', async (_, change, expected) => {
    expect(await foundAfter(change)).toEqual(expected)
  })

  test('signed by a key that the auditor does not know', async () => {
    const verdict = await verify(log, { keys: [noteKey('dagr.test/log').verifierKey] })
    expect(found(verdict)).toEqual([1, 2, 3, 4, 5, 6].map((seal) => `SIGNATURE_MISSING: seal ${seal}`))
  })

  test('all of them gone', async () => {
    const after = await foundAfter('DELETE FROM seal')
    expect(after.filter((line) => line.startsWith('SEAL_MISSING'))).toHaveLength(6)
  })
})

describe('contents', () => {
  test('a key that nobody erased is gone', async () => {
    const after = await foundAfter(
      'DELETE FROM subject_key WHERE subject_hash = (SELECT subject_hash FROM access_record WHERE sequence = 2)',
    )
    expect(after.length).toBeGreaterThan(0)
    expect(after.every((line) => line.startsWith('KEY_MISSING: access record '))).toBe(true)
  })

  test('a key that is another’s', async () => {
    const after = await foundAfter(
      'UPDATE subject_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)',
    )
    expect(after).toHaveLength(21)
    expect(after.every((line) => line.startsWith('KEY_UNREADABLE: '))).toBe(true)
  })

  test('a content that no retention run removed is gone', async () => {
    const after = await foundAfter(`UPDATE access_record SET content = '',
      sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content) WHERE sequence = 17`)
    expect(after).toEqual(['CONTENT_REMOVED: access record 17', 'CONTENT_REMOVED: log'])
  })
})

describe('another log in its place', () => {
  test('an older copy of the database', async () => {
    expect(found(await verify(early))).toEqual([])
    expect(found(await verify(early, { checkpoints: [kept] }))).toEqual([
      `LOG_SHORTER: kept checkpoint ${kept}`,
    ])
    const after = found(await verify(early, { counters: [counters] }))
    expect(after).toEqual([
      expect.stringMatching('^COUNTER_ABOVE: '),
      expect.stringMatching('^COUNTER_ABOVE: '),
    ])
  })

  test('an older copy that went on differently', async () => {
    const fork = await copyOf(early)
    await write(fork, 5, 20)
    expect(found(await verify(fork))).toEqual([])
    expect(found(await verify(fork, { checkpoints: [kept] }))).toEqual([
      `LOG_FORKED: kept checkpoint ${kept}`,
    ])
    await drop(fork)
  })

  test('a kept checkpoint that the log never signed proves nothing', async () => {
    const forged = await keep('forged', (await lastCheckpoint(log)).replace('366', '367'))
    expect(found(await verify(log, { checkpoints: [forged] }))).toEqual([
      `SIGNATURE_FALSE: kept checkpoint ${forged}`,
    ])
  })
})
