import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import type { RunningServer } from '#gateway/server.ts'
import { chromiumPath, openChromium } from '#tests/chromium.ts'
import type { Browser } from '#tests/chromium.ts'
import { startShell } from '#tests/http-shell.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

if (!chromiumPath) {
  process.stderr.write(
    'Skipped: the page that verifies proofs is driven with Chromium, and none is installed\n',
  )
}

const code = '39010110001'

describe.skipIf(!chromiumPath)('the page that verifies proofs', () => {
  const complaints: string[] = []
  const asked: string[] = []
  let log: SealedLog
  let files: LogReader
  let server: RunningServer
  let browser: Browser
  let page: Page
  let answer: {
    data: { person: { accessHistoryProof: string; accessHistory: { nodes: Record<string, unknown>[] } } }
  }

  beforeAll(async () => {
    log = await openSealedLog()
    files = openLogReader({ url: log.url, timeoutMs: 5000 })
    for (let round = 0; round < 3; round++) await log.append([code, '39010110002'])
    const seal = await log.seal()
    const records = await log.history([code])
    const proofs = await log.proofs.recordProofs(records, seal)
    answer = {
      data: {
        person: {
          accessHistoryProof: await log.proofs.historyProof(log.hashesOf([code]), seal),
          accessHistory: {
            nodes: records.map(({ organisation, at }, index) => ({ organisation, at, proof: proofs[index] })),
          },
        },
      },
    }
    server = await startShell({ logFiles: files })
    browser = await openChromium()
    page = await browser.context.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${server.url}/log/verify`)
    await page.getByRole('button', { name: 'English' }).click()
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await server.stop(1000)
    await files.close()
    await log.close()
  })

  async function verify(text: string): Promise<string> {
    await page.locator('#given').fill(text)
    await page.locator('button[type=submit]').click()
    await page.locator('.verdict').waitFor()
    return page.locator('#result').innerText()
  }

  test('says that an answer is whole, in both languages, and sends it nowhere', async () => {
    await expect.poll(() => page.locator('#keys').inputValue()).toMatch(/^dagr\.test\/log\+/)
    asked.length = 0
    const said = await verify(JSON.stringify(answer))
    expect(said).toContain('All is well')
    expect(said).toContain('No record was left out, up to')
    expect(said).toContain('Records that are in the log: 3')
    expect(said).toContain('Valsts ieņēmumu dienests')
    await page.getByRole('button', { name: 'Latviski' }).click()
    expect(await page.locator('#result').innerText()).toContain('Viss ir pareizi')
    await page.getByRole('button', { name: 'English' }).click()
    expect(asked).toEqual([])
    expect(complaints).toEqual([])
  })

  test('names a record that was left out, one that was changed, and a proof that is none', async () => {
    const left = structuredClone(answer)
    left.data.person.accessHistory.nodes.pop()
    expect(await verify(JSON.stringify(left))).toContain(
      'is in the chain, was not shown, and is not said to be gone',
    )
    const changed = structuredClone(answer)
    Object.assign(changed.data.person.accessHistory.nodes[0] ?? {}, { organisation: '<b>somebody else</b>' })
    expect(await verify(JSON.stringify(changed))).toContain(
      'record 1: what was shown is not what was recorded (organisation)',
    )
    expect(await verify('{}')).toContain('There is no proof in this.')
  })

  test('counts what is said to be gone apart, and tells what is not proven yet from what is wrong', async () => {
    const chain = /(?<="commitments":\[")[0-9a-f]{64}/.exec(answer.data.person.accessHistoryProof)?.[0]
    const gone = structuredClone(answer)
    const { person } = gone.data
    // The first of the chain is the last that is shown.
    person.accessHistory.nodes.pop()
    person.accessHistoryProof = person.accessHistoryProof.replace(
      '"gone":[]',
      `"gone":[{"commitment":"${chain}","reason":"ERASED"}]`,
    )
    const said = await verify(JSON.stringify(gone))
    expect(said).toContain('All is well')
    expect(said).toContain('Records whose content was erased by a decision, as the service says: 1')
    expect(said).toContain('an auditor checks by verify-audit')
    const early = structuredClone(answer)
    Object.assign(early.data.person.accessHistory.nodes[0] ?? {}, { proof: null })
    const pending = await verify(JSON.stringify(early))
    expect(pending).toContain('Not all of it is proven yet')
    expect(pending).not.toContain('Something is not right')
  })

  test('verifies one proof by itself, with the keys that it is given', async () => {
    const [record] = answer.data.person.accessHistory.nodes
    const proof = String(record?.['proof'])
    expect(await verify(proof)).toContain('whether anything was left out was not verified')
    const keys = await page.locator('#keys').inputValue()
    await page.locator('#keys').fill('dagr.test/log+00000000+AAAA')
    expect(await verify(proof)).toContain('a key to verify with has not the form of one')
    await page.locator('#keys').fill(keys)
  })

  test('gives nothing but the verifier and what it imports', async () => {
    for (const path of [
      'modules/bytes.test.ts',
      'modules/..%2f..%2fconfig.ts',
      'noble/hashes/package.json',
      'modules/',
    ])
      expect((await fetch(`${server.url}/log/verify/${path}`)).status).toBe(404)
    const module = await fetch(`${server.url}/log/verify/modules/tree.ts`)
    expect(module.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await module.text()).not.toMatch(/import type|: Uint8Array/)
  })
})
