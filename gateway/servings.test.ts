import { parse, print } from 'graphql'
import { expect, test } from 'vitest'
import type { Planner, Supergraph } from './planner/supergraph.ts'
import { composeSupergraph } from './planner/compose.ts'
import { createServings } from './servings.ts'

const sdl = (fields: string) => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { "a" a: Int ${fields} }`

/** A supergraph whose planner notes what it is asked, and whether it is closed. */
function noting(fields = '') {
  const supergraph = composeSupergraph([{ name: 'one', url: 'http://one.invalid', sdl: sdl(fields) }], [])
  const asked: string[] = []
  let isClosed = false
  const planner: Planner = {
    async plan(text, operationName) {
      asked.push(text)
      return supergraph.planner.plan(text, operationName)
    },
    close: () => (isClosed = true),
  }
  const used: Supergraph = { ...supergraph, planner }
  return { supergraph: used, asked, isClosed: () => isClosed }
}

const operations = ['{\n  a\n}', '{\n  b: a\n}']

async function plan(servings: ReturnType<typeof createServings>): Promise<void> {
  for (const text of operations) {
    const document = parse(text)
    await servings.current()?.plans.planFor(print(document), document, undefined)
  }
}

test('a later supergraph is used when what was asked of the one before is planned, what is gone left out', async () => {
  const servings = createServings()
  expect(servings.current()).toBeNull()
  const [first, second] = [noting('"c" c: Int'), noting()]
  servings.use(first.supergraph)
  expect(servings.current()?.supergraph).toBe(first.supergraph)
  await plan(servings)
  const gone = parse('{ c }')
  await servings.current()?.plans.planFor(print(gone), gone, undefined)

  servings.use(second.supergraph)
  expect(servings.current()?.supergraph).toBe(first.supergraph)
  await expect.poll(() => servings.current()?.supergraph).toBe(second.supergraph)
  expect(second.asked).toEqual(['{\n  c\n}', ...operations.toReversed()])
  expect([...(servings.current()?.plans.planned() ?? [])]).toHaveLength(2)
  // Requests that began under it still plan by it.
  expect(first.isClosed()).toBe(false)
  servings.close()
  expect([first.isClosed(), second.isClosed()]).toEqual([true, true])
})

test('whoever wants to know hears of each that is in use, when it is, until they have heard enough', async () => {
  const servings = createServings()
  const used = [noting(), noting('"c" c: Int'), noting('"d" d: Int')].map(({ supergraph }) => supergraph)
  const heard: string[] = []
  const listen = (name: string) =>
    servings.onUse((supergraph) => {
      expect(servings.current()?.supergraph).toBe(supergraph)
      heard.push(`${name}: ${used.indexOf(supergraph)}`)
    })
  listen('early')
  const [first, second, third] = used as [Supergraph, Supergraph, Supergraph]
  servings.use(first)
  const late = listen('late')
  listen('later').end()
  expect(heard).toEqual(['early: 0', 'late: 0', 'later: 0'])
  servings.use(second)
  servings.use(third)
  await expect.poll(() => servings.current()?.supergraph).toBe(third)
  late.end()
  servings.use(first)
  await expect.poll(() => servings.current()?.supergraph).toBe(first)
  expect(heard.slice(3)).toEqual(['early: 2', 'late: 2', 'early: 0'])
  servings.close()
})

test('one that is overtaken before its plans are made is never used', async () => {
  const servings = createServings()
  const [first, second, third] = [noting(), noting('"c" c: Int'), noting('"d" d: Int')]
  servings.use(first.supergraph)
  await plan(servings)
  servings.use(second.supergraph)
  servings.use(third.supergraph)
  expect(second.isClosed()).toBe(true)
  const seen = new Set<unknown>()
  await expect
    .poll(() => {
      seen.add(servings.current()?.supergraph)
      return servings.current()?.supergraph
    })
    .toBe(third.supergraph)
  expect(seen.has(second.supergraph)).toBe(false)
  servings.close()
})
