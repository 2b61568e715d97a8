import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import { readVerifierKey, verifierKeyText } from '#audit/proofs/signed-note.ts'
import type { VerifierKey } from '#audit/proofs/signed-note.ts'
import { verifyCheckpoint } from '#audit/verify/checkpoint.ts'
import { verifyHistoryProof } from '#audit/verify/history-proof.ts'
import { verifyRecordProof } from '#audit/verify/record-proof.ts'
import { openCosigner } from '#audit/witness/cosignature.ts'
import { startCosigning } from '#audit/witness/cosigning.ts'
import { serveWitness } from '#audit/witness/serve-witness.ts'
import { readWitnessAddress } from '#audit/witness/witness-address.ts'
import type { WitnessAddress } from '#audit/witness/witness-address.ts'
import { openWitnessState } from '#audit/witness/witness-state.ts'
import { createWitness } from '#audit/witness/witness.ts'
import { readConfig } from '#gateway/config.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'
import { openSigningKeys } from '#tools/signing-keys.ts'
import { startSealing } from '#tools/start-sealing.ts'

interface TestWitness {
  readonly address: WitnessAddress
  readonly verifierKey: string
  stop(): Promise<void>
}

let log: SealedLog
let problems: string[]
let ended: (() => Promise<unknown>)[]

beforeEach(async () => {
  log = await openSealedLog()
  problems = []
  ended = [() => log.close()]
})
afterEach(async () => {
  for (const end of ended.toReversed()) await end()
})

async function runWitness(
  name: string,
  from?: { readonly folder: string; readonly port: number },
  logs: ReadonlyMap<string, readonly VerifierKey[]> = new Map([
    [log.trust.origin, log.trust.verifierKeys.map(readVerifierKey)],
  ]),
) {
  const folder = from?.folder ?? (await mkdtemp(join(tmpdir(), 'dagr-witness-')))
  const cosigner = openCosigner(name, keyOf(name))
  const state = await openWitnessState(folder)
  const witness = createWitness({ cosigner, logs, state, onProblem: (line) => problems.push(line) })
  const server = await serveWitness(witness, {
    host: '127.0.0.1',
    port: from?.port ?? 0,
    onProblem: (line) => problems.push(line),
  })
  let isRunning = true
  const stop = async () => {
    if (!isRunning) return
    isRunning = false
    await server.stop()
    await state.close()
  }
  ended.push(() => rm(folder, { recursive: true, force: true }), stop)
  const { verifierKey } = cosigner
  const address = readWitnessAddress(`${verifierKey}@${server.url}`)
  return { address, verifierKey, stop, folder, url: server.url, port: Number(new URL(server.url).port) }
}

const keys = new Map<string, ReturnType<typeof generateKeyPairSync>['privateKey']>()
function keyOf(name: string) {
  const key = keys.get(name) ?? generateKeyPairSync('ed25519').privateKey
  keys.set(name, key)
  return key
}

function cosigning(witnesses: readonly Pick<TestWitness, 'address'>[], everyMs = 1) {
  const started = startCosigning({
    url: log.url,
    witnesses: witnesses.map(({ address }) => address),
    timeoutMs: 2000,
    everyMs,
    onProblem: (line) => problems.push(line),
  })
  ended.push(() => started.close())
  return started
}

async function servedCosigners(witnesses: readonly Pick<TestWitness, 'verifierKey'>[]) {
  const files = openLogReader({ url: log.url, timeoutMs: 5000 })
  try {
    const trust = { ...log.trust, witnesses: witnesses.map(({ verifierKey }) => verifierKey) }
    const read = verifyCheckpoint((await files.checkpoint()) ?? '', trust)
    return read.ok ? read.value.cosigners : read.finding
  } finally {
    await files.close()
  }
}

test('the served checkpoint gathers the signatures of all witnesses, seal after seal', async () => {
  const witnesses = [await runWitness('witness.test/one'), await runWitness('witness.test/two')]
  const asking = cosigning(witnesses)
  for (let round = 0; round < 3; round++) {
    await log.append(Array.from({ length: 120 }, (_, index) => `390101${10_000 + index}`))
    asking.sealed(await log.seal())
    await expect.poll(() => servedCosigners(witnesses)).toBe(2)
  }
  expect(problems).toEqual([])
})

test('proofs of records carry the signatures of witnesses, though a newer seal has none yet', async () => {
  const witness = await runWitness('witness.test/one')
  const asking = cosigning([witness])
  await log.append(['39010110001'])
  asking.sealed(await log.seal())
  await expect.poll(() => servedCosigners([witness])).toBe(1)
  await log.append(['39010110001'])
  const newest = await log.seal()
  const records = await log.history(['39010110001'])
  const proofs = await log.proofs.recordProofs(records, newest)
  const trust = { ...log.trust, witnesses: [witness.verifierKey], quorum: 1 }
  expect(proofs.map((proof) => verifyRecordProof(proof ?? '', trust).ok)).toEqual([false, true])
  asking.sealed(newest)
  await expect.poll(() => servedCosigners([witness])).toBe(1)
  const later = await log.proofs.latest()
  const history = await log.proofs.historyProof(log.hashesOf(['39010110001']), later ?? newest)
  expect(verifyHistoryProof(history, trust).ok).toBe(true)
  const both = await log.proofs.recordProofs(records, later ?? newest)
  expect(both.map((proof) => verifyRecordProof(proof ?? '', trust).ok)).toEqual([true, true])
})

test('a witness that does not answer delays nobody, and is asked again', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  ended.push(async () => {
    silent.closeAllConnections()
    silent.close()
  })
  const { port } = silent.address() as AddressInfo
  const good = await runWitness('witness.test/one')
  const { verifierKey } = openCosigner('witness.test/silent', keyOf('witness.test/silent'))
  const asking = cosigning([{ address: readWitnessAddress(`${verifierKey}@http://127.0.0.1:${port}`) }, good])
  for (let round = 0; round < 2; round++) {
    await log.append(['39010110001'])
    asking.sealed(await log.seal())
    await expect.poll(() => servedCosigners([good])).toBe(1)
  }
  await expect
    .poll(() => problems)
    .toEqual(['The witness witness.test/silent has not signed the checkpoint: it did not answer in time'])
})

test('a witness that was away signs the newest checkpoint when it is back, and each problem is told once', async () => {
  const first = await runWitness('witness.test/one')
  const asking = cosigning([first])
  await log.append(['39010110001'])
  asking.sealed(await log.seal())
  await expect.poll(() => servedCosigners([first])).toBe(1)
  await first.stop()
  for (let round = 0; round < 3; round++) {
    await log.append(['39010110001'])
    asking.sealed(await log.seal())
  }
  await expect.poll(() => problems).toHaveLength(1)
  await runWitness('witness.test/one', first)
  await expect.poll(() => servedCosigners([first])).toBe(1)
  expect(problems).toEqual([
    'The witness witness.test/one has not signed the checkpoint: it cannot be reached',
  ])
})

test('witnesses are asked about the same checkpoints, however many there are', async () => {
  const witnesses = [await runWitness('witness.test/one'), await runWitness('witness.test/two')]
  const hour = 3_600_000
  const asking = cosigning(witnesses, hour)
  const pool = new Pool({ connectionString: log.url })
  ended.push(() => pool.end())
  const signed = async () => {
    const { rows } = await pool.query<{ seal: string; witnesses: number }>(
      'SELECT seal, count(*)::integer AS witnesses FROM cosignature GROUP BY seal ORDER BY seal',
    )
    return rows.map(({ seal, witnesses: count }) => [Number(seal), count])
  }
  for (let round = 0; round < 3; round++) {
    await log.append(['39010110001'])
    asking.sealed(await log.seal())
  }
  await expect.poll(() => signed()).toEqual([[1, 2]])
  await log.append(['39010110001'])
  asking.sealed(await log.seal())
  expect(await signed()).toEqual([[1, 2]])
})

test('another sealer process goes on with the same witness', async () => {
  const witness = await runWitness('witness.test/one')
  for (let round = 0; round < 3; round++) {
    const asking = startCosigning({
      url: log.url,
      witnesses: [witness.address],
      everyMs: 1,
      onProblem: (line) => problems.push(line),
    })
    await log.append(['39010110001'])
    asking.sealed(await log.seal())
    await expect.poll(() => servedCosigners([witness])).toBe(1)
    await asking.close()
  }
  expect(problems).toEqual([])
})

test('whoever seals has the witnesses of the settings sign, after its own start as well', async () => {
  const keysFolder = await mkdtemp(join(tmpdir(), 'dagr-keys-'))
  ended.push(() => rm(keysFolder, { recursive: true, force: true }))
  const database = await createTestDatabase('audit')
  ended.push(() => database.drop())
  const [signingKey] = await openSigningKeys([], keysFolder)
  if (signingKey === undefined) throw new Error('No key was made')
  const origin = 'dagr.test/sealed'
  const verifierKey = verifierKeyText(origin, 'note', signingKey)
  const witness = await runWitness(
    'witness.test/one',
    undefined,
    new Map([[origin, [readVerifierKey(verifierKey)]]]),
  )
  const settings = { AUDIT_WITNESSES: `${witness.verifierKey}@${witness.url}`, AUDIT_LOG_ORIGIN: origin }
  const files = openLogReader({ url: database.url, timeoutMs: 5000 })
  ended.push(() => files.close())
  const sealing = await startSealing({
    url: database.url,
    keysFolder,
    config: readConfig(settings),
    log: pino({ level: 'silent' }),
  })
  ended.push(() => sealing.close())
  const trust = { origin, verifierKeys: [verifierKey], witnesses: [witness.verifierKey], quorum: 1 }
  await expect.poll(async () => verifyCheckpoint((await files.checkpoint()) ?? '', trust).ok).toBe(true)
  expect(await files.keys()).toBe(`${verifierKey}\n`)
})
