import { expect, test } from 'vitest'
import { askingBySending } from '#tests/asking-by-sending.ts'
import { virtualClock } from '#tests/virtual-clock.ts'
import { BadStatus } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'
import { guardRegistries } from './guard-registries.ts'

const good: SubgraphReply = { data: {}, errors: [], position: null }
const endpoint = { name: 'a', url: 'http://x' }

/** A guard over a registry that answers at once, unless `fault` is something to throw. */
function world() {
  const clock = virtualClock()
  const asked: { body: string; at: number }[] = []
  const registry: { fault: Error | null } = { fault: null }
  const guarded = guardRegistries(
    askingBySending({
      async send(_endpoint, body) {
        asked.push({ body, at: clock.now() })
        if (registry.fault !== null) throw registry.fault
        return good
      },
      close: async () => undefined,
    }),
    { clock },
  )
  return { clock, asked, registry, guarded }
}

test('a registry that nobody has asked lately is asked by whoever wants to know how it is, once a second at most', async () => {
  const { clock, asked, guarded } = world()
  for (let moment = 0; moment < 300; moment++) {
    guarded.look([endpoint])
    await clock.pass(10)
  }
  expect(asked.map(({ body }) => body)).toEqual(Array(3).fill('{"query":"{__typename}"}'))
  expect(guarded.stateOf('a')).toBe('live')
})

test('one that is asked all the time is not asked for that', async () => {
  const { clock, asked, guarded } = world()
  for (let moment = 0; moment < 30; moment++) {
    await guarded.send(endpoint, 'x', { repeatable: true })
    guarded.look([endpoint])
    await clock.pass(100)
  }
  expect(new Set(asked.map(({ body }) => body))).toEqual(new Set(['x']))
})

test('one that does not answer is looked at until that is certain, and from then on until it is back', async () => {
  const { clock, asked, registry, guarded } = world()
  registry.fault = new BadStatus(503)
  guarded.look([endpoint])
  await clock.pass(500)
  expect(guarded.stateOf('a')).toBe('live')
  await clock.pass(1_000)
  expect(guarded.stateOf('a')).toBe('open')
  registry.fault = null
  await clock.pass(3_000)
  expect(guarded.stateOf('a')).toBe('live')
  const sofar = asked.length
  await clock.pass(60_000)
  expect(asked).toHaveLength(sofar)
})

test('a look that fails is forgotten when the next is answered', async () => {
  const { clock, asked, registry, guarded } = world()
  for (let moment = 0; moment < 20; moment++) {
    registry.fault = new Error('HTTP is broken')
    guarded.look([endpoint])
    await clock.pass(600)
    registry.fault = null
    await clock.pass(2_000)
    expect(guarded.stateOf('a')).toBe('live')
  }
  // Three in vain, and one that is answered.
  expect(asked).toHaveLength(80)
})

test('looks that are answered do not outweigh what callers are not', async () => {
  const { clock, registry, guarded } = world()
  for (let round = 0; round < 5; round++) {
    registry.fault = null
    await clock.pass(1_100)
    guarded.look([endpoint])
    await clock.pass(100)
    registry.fault = new Error('HTTP is broken')
    await expect(guarded.send(endpoint, 'x', { repeatable: true })).rejects.toThrow('broken')
  }
  expect(guarded.stateOf('a')).toBe('open')
})

test('one that refuses such a question has answered, be it asked or not', async () => {
  const { clock, registry, guarded } = world()
  registry.fault = new Error('HTTP is broken')
  for (let round = 0; round < 5; round++)
    await expect(guarded.send(endpoint, 'x', { repeatable: true })).rejects.toThrow('broken')
  expect(guarded.stateOf('a')).toBe('open')
  registry.fault = new BadStatus(400)
  await clock.pass(5_000)
  expect(guarded.stateOf('a')).toBe('live')
  guarded.look([endpoint])
  await clock.pass(5_000)
  expect(guarded.stateOf('a')).toBe('live')
})
