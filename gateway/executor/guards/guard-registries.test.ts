import { expect, test } from 'vitest'
import { askingBySending } from '#tests/asking-by-sending.ts'
import { virtualClock } from '#tests/virtual-clock.ts'
import type { VirtualClock } from '#tests/virtual-clock.ts'
import { GivenUp } from '../http/exchange.ts'
import type { SendOptions, SubgraphClient } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'
import { guardRegistries } from './guard-registries.ts'
import type { GuardedClient } from './guard-registries.ts'

const reply: SubgraphReply = { data: {}, errors: [], position: null }

/** How a registry takes a request: milliseconds to its answer; null is never; a text is a failure at once. */
type Manner = (body: string) => number | null | string

interface Registry {
  manner: Manner
  /** Under way now, and ever at once. */
  inFlight: number
  most: number
  readonly asked: { readonly body: string; readonly at: number }[]
  aborted: number
}

/** A client of registries that answer as they are told, by a virtual clock, with deadlines and aborts as the real one's. */
function clientOf(clock: VirtualClock, registries: Record<string, Registry>): SubgraphClient {
  return {
    send({ name }, body, { deadlineMs = 3_000, signal }) {
      const registry = registries[name] as Registry
      registry.inFlight += 1
      registry.most = Math.max(registry.most, registry.inFlight)
      registry.asked.push({ body, at: clock.now() })
      return new Promise((resolve, reject) => {
        const until = clock.now() + deadlineMs
        let isOver = false
        const end = (finish: () => void) => () => {
          if (isOver) return
          isOver = true
          registry.inFlight -= 1
          finish()
        }
        const manner = registry.manner(body)
        if (typeof manner === 'string')
          clock.at(
            clock.now(),
            end(() => reject(new Error(manner))),
          )
        else if (manner !== null)
          clock.at(
            clock.now() + manner,
            end(() => resolve(reply)),
          )
        clock.at(
          until,
          end(() => reject(new GivenUp('deadline', 'late'))),
        )
        const watch = (): void => {
          if (isOver) return
          if (signal?.aborted !== true) return clock.at(clock.now() + 5, watch)
          registry.aborted += 1
          end(() => reject(new GivenUp('abort', 'gone')))()
        }
        watch()
      })
    },
    close: async () => undefined,
  }
}

function world(...names: string[]) {
  const clock = virtualClock()
  const registries: Record<string, Registry> = {}
  for (const name of names)
    registries[name] = { manner: () => 5, inFlight: 0, most: 0, asked: [], aborted: 0 }
  const seen: { registry: string; outcome: string; ms: number }[] = []
  const guarded = guardRegistries(askingBySending(clientOf(clock, registries)), {
    clock,
    mostInFlight: 16,
    observe: (registry, outcome, ms) => void seen.push({ registry, outcome, ms }),
  })
  return { clock, registries, guarded, seen }
}

interface Told {
  outcome: string | null
  at: number
}

function ask(
  guarded: GuardedClient,
  clock: VirtualClock,
  registry: string,
  options: Partial<SendOptions> = {},
  body = 'x',
): Told {
  const told: Told = { outcome: null, at: Number.NaN }
  const tell = (outcome: string): void => {
    told.outcome = outcome
    told.at = clock.now()
  }
  guarded.send({ name: registry, url: 'http://x' }, body, { repeatable: true, ...options }).then(
    () => tell('answered'),
    (error: Error) => tell(error.message),
  )
  return told
}

const busy = 'is not asked: too much is under way'
const open = 'is not asked: it does not answer'

test('more than a registry bears waits, for a short time, and never more is under way', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  registry.manner = () => 60
  const told = Array.from({ length: 80 }, () => ask(guarded, clock, 'a', { deadlineMs: 200 }))
  await clock.pass(200)
  expect(registry.most).toBeLessThanOrEqual(16)
  const outcomes = told.map(({ outcome }) => outcome)
  expect(outcomes.slice(0, 20)).toEqual(Array(20).fill('answered'))
  expect(outcomes).toContain(busy)
  expect(new Set(outcomes)).toEqual(new Set(['answered', busy]))
  expect(Math.max(...told.filter(({ outcome }) => outcome === busy).map(({ at }) => at))).toBeLessThanOrEqual(
    110,
  )
  expect(guarded.stateOf('a')).toBe('limited')
  await clock.pass(2_000)
  expect(guarded.stateOf('a')).toBe('live')
})

test('a registry that stands still does not hold up another', async () => {
  const { clock, registries, guarded } = world('a', 'b')
  ;(registries['a'] as Registry).manner = () => null
  for (let round = 0; round < 200; round++) {
    ask(guarded, clock, 'a', { deadlineMs: 300 })
    const other = ask(guarded, clock, 'b')
    const start = clock.now()
    await clock.pass(10)
    expect(other).toEqual({ outcome: 'answered', at: start + 5 })
  }
  expect(guarded.stateOf('a')).toBe('open')
  expect(guarded.stateOf('b')).toBe('live')
})

test('an open breaker refuses at once, tries copies of what is asked, and lets nobody wait for them', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  registry.manner = () => 'HTTP is broken'
  for (let round = 0; round < 5; round++) ask(guarded, clock, 'a')
  await clock.pass(1)
  expect(guarded.stateOf('a')).toBe('open')
  // Of no caller: the gateway's own question.
  registry.manner = (body) => (body === 'x' ? 100 : 5)
  await clock.pass(300)
  expect(registry.asked.slice(5).map(({ body }) => body)).toEqual(['{"query":"{__typename}"}'])
  const refused = [ask(guarded, clock, 'a'), ask(guarded, clock, 'a')]
  const start = clock.now()
  await clock.pass(50)
  expect(refused).toEqual([
    { outcome: open, at: start },
    { outcome: open, at: start },
  ])
  expect(registry.asked.slice(6).map(({ body }) => body)).toEqual(['x'])
  await clock.pass(60)
  expect(guarded.stateOf('a')).toBe('live')
  const told = ask(guarded, clock, 'a')
  await clock.pass(100)
  expect(told.outcome).toBe('answered')
})

test('a breaker that nobody has asked anything of closes by itself, and opens again at the first failure', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  registry.manner = () => 'down'
  for (let round = 0; round < 5; round++) ask(guarded, clock, 'a')
  await clock.pass(2_000)
  expect(guarded.stateOf('a')).toBe('open')
  registry.manner = (body) => (body === 'x' ? 'down' : 5)
  await clock.pass(4_000)
  expect(guarded.stateOf('a')).toBe('live')
  const first = ask(guarded, clock, 'a')
  await clock.pass(1)
  expect(first.outcome).toBe('down')
  expect(guarded.stateOf('a')).toBe('open')
})

test('changes are never sent for trial', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  registry.manner = () => 'down'
  for (let round = 0; round < 5; round++) ask(guarded, clock, 'a')
  await clock.pass(1)
  registry.manner = () => 5
  await clock.pass(300)
  ask(guarded, clock, 'a', { repeatable: false }, 'a change')
  await clock.pass(50)
  expect(registry.asked.map(({ body }) => body)).not.toContain('a change')
})

test('callers with hardly any time, or who go away, do not open the breaker for others', async () => {
  const { clock, registries, guarded } = world('a')
  ;(registries['a'] as Registry).manner = () => 100
  for (let round = 0; round < 100; round++) {
    const caller = { aborted: false }
    ask(guarded, clock, 'a', { deadlineMs: 5 })
    ask(guarded, clock, 'a', { signal: caller })
    clock.at(clock.now() + 20, () => {
      caller.aborted = true
    })
    await clock.pass(40)
    expect(guarded.stateOf('a')).toBe('live')
  }
})

test('a pause of this process does not count as one of the registry', async () => {
  const { clock, registries, guarded } = world('a')
  ;(registries['a'] as Registry).manner = () => 3_000
  for (let round = 0; round < 8; round++) ask(guarded, clock, 'a')
  const late = virtualPause(clock)
  await late(2_000)
  expect(guarded.stateOf('a')).toBe('live')
  await clock.pass(600)
  expect(guarded.stateOf('a')).toBe('open')
})

/** Time passes without anything being called: at the end everything is late. */
function virtualPause(clock: VirtualClock): (ms: number) => Promise<void> {
  return async (ms) => {
    const real = clock.now.bind(clock)
    const ticks = clock as { now: () => number }
    const from = real()
    ticks.now = () => Math.max(real(), from + ms)
    await clock.pass(5)
    ticks.now = () => real() + ms
  }
}

test('a read by key that is late is sent a second time, and the loser is cancelled', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  for (let round = 0; round < 300; round++) {
    ask(guarded, clock, 'a', { byKey: true })
    await clock.pass(6)
  }
  expect(registry.asked).toHaveLength(300)
  let answers = 0
  registry.manner = () => (++answers === 1 ? 1_000 : 5)
  const start = clock.now()
  const told = ask(guarded, clock, 'a', { byKey: true })
  const plain = ask(guarded, clock, 'a', {}, 'not by key')
  await clock.pass(40)
  expect(told.outcome).toBe('answered')
  expect(told.at - start).toBeLessThan(25)
  expect(plain.outcome).toBe('answered')
  expect(registry.asked).toHaveLength(303)
  expect(registry.aborted).toBe(1)
  expect(registry.inFlight).toBe(0)
})

test('what is slow throughout is not sent twice beyond the budget', async () => {
  const { clock, registries, guarded } = world('a')
  const registry = registries['a'] as Registry
  let requests = 0
  registry.manner = () => (++requests % 25 === 0 ? 80 : 5)
  for (let round = 0; round < 2_000; round++) {
    ask(guarded, clock, 'a', { byKey: true })
    await clock.pass(7)
  }
  await clock.pass(200)
  const [{ hedges } = { hedges: Number.NaN }] = guarded.counts()
  expect(hedges).toBeGreaterThan(10)
  expect(hedges).toBeLessThanOrEqual(0.02 * 2_000)
  expect(registry.asked).toHaveLength(2_000 + hedges)
})
