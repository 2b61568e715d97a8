import { afterAll, beforeAll, expect, test } from 'vitest'
import { runHotDagr } from './hot-dagr.ts'
import { expectationOf, layOut, readStory, storyNames, withoutChance } from './scenario.ts'
import { openStories } from './story-teller.ts'
import type { Recorded, StoryTeller } from './story-teller.ts'

/**
 * The stories again with memory on, each twice where it can be: the second time what is hot is in memory. What comes back
 * and what is recorded is what the stories say, to the letter, but for the fetches that were not needed.
 */
let stories: StoryTeller

beforeAll(async () => {
  stories = await openStories((policy) => runHotDagr({ own: { policy } }))
  const twice = storyNames.filter((name) => !isOnce(name))
  await Promise.all(twice.map((name) => stories.tell(name)))
})
afterAll(() => stories.stop())

/** Told twice, a change is another one, and so is a history that the first telling has made longer. */
function isOnce(name: string): boolean {
  const { query, caller } = readStory(name, stories.people)
  return /mutation|accessHistory|accessStatistics/.test(query) || caller.before !== undefined
}

const asked = new Map<string, number>()

test.each(storyNames)('%s', async (name) => {
  const { response, trace } = await stories.tell(name)
  const { people } = stories
  expect(layOut(withoutChance(response)), 'response').toBe(expectationOf(name, 'response.json', people))
  const recorded = await stories.recorded(trace)
  const expected = JSON.parse(expectationOf(name, 'access-records.json', people)) as Recorded
  expect(withoutChance(withoutFetches(recorded))).toEqual(withoutFetches(expected))
  asked.set(name, fetchesOf(recorded) - fetchesOf(expected))
})

test('most of what was asked twice was in memory', () => {
  const twice = storyNames.filter((name) => !isOnce(name) && asked.has(name))
  expect(twice.filter((name) => (asked.get(name) ?? 0) > 0)).toEqual([])
  expect(twice.filter((name) => (asked.get(name) ?? 0) < 0).length).toBeGreaterThan(twice.length / 3)
})

function withoutFetches({ operations, ...others }: Recorded): unknown {
  return { ...others, operations: operations.map((operation) => ({ ...operation, fetches: null })) }
}

function fetchesOf({ operations }: Recorded): number {
  return operations
    .flatMap(({ fetches }) => Object.values(fetches as Record<string, number>))
    .reduce((sum, count) => sum + count, 0)
}
