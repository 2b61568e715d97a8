import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { removeDueContents } from '#audit/keeping/retention.ts'
import { findProofs } from '#audit/verify/find-proofs.ts'
import { verifyHistory } from '#audit/verify/history.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import { found, verify } from '#tests/tampered-log.ts'

const run = promisify(execFile)
const aboutOneself = `query ($code: String!) {
  person(personalCode: $code) {
    givenName
    accessHistoryProof
    accessHistory(first: 100) {
      edges {
        node {
          id
          at
          organisation
          application
          permission
          purpose
          legalBasis
          case
          outcome
          proof
        }
      }
    }
  }
}`
let dagr: DagrUnderTest
let dataFolder: string

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'dagr-verify-'))
  dagr = await runDagr()
  for (let request = 0; request < 5; request++)
    await dagr.ask('resident', { query: aboutOneself, variables: { code: dagr.resident } })
  while ((await fetch(`${dagr.url}/log/checkpoint`)).status !== 200) await sleep(50)
})

afterAll(async () => {
  await dagr.stop()
  await rm(dataFolder, { recursive: true })
})

async function command(...args: readonly string[]): Promise<{ stdout: string }> {
  return run(process.execPath, ['tools/verify-audit.ts', ...args], {
    env: {
      ...process.env,
      AUDIT_DATABASE_URL: dagr.urls.audit,
      DATA_FOLDER: dataFolder,
      AUDIT_MASTER_KEY: '',
    },
  })
}

test('the database of a running DAGR holds what its gateway counted and its public checkpoint says', async () => {
  const { stdout } = await command(
    '--counters',
    `${dagr.url}/metrics`,
    '--checkpoint',
    `${dagr.url}/log/checkpoint`,
  )
  expect(stdout).toContain('checked: counts of 1 runs of gateways')
  expect(stdout).toContain('1 known checkpoints')
  expect(stdout).toMatch(/not checked: \d+ contents, which take AUDIT_MASTER_KEY/)
  expect(stdout).toMatch(
    /not checked: whose key this is, which only the log itself tells: dagr\.gov\.lv\/log\+/,
  )
  expect(stdout).toMatch(/\nnothing was found: the log is what was signed\n$/)
})

test('its public files are checked by themselves', async () => {
  const { stdout } = await command('--log', `${dagr.url}/log/`, '--counters', `${dagr.url}/metrics`)
  expect(stdout).toMatch(/^log dagr\.gov\.lv\/log: \d+ leaves, \d+ seals/)
  expect(stdout).toContain('not checked: records, contents and chains, which take the database')
  expect(stdout).toContain('not checked: what gateways counted, which takes the database')
  expect(stdout).toContain('nothing was found')
})

test('a resident’s own answer verifies: each record as it is shown, and that none was left out', async () => {
  const answer = await dagr.ask('resident', { query: aboutOneself, variables: { code: dagr.resident } })
  expect(answer.errors).toEqual([])
  const { records, history } = findProofs(JSON.stringify(answer.data))
  expect(records.length).toBeGreaterThan(0)
  const verifierKeys = (await (await fetch(`${dagr.url}/log/keys`)).text()).trim().split('\n')
  const trust = { origin: 'dagr.gov.lv/log', verifierKeys }
  expect(verifyHistory(records, history, trust)).toMatchObject({ findings: [], notShown: 0 })
  expect(history).not.toBeNull()
  const [first, ...others] = records
  expect(verifyHistory(others, history, trust).findings).toMatchObject([{ code: 'RECORD_NOT_SHOWN' }])
  const changed = { proof: first?.proof ?? '', answer: { ...first?.answer, outcome: 'REFUSED' } }
  expect(verifyHistory([changed, ...others], history, trust).findings).toMatchObject([
    { code: 'SHOWN_DIFFERS', detail: 'outcome' },
  ])
})

test.each([
  [['--nonsense'], /Unknown option '--nonsense'/],
  [['--log', 'http://127.0.0.1:1/log'], /cannot be read: fetch failed \(.+\)/],
  [['--key', 'nonsense'], /no verifier key as it is asked for here: .*\n--key takes one of the log/],
])('%s says what is wrong, and is no finding', async (args, message) => {
  await expect(command(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
})

test('what was erased and removed as it must be is told, and is no finding', async () => {
  const log = await openSealedLog()
  const [erased = Buffer.alloc(0)] = log.hashesOf(['39010110001'])
  const keeper = openKeeper(log.url)
  const old = new Date(Date.now() - 400 * 86_400_000)
  const options = { keys: log.trust.verifierKeys }
  await log.append(['39010110001', '39010110002'], { at: old, permission: '1001' })
  await log.append(['39010110001', '39010110003'], { at: new Date() })
  await log.append(['39010110004'], {
    at: new Date(),
    disclosedFrom: new Date(Date.now() + 86_400_000),
  })
  await log.seal()

  const asked = { subjectHash: erased, at: new Date() }
  const { request } = await requestErasure(keeper, { ...asked, author: 'first', reason: 'Decision 17' })
  await approveErasure(keeper, { ...asked, request, approver: 'second' })
  const removed = { rules: { agreements: new Map([['1001', 30]]), purposes: new Map() }, now: new Date() }
  await removeDueContents(keeper, { ...removed, officials: { author: 'first', approver: 'second' } })
  await log.seal()

  const verdict = await verify(log.url, options)
  expect(found(verdict)).toEqual([])
  expect(verdict.lines.join('\n')).toContain(
    '2 contents decrypted; 1 erased, 2 removed, each by a record that says so; 0 of the time before encryption',
  )
  expect(verdict.lines.join('\n')).toContain('1 records wait for their disclosure')
  await log.seal(new Date(Date.now() + 2 * 86_400_000))
  const later = await verify(log.url, options)
  expect(found(later)).toEqual([])
  expect(later.lines.join('\n')).toContain('0 records wait for their disclosure')
  await keeper.close()
  await log.close()
})
