import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { OtlpTraces } from '#audit/exports/otlp.ts'
import { openAuditLog } from '#audit/log.ts'
import { openAuditReader } from '#audit/read.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from '#tests/audit-records.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

/** The commands that keep and export the audit, as they are run. */

const code = '39010110001'
const dayMs = 86_400_000
let folder: string
let policy: TestDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-keeping-'))
  policy = await createTestDatabase('policy')
})
afterEach(async () => {
  await policy.drop()
  await rm(folder, { recursive: true, force: true })
})

interface Ran {
  readonly exit: number
  readonly out: string
  readonly error: string
}

async function run(
  tool: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ran> {
  const child = spawn(process.execPath, [`tools/${tool}.ts`, ...words], {
    env: { ...process.env, DATA_FOLDER: folder, POLICY_DATABASE_URL: policy.url, ...env },
  })
  child.stdin.end(input)
  const exited = new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? -1)))
  const [out, error, exit] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { exit, out, error }
}

/** Tokens of the demonstration's issuer, in files that are named after the callers. */
async function writeTokens(callers: readonly string[]): Promise<void> {
  const issuer = await openIssuer(join(folder, 'keys'))
  for (const caller of callers)
    await writeFile(join(folder, caller), await issuer.sign(demoCaller(caller).claims))
}

async function sealedLog(): Promise<SealedLog> {
  const log = await openSealedLog()
  onTestFinished(() => log.close())
  return log
}

test('npm run erase: one official asks, another approves, and no personal code is told', async () => {
  const database = await createTestDatabase('audit')
  const subjectKey = randomBytes(32)
  const log = await openAuditLog({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  const reader = openAuditReader({ url: database.url, subjectKey, masterKeys, timeoutMs: 5_000 })
  onTestFinished(async () => {
    await Promise.all([log.close(), reader.close()])
    await database.drop()
  })
  await log.append(operationRecord(), [accessRecordInput(code)])
  await writeTokens(['steward-vdaa', 'approver-vdaa'])
  const env = { AUDIT_DATABASE_URL: database.url, AUDIT_SUBJECT_KEY: subjectKey.toString('hex') }
  const erase = (caller: string, words: readonly string[], subject = '-'): Promise<Ran> =>
    run(
      'erase',
      [subject, '--token', join(folder, caller), ...words],
      env,
      subject === '-' ? `${code}\n` : '',
    )

  const asked = await erase('steward-vdaa', ['--reason', 'VDAA 2026/17'])
  const request =
    /^Request ([0-9a-f-]{36}): 1 records under 1 keys would be erased\./.exec(asked.out)?.[1] ?? ''
  expect(request).not.toBe('')
  const refused = await erase('steward-vdaa', ['--approve', request], '390101-10001')
  expect(refused).toEqual({
    exit: 1,
    out: '',
    error: 'Whoever asked for it cannot approve it: it takes a second official\n',
  })
  const done = await erase('approver-vdaa', ['--approve', request])
  expect(done).toEqual({
    exit: 0,
    out: 'Erased: 1 records under 1 keys. Housekeeping record 1 says so.\n',
    error: '',
  })
  expect(JSON.stringify([asked, refused, done])).not.toMatch(/390101-?10001/)
  expect(await reader.histories([{ codes: [code], first: 1, before: null }])).toEqual([
    { records: [], hasNextPage: false },
  ])
})

test('npm run retention: lists what would go, and removes it when two officials say so', async () => {
  const log = await sealedLog()
  await log.append([code, '39010120001'], { at: new Date(Date.now() - 40 * dayMs), purpose: 'Taxes' })
  await log.append([code], { at: new Date(), purpose: 'Taxes' })
  await log.seal()
  const rules = join(folder, 'retention.json')
  await writeFile(rules, '{ "purposes": { "Taxes": 30 } }')
  const env = { AUDIT_DATABASE_URL: log.url, AUDIT_RETENTION: rules }

  const listed = await run('retention', [], env)
  expect(listed.out).toMatch(
    /^\d{4}-\d\d\t2\t\d+\t\d{4}-\d\d-\d\d\t\d{4}-\d\d-\d\d\tTaxes\n2 contents would be removed/,
  )
  expect(listed.out).toMatch(/\nBy 0 agreements that say how long, and 1 purposes of AUDIT_RETENTION/)
  const digest = /\nRules: ([0-9a-f]{64})\n/.exec(listed.out)?.[1] ?? ''
  await writeTokens(['steward-vdaa', 'approver-vdaa', 'analyst'])
  const apply = (author: string, approver: string, approved = digest): Promise<Ran> => {
    const tokens = ['--token', join(folder, author), '--approver', join(folder, approver)]
    return run('retention', ['--apply', '--rules', approved, ...tokens], env)
  }
  for (const [refused, why] of [
    [run('retention', ['--apply'], env), 'Usage: npm run retention'],
    [apply('steward-vdaa', 'steward-vdaa'), 'it takes a second official'],
    [apply('steward-vdaa', 'analyst'), 'not of the organisation that keeps the audit'],
    [apply('steward-vdaa', 'approver-vdaa', '00'), 'The rules are no longer those'],
  ] as const)
    expect(await refused).toMatchObject({ exit: 1, error: expect.stringContaining(why) as string })
  expect(await log.history([code])).toHaveLength(2)
  expect(await apply('steward-vdaa', 'approver-vdaa')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(
      /^housekeeping record 1: 2 contents removed\n2 contents of \d+ bytes are removed/,
    ),
  })
  expect(await log.history([code])).toHaveLength(1)
  await writeFile(rules, '{ "purposes": { "Taxes": "30" } }')
  expect(await run('retention', [], env)).toMatchObject({
    exit: 1,
    error: expect.stringContaining('The days of "Taxes" must be a whole number') as string,
  })
})

test('npm run export: at least once to an OTLP receiver that was cut off, and as JSON-LD', async () => {
  const log = await sealedLog()
  const codes = Array.from({ length: 750 }, (_, place) => `39010${10_000 + place}`)
  for (let seals = 0; seals < 2; seals++) {
    await log.append(codes)
    await log.seal()
  }
  const { url, received, server } = await otlpReceiver({ failsAt: 2 })
  onTestFinished(() => void server.close())
  const cursor = join(folder, 'cursor')
  const env = {
    AUDIT_DATABASE_URL: log.url,
    AUDIT_MASTER_KEY: '09'.repeat(32),
    PSEUDONYM_KEY: '01'.repeat(32),
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x',
  }
  const words = ['--recipient', 'kadaster', '--cursor', cursor]
  expect(await run('export', ['otlp', ...words], env)).toMatchObject({
    exit: 1,
    error: 'The receiver answered HTTP 400\n',
  })
  expect(JSON.parse(await readFile(cursor, 'utf8'))).toEqual({ seal: 1, of: 'otlp to kadaster' })
  expect(await run('export', ['otlp', ...words], env)).toMatchObject({
    exit: 0,
    error: '750 records exported, up to seal 2\n',
  })
  // What the receiver had taken before it failed came again, under the same ids.
  expect(received.map((ids) => ids.length)).toEqual([750, 750, 750])
  expect(received[2]).toEqual(received[1])
  expect(new Set(received.flat()).size).toBe(1500)

  const { out, exit } = await run(
    'export',
    ['dpv', '--recipient', 'open', '--cursor', join(folder, 'dpv')],
    env,
  )
  const lines = out.trimEnd().split('\n')
  expect(exit).toBe(0)
  expect(lines).toHaveLength(1500)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ '@type': 'dpv:PersonalDataProcess' })
  for (const subject of codes.slice(0, 3)) {
    expect(out).not.toContain(subject)
    expect(out).not.toContain(log.hashesOf([subject])[0]?.toString('hex'))
  }
})

/** A receiver that takes everything, and answers one request as if it had not. */
async function otlpReceiver({ failsAt }: { failsAt: number }) {
  const received: string[][] = []
  const server: Server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { resourceSpans }: OtlpTraces = JSON.parse(await text(request))
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    received.push(spans.map(({ spanId }) => spanId))
    const isKnown = request.url === '/v1/traces' && request.headers.authorization === 'Bearer x'
    response.statusCode = isKnown && received.length !== failsAt ? 200 : 400
    response.end('{}')
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, server }
}

test('a data folder that holds nothing is told, and nothing is made in it', async () => {
  const keys = { AUDIT_MASTER_KEY: '01'.repeat(32) }
  for (const tool of ['verify-audit', 'rewrap-audit-keys'])
    expect((await run(tool, [], { ...keys, DATABASE_URL: '', AUDIT_DATABASE_URL: '' })).error).toContain(
      'name the data folder of npm start by DATA_FOLDER, or set AUDIT_DATABASE_URL',
    )
  expect((await run('rewrap-audit-keys', [], { AUDIT_MASTER_KEY: '' })).error).toMatch(
    /audit-master is missing: set AUDIT_MASTER_KEY, or DATA_FOLDER/,
  )
  expect(await readdir(folder)).toEqual([])
})
