import { expect, test } from 'vitest'
import { askingBySending } from '#tests/asking-by-sending.ts'
import { virtualClock } from '#tests/virtual-clock.ts'
import type { SendOptions } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'
import { guardRegistries } from './guard-registries.ts'

const good: SubgraphReply = { data: { x: 1 }, errors: [], position: null }

/** An answer with data, and with an error of this code for a part of it. */
function replyWith(code: string): SubgraphReply {
  return { ...good, errors: [{ message: 'no', path: ['y'], extensions: { code } }] }
}

/** A guard over a registry that answers at once what `answer` gives; what is thrown is a failed request. */
function world() {
  const clock = virtualClock()
  const asked: SendOptions[] = []
  const outcomes: string[] = []
  const registry = { answer: (_options: SendOptions): SubgraphReply => good }
  const guarded = guardRegistries(
    askingBySending({
      send: async (_endpoint, _body, options) => {
        asked.push(options)
        return registry.answer(options)
      },
      close: async () => undefined,
    }),
    { clock, observe: (_registry, outcome) => void outcomes.push(outcome) },
  )
  const ask = () => guarded.send({ name: 'a', url: 'http://x' }, 'x', { repeatable: true, byKey: true })
  return { clock, asked, outcomes, registry, guarded, ask }
}

test('answers that tell of an outage are delivered, and open the breaker as failures do', async () => {
  const { registry, guarded, outcomes, ask } = world()
  const told = replyWith('SOURCE_UNREACHABLE')
  registry.answer = () => told
  for (let round = 0; round < 5; round++) {
    expect(guarded.stateOf('a')).toBe('live')
    expect(await ask()).toBe(told)
  }
  expect(guarded.stateOf('a')).toBe('open')
  await expect(ask()).rejects.toThrow('is not asked: it does not answer')
  expect(outcomes).toEqual([...Array<string>(5).fill('failed'), 'refused'])
})

test.for(['SOURCE_FAILED', 'ARGUMENT_NOT_VALID', 'CHANGE_REFUSED', 'OPERATION_NOT_VALID', 'whatever'])(
  'answers with errors of code %s say nothing against the registry',
  async (code) => {
    const { registry, guarded, outcomes, ask } = world()
    registry.answer = () => replyWith(code)
    for (let round = 0; round < 50; round++) await ask()
    expect(guarded.stateOf('a')).toBe('live')
    expect(new Set(outcomes)).toEqual(new Set(['answered']))
  },
)

test('single answers of an outage among good ones leave a registry as it is', async () => {
  const { clock, registry, guarded, ask } = world()
  let asked = 0
  registry.answer = () => (++asked % 4 === 0 ? replyWith('SOURCE_UNREACHABLE') : good)
  for (let round = 0; round < 200; round++) {
    await ask()
    await clock.pass(10)
  }
  expect(guarded.stateOf('a')).toBe('live')
})

test('it is asked again once a probe, which is marked as one, or a copy of what is asked finds the source', async () => {
  const { clock, asked, registry, guarded, ask } = world()
  registry.answer = () => replyWith('SOURCE_UNREACHABLE')
  for (let round = 0; round < 5; round++) await ask()
  // Its subgraph says who it is, but not that there is a source.
  registry.answer = ({ isProbe }) => {
    if (isProbe === true) throw new Error('HTTP status 503')
    return replyWith('SOURCE_UNREACHABLE')
  }
  asked.length = 0
  await clock.pass(2_000)
  expect(asked.length).toBeGreaterThan(4)
  expect(new Set(asked.map(({ isProbe }) => isProbe))).toEqual(new Set([true]))
  expect(guarded.stateOf('a')).toBe('open')

  // A subgraph that does not know probes: what callers ask tells it from one that is well.
  registry.answer = ({ isProbe }) => (isProbe === true ? good : replyWith('SOURCE_UNREACHABLE'))
  await clock.pass(300)
  await expect(ask()).rejects.toThrow('is not asked')
  await clock.pass(1)
  expect(guarded.stateOf('a')).toBe('open')

  registry.answer = () => good
  await clock.pass(5_000)
  expect(guarded.stateOf('a')).toBe('live')
  expect(await ask()).toBe(good)
})
