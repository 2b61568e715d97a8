import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { differencesOfSeals } from '#tests/naive-seals.ts'
import { openUnsealedLog } from '#tests/unsealed-log.ts'
import type { UnsealedLog } from '#tests/unsealed-log.ts'

let log: UnsealedLog

beforeEach(async () => {
  log = await openUnsealedLog()
})
afterEach(async () => {
  await log.close()
})

const anna = '39010111111'
const berta = '39010111112'
const hourMs = 3_600_000

test('what is committed is sealed, once, and another sealer goes on from there', async () => {
  await log.append([anna, berta])
  await log.append([anna])
  const first = await log.sealer()
  expect(await first.sealNow()).toMatchObject({
    number: 1,
    treeSize: 6,
    lastOperation: 2,
    lastSequence: 3,
    subjects: 2,
  })
  expect(await first.sealNow()).toBeNull()
  await log.append(['39010111113'])
  await log.housekeep()
  expect(await first.sealNow()).toMatchObject({ number: 2, treeSize: 10, lastHousekeeping: 1, subjects: 3 })
  await first.close()
  await log.append([anna])
  const second = await log.sealer()
  expect(await second.sealNow()).toMatchObject({ number: 3, treeSize: 13, subjects: 3 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
  expect(log.problems).toEqual([])
})

test('an empty log is sealed, and a quiet one once in a while', async () => {
  const sealer = await log.sealer({ idleMs: 60_000 })
  expect(await sealer.sealNow()).toMatchObject({ number: 1, treeSize: 1, subjects: 0 })
  log.setTime(log.time() + 59_999)
  expect(await sealer.sealNow()).toBeNull()
  log.setTime(log.time() + 1)
  expect(await sealer.sealNow()).toMatchObject({ number: 2, treeSize: 2 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
})

test('a delayed record is sealed at once, and joins its chain when its time has come', async () => {
  const due = new Date(log.time() + hourMs)
  await log.append([anna], { disclosedFrom: due })
  await log.append([berta])
  const sealer = await log.sealer({ idleMs: Infinity })
  expect(await sealer.sealNow()).toMatchObject({ number: 1, lastSequence: 2, subjects: 1 })
  log.setTime(due.getTime() - 1)
  expect(await sealer.sealNow()).toBeNull()
  log.setTime(due.getTime())
  expect(await sealer.sealNow()).toMatchObject({ number: 2, lastSequence: 2, subjects: 2 })
  // One that is due before the sealer sees it, and one of the same person that comes later and is not delayed.
  await log.append([anna], { disclosedFrom: new Date(due.getTime() + 5) })
  await log.append([anna], { disclosedFrom: new Date(due.getTime() + 2 * hourMs) })
  await log.append([anna])
  log.setTime(due.getTime() + hourMs)
  expect(await sealer.sealNow()).toMatchObject({ number: 3, subjects: 2 })
  log.setTime(due.getTime() + 3 * hourMs)
  expect(await (await log.restarted(sealer)).sealNow()).toMatchObject({ number: 4 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
})

test('the times of seals grow whatever the clock does, which is told once', async () => {
  const sealer = await log.sealer()
  const first = await sealer.sealNow()
  log.setTime(log.time() - hourMs)
  await log.append([anna])
  const second = await sealer.sealNow()
  await log.append([anna])
  await sealer.sealNow()
  expect(second?.sealedAt.getTime()).toBe((first?.sealedAt.getTime() ?? 0) + 1)
  expect(log.problems).toEqual(['The clock is behind the time of the last seal'])
  expect(await differencesOfSeals(log.admin)).toEqual([])
})

test('what many wrote without a sealer is caught up in several seals, and the map of heads grows with it', async () => {
  await log.writeManyOfTheTimeBefore(17_000, 5100)
  const sealer = await log.sealer()
  expect(await sealer.sealNow()).toMatchObject({
    number: 2,
    lastSequence: 17_000,
    lastOperation: 5100,
    subjects: 17_000,
  })
  await log.append([anna])
  expect(await sealer.sealNow()).toMatchObject({ number: 3, subjects: 17_001 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
  const { rows } = await log.admin.query('SELECT sum(operations)::int AS operations FROM access_statistic')
  expect(rows).toEqual([{ operations: 5101 }])
})

test('of several sealers one seals, and another takes over when it is gone', async () => {
  const [first, second] = [await log.sealer(), await log.sealer()]
  await log.append([anna])
  expect(await first.sealNow()).toMatchObject({ number: 1 })
  await log.append([anna])
  expect(await second.sealNow()).toBeNull()
  await log.endSessions('dagr-audit-sealer')
  await expect.poll(async () => second.sealNow().catch(() => null)).toMatchObject({ number: 2 })
  await log.append([berta])
  await expect.poll(async () => first.sealNow().catch(() => 'lost')).toBeNull()
  expect(await second.sealNow()).toMatchObject({ number: 3 })
  await second.close()
  await log.append([berta])
  expect(await first.sealNow()).toMatchObject({ number: 4 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
})

test('a seal that is not of the sealer that holds the log is not continued', async () => {
  const sealer = await log.sealer()
  await sealer.sealNow()
  await log.admin.query(`INSERT INTO seal SELECT number + 1, sealed_at_ms + 1, last_operation, last_sequence,
    last_housekeeping, tree_size + 1, root, subjects, heads_root, checkpoint FROM seal`)
  await expect(sealer.sealNow()).rejects.toThrow('Seal 2 is not of the sealer that holds the log')
  await expect
    .poll(async () => sealer.sealNow().catch(String))
    .toContain('the checkpoint of seal 2 is not signed')
})

test('operations are counted by day in Riga, consumer, purpose and what they asked for', async () => {
  const late = new Date('2026-03-01T22:30:00Z')
  await log.append([anna, berta], { at: late, coordinates: ['Person.b', 'Person.a', 'Person.b'] })
  await log.append([anna], { at: late, coordinates: ['Person.a', 'Person.b'] })
  const sealer = await log.sealer()
  await sealer.sealNow()
  await log.append([], {
    at: new Date('2026-03-01T21:30:00Z'),
    coordinates: ['Person.a'],
    consumer: null,
    organisation: null,
    purpose: null,
    outcome: 'REFUSED',
  })
  await log.append([berta], { at: late, coordinates: ['Person.b', 'Person.a'] })
  await (await log.restarted(sealer)).sealNow()
  const { rows } = await log.admin.query(
    `SELECT day::text, consumer, purpose, coordinates, outcome, operations::int, subjects::int
      FROM access_statistic JOIN operation_shape USING (shape) ORDER BY day`,
  )
  expect(rows).toEqual([
    {
      day: '2026-03-01',
      consumer: '',
      purpose: '',
      coordinates: ['Person.a'],
      outcome: 'REFUSED',
      operations: 1,
      subjects: 0,
    },
    {
      day: '2026-03-02',
      consumer: '90000000000',
      purpose: 'Tax administration',
      coordinates: ['Person.a', 'Person.b'],
      outcome: 'RELEASED',
      operations: 3,
      subjects: 4,
    },
  ])
})

test('a key that is new signs on, with the old one beside it or known', async () => {
  const [former, current] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
  const origin = 'dagr.test/log'
  const signedBy = (...keys: Parameters<typeof openLogSigner>[0]['keys']) => openLogSigner({ origin, keys })
  const told = async () => (await log.admin.query('SELECT verifier_key FROM log_key ORDER BY place')).rows
  await log.sealOnce({ signer: signedBy(former.privateKey) })
  await expect(log.sealOnce({ signer: signedBy(current.privateKey) })).rejects.toThrow(
    'not signed by a known key',
  )
  const both = signedBy(current.privateKey, former.privateKey)
  expect((await log.sealOnce({ signer: both }))?.checkpoint.match(/^— /gm)).toHaveLength(2)
  expect(await told()).toEqual(both.verifierKeys().map((key) => ({ verifier_key: key })))
  expect(
    (await log.sealOnce({ signer: signedBy(current.privateKey) }))?.checkpoint.match(/^— /gm),
  ).toHaveLength(1)
  expect(await told()).toHaveLength(1)
  const next = signedBy(generateKeyPairSync('ed25519').privateKey, current.publicKey)
  expect(await log.sealOnce({ signer: next })).toMatchObject({ number: 4 })
})

test('partitions of the coming months are made in time', async () => {
  const months = async () =>
    (
      await log.admin.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relname ~ '^(access|operation)_record_2' AND relkind = 'r' ORDER BY 1",
      )
    ).rows.map(({ name }) => name)
  const made = await months()
  for (const name of made) await log.admin.query(`DROP TABLE ${name}`)
  const sealer = await log.sealer({ everyMs: 20 })
  await expect.poll(months).toHaveLength(6)
  expect(made).toEqual(expect.arrayContaining(await months()))
  await sealer.close()
  expect(log.problems).toEqual([])
})

test('a month whose records lie in the default partition is told, and the others are made', async () => {
  const { rows } = await log.admin.query<{ at: Date; parts: string[] }>(
    `SELECT date_trunc('month', now(), 'UTC') + interval '40 days' AS at, array_agg(relname::text ORDER BY 1) AS parts
     FROM pg_class WHERE relname ~ '^(access|operation)_record_2' AND relkind = 'r'`,
  )
  for (const part of rows[0]?.parts ?? []) await log.admin.query(`DROP TABLE ${part}`)
  const at = rows[0]?.at ?? new Date()
  await log.append([anna], { at })
  const sealer = await log.sealer({ everyMs: 20 })
  const month = at.toISOString().slice(0, 7).replace('-', '_')
  await expect
    .poll(() => log.problems)
    .toEqual([
      'The partitions of the coming months cannot be made: ' +
        `rows of access_record_${month}, operation_record_${month} lie in the default partition already, ` +
        'which goes on taking these months',
    ])
  await sealer.close()
  const { rowCount } = await log.admin.query(
    "SELECT FROM pg_class WHERE relname ~ '^(access|operation)_record_2' AND relkind = 'r'",
  )
  expect(rowCount).toBe(4)
})
