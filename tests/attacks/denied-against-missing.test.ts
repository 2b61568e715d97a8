import { afterAll, beforeAll, expect, test } from 'vitest'
import { anna, nobody } from './small-registries.ts'
import { openSmallWorld, seen } from './small-world.ts'
import type { SmallWorld } from './small-world.ts'

/** Of a clock nothing is said here: what can be told apart is what is asked, how often, and what is answered. */
let world: SmallWorld
beforeAll(async () => {
  world = await openSmallWorld()
})
afterAll(() => world.close())

const ask = (code: string, headers = {}) =>
  world.ask(
    { query: 'query ($code: String!) { person(personalCode: $code) { name income } }', variables: { code } },
    { headers },
  )

test('what is denied costs the same fetches and reads the same, whether there is somebody or not', async () => {
  world.agree({ granted: ['Person.name', 'Person.income'] })
  const [somebody, missing] = [await ask(anna), await ask(nobody)]
  expect(somebody.text).toBe(missing.text)
  expect(somebody.fetches).toEqual([])
  expect(missing.fetches).toEqual([])
  const strict = { 'dagr-on-denied': 'reject' }
  const [refused, refusedMissing] = [await ask(anna, strict), await ask(nobody, strict)]
  expect(refused.text).toBe(refusedMissing.text)
  expect([refused.status, refused.fetches]).toEqual([403, []])
})

test('a denied field of somebody and of nobody is one error, and one fetch', async () => {
  world.agree({ granted: ['Query.person', 'Person.name'] })
  const [somebody, missing] = [seen(await ask(anna)), seen(await ask(nobody))]
  expect(somebody.errors).toEqual(missing.errors)
  expect(somebody.fetches).toEqual(missing.fetches)
  expect(missing.data).toEqual({ person: null })
})

test('somebody outside of the condition is nobody: the same answer from as many fetches', async () => {
  const condition = {
    kind: 'compare',
    attribute: 'Person.born',
    operator: 'atLeast',
    value: { values: [2000] },
  } as const
  world.agree({
    grants: [{ id: 'young', coordinate: 'Query.person', condition }],
    granted: ['Person.name', 'Person.income'],
  })
  const [outside, missing] = [await ask(anna), await ask(nobody)]
  expect(outside.text).toBe(missing.text)
  expect(outside.data).toEqual({ person: null })
  expect(seen(outside).fetches).toEqual(['people'])
  expect(seen(missing).fetches).toEqual(['people'])
  expect(seen(outside).records).toEqual([`${anna} NOT_FOUND`])
  expect(seen(missing).records).toEqual([`${nobody} NOT_FOUND`])
})
