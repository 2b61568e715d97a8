import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDagr } from './running-dagr.ts'
import { expectationOf, layOut, storiesFolder, storyNames, withNames, withoutChance } from './scenario.ts'
import { openStories } from './story-teller.ts'
import type { StoryTeller } from './story-teller.ts'

/**
 * Each folder of `scenarios/` is a story: who asks what (`query.graphql`, `caller.json`), what comes back
 * (`response.json`) and what is recorded (`access-records.json`), both to the letter. A story may bring agreements of its own
 * (`agreements.json`, numbers from 7000 on). `UPDATE_SCENARIOS=1` writes the
 * latter two anew: read every difference before you believe it.
 */
const updates = process.env['UPDATE_SCENARIOS'] !== undefined

let stories: StoryTeller

beforeAll(async () => {
  stories = await openStories((policy) => runDagr({}, { policy }))
})
afterAll(() => stories.stop())

test.each(storyNames)('%s', async (name) => {
  const { people } = stories
  const { response, trace } = await stories.tell(name)
  const told = { 'response.json': response, 'access-records.json': await stories.recorded(trace) }
  for (const file of ['response.json', 'access-records.json'] as const) {
    const actual = layOut(withoutChance(told[file]))
    if (updates) writeFileSync(join(storiesFolder, name, file), withNames(actual, people))
    expect(actual, file).toBe(expectationOf(name, file, people))
  }
})
