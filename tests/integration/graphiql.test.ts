import { pino } from 'pino'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '#gateway/metrics.ts'
import { startServer, type RunningServer } from '#gateway/server.ts'
import type { GraphQLRequest } from '#gateway/stages/parse.ts'
import { chromiumPath, openChromium } from '../chromium.ts'
import type { Browser } from '../chromium.ts'
import { graphqlJsAnswer } from '../graphql-js-answer.ts'

if (!chromiumPath) {
  process.stderr.write('Skipped: the GraphiQL page is driven with Chromium, and none is installed\n')
}

describe.skipIf(!chromiumPath)('the GraphiQL page', () => {
  const asked: GraphQLRequest['headers'][] = []
  const complaints: string[] = []
  const elsewhere: string[] = []
  let server: RunningServer
  let chromium: Browser
  let browser: BrowserContext

  beforeAll(async () => {
    server = await startServer({
      answer: (request) => {
        asked.push(request.headers)
        return graphqlJsAnswer(request)
      },
      notReady: () => null,
      metrics: createMetrics(),
      log: pino({ level: 'silent' }),
      host: '127.0.0.1',
      port: 0,
      bodyLimitBytes: 2 ** 20,
      maxInFlight: 100,
      graphiql: { firstQuery: '{ hello(name: "</script>Jānis") }', permission: '4001' },
    })
    chromium = await openChromium()
    browser = chromium.context
    browser.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
        elsewhere.push(request.url())
    })
    browser.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
  })
  afterAll(async () => {
    await chromium.close()
    await server.stop(1000)
  })

  test('asks as the caller that its fields name, loads nothing from elsewhere, and forgets the token', async () => {
    const page = await browser.newPage()
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(`${server.url}/graphiql`)
    await page.locator('.graphiql-execute-button').waitFor()

    await page.getByLabel('Token').fill('abc.def.ghi')
    await page.getByLabel('DAGR-Case').fill('Lieta Nr. 17 ā')
    await page.getByLabel('DAGR-On-Denied').selectOption('reject')
    await page.getByLabel('DAGR-On-Denied').blur()
    // The schema is read again as this caller may see it.
    await expect.poll(() => asked.at(-1)?.authorization).toBe('Bearer abc.def.ghi')
    asked.length = 0
    await page.locator('.graphiql-execute-button').click()
    await page.locator('.result-window').getByText('Hello </script>Jānis').waitFor()
    expect(asked.at(-1)).toMatchObject({
      authorization: 'Bearer abc.def.ghi',
      'x-dagr-permission': '4001',
      'dagr-case': 'Lieta Nr. 17 ā',
      'dagr-on-denied': 'reject',
      accept: 'application/graphql-response+json',
    })

    // The schema was read: its fields are in the documentation.
    await page.getByLabel('Show Documentation Explorer').click()
    await page.locator('.graphiql-doc-explorer').getByText('Mutation', { exact: true }).waitFor()
    if (process.env['SCREENSHOT']) await page.screenshot({ path: process.env['SCREENSHOT'] })

    expect(complaints).toEqual([])
    expect(elsewhere).toEqual([])
    const remembered = await page.evaluate('JSON.stringify({ ...localStorage })')
    expect(remembered).not.toMatch(/abc\.def|Lieta|Jānis/)

    const another = await browser.newPage()
    await another.goto(`${server.url}/graphiql`)
    await another.locator('.graphiql-execute-button').waitFor()
    expect(await another.getByLabel('Token').inputValue()).toBe('')
    expect(await another.getByLabel('DAGR-On-Denied').inputValue()).toBe('reject')
  })
})
