import { generateKeyPairSync } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { actingAs } from '#audit/roles.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
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

/** As the owner of the tables can, once its triggers are off. */
async function tamper(statement: string): Promise<void> {
  const { rows } = await log.admin.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
  )
  for (const { name } of rows) await log.admin.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`)
  await log.admin.query(statement)
}

async function seals(): Promise<number> {
  const { rows } = await log.admin.query<{ count: number }>('SELECT count(*)::int AS count FROM seal')
  return rows[0]?.count ?? 0
}

const gaps = [
  ['DELETE FROM access_record WHERE sequence = 4', 'access record 4 is missing'],
  ['DELETE FROM access_record WHERE sequence = 5', 'access record 5 is missing'],
  ['UPDATE access_record SET sequence = 9 WHERE sequence = 3', 'access record 3 is missing'],
  ['DELETE FROM operation_record WHERE number = 3', 'operation record 3 is missing'],
  ['DELETE FROM housekeeping', 'housekeeping record 1 is missing'],
  [
    "INSERT INTO access_record SELECT sequence, gen_random_uuid(), operation_id, at + interval '1 s', subject_hash, NULL, plain_digest, content FROM access_record WHERE sequence = 4",
    'There are two of access record 4',
  ],
  ['UPDATE log_head SET last_sequence = 1', 'The log ends before what is sealed: lastSequence'],
  ['DELETE FROM log_head', 'The log has no head'],
]

test.each(gaps)('over a gap nothing is signed: %s', async (statement, message) => {
  const sealer = await log.sealer()
  await log.append([anna, berta])
  await sealer.sealNow()
  await log.append([anna])
  await log.append([anna, berta])
  await log.housekeep()
  await tamper(statement)
  await expect(sealer.sealNow()).rejects.toThrow(message)
  // The session that it gave up may hold the log for a moment.
  await expect.poll(async () => sealer.sealNow().catch(String)).toContain(message)
  expect(await seals()).toBe(1)
})

const bend = (column: string): string => `${column} = set_byte(${column}, 3, 255 - get_byte(${column}, 3))`

const tamperings = [
  [
    `UPDATE log_tile SET ${bend('hashes')} WHERE level = 0 AND tile = 1`,
    'the tiles do not have the root of seal 2',
  ],
  [`UPDATE log_tile SET ${bend('hashes')} WHERE level = 1`, 'the tiles do not have the root of seal 2'],
  [
    'UPDATE log_tile SET hashes = substring(hashes FROM 33) WHERE level = 0 AND tile = 1',
    'tile 1 of level 0 has',
  ],
  ['DELETE FROM log_tile WHERE level = 0 AND tile = 1', 'tile 1 of level 0 has 0 bytes'],
  [
    `UPDATE log_bundle SET ${bend('entries')} WHERE bundle = 1`,
    'bundle 1 does not hold the entries of the tree',
  ],
  ['DELETE FROM log_bundle WHERE bundle = 1', 'bundle 1 does not hold the entries of the tree'],
  [`UPDATE subject_head SET ${bend('head')}`, 'subject_head does not hold the heads of seal 2'],
  ['UPDATE subject_head SET count = count + 1', 'subject_head does not hold the heads of seal 2'],
  [
    'DELETE FROM subject_head WHERE token = (SELECT min(token) FROM subject_head)',
    'subject_head does not hold the heads of seal 2',
  ],
  [`UPDATE head_branch SET ${bend('root')}`, 'head_branch does not fit subject_head'],
  [`UPDATE seal SET ${bend('root')} WHERE number = 2`, 'the checkpoint of seal 2 is not signed'],
  [
    `UPDATE seal SET ${bend('heads_root')} WHERE number = 2`,
    'the last entry of bundle 1 is not that of seal 2',
  ],
  ['UPDATE seal SET last_sequence = 1 WHERE number = 2', 'the last entry of bundle 1 is not that of seal 2'],
  ['DELETE FROM seal WHERE number = 2', 'tile 0 of level 0 has'],
  ['DELETE FROM seal', 'there is no seal, but log_tile is not empty'],
]

test('nothing is signed over what is not as it was sealed', async () => {
  await log.sealOnce()
  await log.append(Array.from({ length: 300 }, (_, index) => String(39_010_120_000 + index)))
  await log.sealOnce()
  await tamper('SELECT')
  for (const [statement = '', message = ''] of tamperings) {
    const undo = await snapshot()
    const { rowCount } = await log.admin.query(statement)
    expect(rowCount, statement).toBeGreaterThan(0)
    const sealer = await log.sealer()
    await expect(sealer.sealNow(), statement).rejects.toThrow(message)
    await sealer.close()
    await undo()
  }
  expect(await log.sealOnce()).toMatchObject({ number: 3 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
})

const sealed = ['seal', 'log_tile', 'log_bundle', 'subject_head', 'head_branch']

/** @returns what puts the sealed tables back as they are now. */
async function snapshot(): Promise<() => Promise<void>> {
  for (const name of sealed) await log.admin.query(`CREATE TEMPORARY TABLE kept_${name} AS TABLE ${name}`)
  return async () => {
    for (const name of sealed) {
      await log.admin.query(`DELETE FROM ${name}`)
      await log.admin.query(`INSERT INTO ${name} TABLE kept_${name}`)
      await log.admin.query(`DROP TABLE kept_${name}`)
    }
  }
}

test('a sealer that is cut off anywhere leaves a log that it, or the next one, goes on with', async () => {
  const proxy = await openFaultProxy(log.url)
  let sealer = await log.sealer({ url: proxy.url })
  await sealer.sealNow()
  let refusals = 0
  for (let round = 0; round < 25; round++) {
    await log.append([anna, `390101${String(20_000 + round)}`])
    const isSending = round % 2 === 0
    proxy.arm({
      direction: isSending ? 'toServer' : 'toClient',
      afterBytes: (round * 367) % (isSending ? 9000 : 2500),
      action: 'cut',
    })
    await sealer.sealNow().catch(() => (refusals += 1))
    proxy.disarm()
    if (round % 3 === 0) {
      await sealer.close()
      sealer = await log.sealer({ url: proxy.url })
    }
  }
  await log.append([berta])
  // The session of the one that was cut off last may hold the log a moment longer.
  await expect.poll(async () => sealer.sealNow().catch(() => null)).toMatchObject({ lastSequence: 51 })
  expect(refusals).toBeGreaterThan(10)
  expect(await differencesOfSeals(log.admin)).toEqual([])
  await sealer.close()
  await proxy.close()
})

test('a commit whose confirmation is lost is found out about', async () => {
  const proxy = await openFaultProxy(log.url)
  await log.sealOnce()
  const sealer = await log.sealer({ url: proxy.url })
  // The confirmation is the last that comes; how many bytes come before it is found by halving.
  let [early, late] = [0, 4096]
  for (;;) {
    expect(late - early, 'the confirmation was never cut').toBeGreaterThan(1)
    // The session that was cut off before may hold the log for a moment.
    await log.append([anna])
    await expect.poll(async () => sealer.sealNow()).not.toBeNull()
    await log.append([anna])
    const before = await seals()
    const afterBytes = Math.floor((early + late) / 2)
    proxy.arm({ direction: 'toClient', afterBytes, action: 'cut' })
    const outcome = await sealer.sealNow().catch(() => 'cut')
    proxy.disarm()
    const isSealed = (await seals()) > before
    if (outcome === 'cut' && isSealed) break
    if (isSealed) late = afterBytes
    else early = afterBytes
  }
  const committed = await seals()
  await log.append([anna])
  await expect.poll(async () => sealer.sealNow()).toMatchObject({ number: committed + 1 })
  expect(await differencesOfSeals(log.admin)).toEqual([])
  await sealer.close()
  await proxy.close()
})

test('while the database is gone the sealer says so once, and goes on when it is back', async () => {
  const proxy = await openFaultProxy(log.url)
  const sealer = await log.sealer({ url: proxy.url, everyMs: 10 })
  await expect.poll(seals).toBe(1)
  await proxy.stop()
  // Cut off at first, and refused from then on.
  await expect.poll(() => log.problems.length).toBeGreaterThan(0)
  await log.append([anna])
  await proxy.start()
  await expect.poll(seals).toBe(2)
  expect(log.problems).toEqual([...new Set(log.problems)])
  expect(
    log.problems.some((problem) => problem.startsWith('The log cannot be sealed at this moment: ')),
  ).toBe(true)
  await sealer.close()
  await proxy.close()
})

test('the sealer may not change a record or a seal, and a login that may not seal is told so', async () => {
  await log.sealOnce()
  const client = new Client({ connectionString: actingAs(log.url, 'sealer') })
  await client.connect()
  for (const statement of [
    "UPDATE access_record SET content = ''",
    'DELETE FROM access_record',
    "UPDATE operation_record SET consumer = ''",
    'UPDATE log_head SET last_sequence = 9',
    'UPDATE seal SET number = 9',
    'DELETE FROM seal',
    'DELETE FROM log_tile',
    'SELECT FROM subject_key',
  ]) {
    await expect(client.query(statement), statement).rejects.toThrow('permission denied')
  }
  await client.end()
  const login = `sealer_test_${process.pid}`
  await log.admin.query(`CREATE ROLE ${login} LOGIN PASSWORD 'test'`)
  const url = Object.assign(new URL(log.url), { username: login, password: 'test' }).href
  const sealer = await log.sealer({ url })
  await expect(sealer.sealNow()).rejects.toThrow('GRANT dagr_audit_sealer')
  await sealer.close()
  await log.admin.query(`DROP ROLE ${login}`)
})

test('a clock that has run away seals nothing, and what waits for its disclosure goes on waiting', async () => {
  await log.append(['39010110001'], { disclosedFrom: new Date(Date.now() + 86_400_000) })
  const sealer = await startSealer({
    url: log.url,
    signer: openLogSigner({ origin: 'dagr.test/log', keys: [generateKeyPairSync('ed25519').privateKey] }),
    everyMs: Infinity,
    onProblem: (problem) => log.problems.push(problem),
  })
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 86_400_000 })
    await expect(sealer.sealNow()).rejects.toThrow("The clock is ahead of the database's")
    vi.useRealTimers()
    expect(await sealer.sealNow()).toMatchObject({ number: 1, lastSequence: 1, subjects: 0 })
  } finally {
    vi.useRealTimers()
    await sealer.close()
  }
})

test('who holds the log and does not seal it is told of', async () => {
  await log.append(['39010110001'])
  const first = await log.sealOnce()
  const holder = new Client({ connectionString: actingAs(log.url, 'reader') })
  await holder.connect()
  await holder.query('SELECT pg_advisory_lock(7240010)')
  const sealer = await log.sealer()
  await log.append(['39010110001'])
  log.setTime(log.time() + 120_000)
  expect(await sealer.sealNow()).toBeNull()
  expect(log.problems).toEqual([])
  log.setTime(log.time() + 120_000)
  expect(await sealer.sealNow()).toBeNull()
  expect(await sealer.sealNow()).toBeNull()
  expect(log.problems).toEqual([
    `Another session holds the log, and nothing was sealed after seal ${first?.number}`,
  ])
  await holder.end()
  await expect.poll(async () => sealer.sealNow()).toMatchObject({ number: 2 })
})
