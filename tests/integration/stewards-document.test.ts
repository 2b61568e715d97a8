import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { demoAgreements } from '#policies/load-agreements.ts'
import { readEpoch } from '#policies/store.ts'
import { runDemoDagr } from '../demo-dagr.ts'
import { blocksOf, examplesOf, withAnswers } from '../document-examples.ts'
import type { DocumentExample } from '../document-examples.ts'
import type { DagrUnderTest } from '../running-dagr.ts'
import { withoutChance } from '../scenario.ts'

/** `UPDATE_SCENARIOS=1` writes what comes back into the documents: read every difference before you believe it. */
const updates = process.env['UPDATE_SCENARIOS'] !== undefined
const soon = { timeout: 50_000, interval: 50 }

let dagr: DagrUnderTest
let policies: Pool

beforeAll(async () => {
  dagr = await runDemoDagr()
  policies = new Pool({ connectionString: dagr.urls.policy, max: 1 })
  // The gateway tells the catalogue once it has composed: drafts are held against it.
  const query = '{ catalogue(registry: "population", first: 1) { edges { node { coordinate } } } }'
  await vi.waitFor(async () => {
    const { data } = await dagr.ask('riga', { query })
    if (isDeepStrictEqual(data, { catalogue: { edges: [] } })) throw new Error('the catalogue is empty')
  }, soon)
})
afterAll(async () => {
  await policies?.end()
  await dagr?.stop()
})

// In this order: what the second changes, the first does not know of.
test.for(['docs/permissions.md', 'docs/stewards.md'])(
  'every request that %s shows is answered as it says',
  async (file) => {
    const page = readFileSync(file, 'utf8')
    const examples = examplesOf(page)
    expect(examples.length).toBeGreaterThan(0)
    const answers: unknown[] = []
    for (const example of examples) {
      const answer = await answerTo(example)
      answers.push(answer)
      const told = updates ? answer : example.answer
      expect(withoutChance(answer), example.query).toEqual(withoutChance(told))
    }
    if (updates) writeFileSync(file, withAnswers(page, answers))
  },
)

test('the lines of agreements that docs/stewards.md shows are those of the demonstration', () => {
  const { agreements } = JSON.parse(readFileSync(demoAgreements, 'utf8')) as {
    readonly agreements: readonly { readonly permission: string; readonly grants: readonly unknown[] }[]
  }
  const shown = blocksOf(readFileSync('docs/stewards.md', 'utf8')).flatMap(({ kind, text }) =>
    kind.startsWith('json agreement ') ? [{ permission: kind.split(' ').at(-1), text }] : [],
  )
  expect(shown).not.toEqual([])
  for (const { permission, text } of shown) {
    const grants = agreements.find((agreement) => agreement.permission === permission)?.grants
    expect(grants).toEqual(expect.arrayContaining(JSON.parse(text) as unknown[]))
  }
})

/** What comes back; a change has reached the gateway before the next request is made. */
async function answerTo({ caller, headers, query, variables }: DocumentExample): Promise<unknown> {
  const { data, errors } = await dagr.ask(caller, { query, variables }, headers)
  if (/^mutation\b/m.test(query)) {
    const reached = 'query ($epoch: Int!) { epochReached(number: $epoch) { reached } }'
    const epoch = await readEpoch(policies)
    await vi.waitFor(async () => {
      const told = await dagr.ask('steward-pmlp', { query: reached, variables: { epoch } })
      if (!isDeepStrictEqual(told.data, { epochReached: { reached: true } })) throw new Error('not yet')
    }, soon)
  }
  return { ...(errors.length > 0 && { errors }), ...(data !== undefined && { data }) }
}
