import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { masterKeys } from '#audit/keys/master-key.ts'
import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import type { Sealer, SealerOptions } from '#audit/sealing/sealer.ts'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

const signer = openLogSigner({ origin: 'dagr.test/log', keys: [generateKeyPairSync('ed25519').privateKey] })

let database: TestDatabase
let admin: Client
let log: AuditLog
let sealers: Sealer[]
let problems: string[]

beforeEach(async () => {
  database = await createTestDatabase('audit')
  admin = new Client({ connectionString: database.url })
  await admin.connect()
  log = await openAuditLog({
    url: database.url,
    subjectKey: randomBytes(32),
    masterKeys: masterKeys([randomBytes(32)]),
    timeoutMs: 5000,
  })
  sealers = []
  problems = []
})
afterEach(async () => {
  for (const sealer of sealers) await sealer.close()
  await log.close()
  await admin.end()
  await database.drop()
})

async function newSealer(options: Partial<SealerOptions> = {}): Promise<Sealer> {
  const started = await startSealer({
    url: database.url,
    signer,
    everyMs: Infinity,
    onProblem: (problem) => problems.push(problem),
    ...options,
  })
  sealers.push(started)
  return started
}

async function append(people: readonly string[], parts: Parameters<typeof operationRecord>[0] = {}) {
  const operation = operationRecord({ subjects: people.length, ...parts })
  await log.append(
    operation,
    people.map((person) => accessRecordInput(person)),
  )
}

test('what is committed is sealed, once', async () => {
  await append(['39010111111', '39010111112'])
  await append(['39010111111'])
  const one = await newSealer()
  expect(await one.sealNow()).toMatchObject({
    number: 1,
    treeSize: 6,
    lastSequence: 3,
    lastOperation: 2,
    subjects: 2,
  })
  expect(await one.sealNow()).toBeNull()
  await append(['39010111113'])
  expect(await one.sealNow()).toMatchObject({
    number: 2,
    treeSize: 9,
    lastSequence: 4,
    lastOperation: 3,
    subjects: 3,
  })
})
