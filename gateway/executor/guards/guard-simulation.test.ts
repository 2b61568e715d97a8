import { expect, test } from 'vitest'
import { askingBySending } from '#tests/asking-by-sending.ts'
import { virtualClock } from '#tests/virtual-clock.ts'
import type { VirtualClock } from '#tests/virtual-clock.ts'
import { GivenUp } from '../http/exchange.ts'
import type { SubgraphClient } from '../subgraph-client.ts'
import { guardRegistries } from './guard-registries.ts'
import { RegistryBusy } from './registry-busy.ts'

/** How a registry is in one part of the time. */
interface Weather {
  readonly name: string
  readonly ms: number
  /** Mean time that one request takes, once its turn has come. */
  readonly serviceMs: number
  /** Share that takes thirty times as long. */
  readonly slowShare: number
  readonly failing: number
  readonly standsStill: boolean
}

const fair = { serviceMs: 3, slowShare: 0.02, failing: 0, standsStill: false }

const weathers: readonly Weather[] = [
  { ...fair, name: 'fair', ms: 3_000 },
  { ...fair, name: 'fluctuating', ms: 3_000, serviceMs: 5, slowShare: 0.04 },
  { ...fair, name: 'overloaded', ms: 3_000, serviceMs: 60 },
  { ...fair, name: 'fair after overload', ms: 3_000 },
  { ...fair, name: 'standing still', ms: 3_000, standsStill: true },
  { ...fair, name: 'fair after standing still', ms: 3_000 },
  { ...fair, name: 'erring', ms: 3_000, failing: 0.9 },
  { ...fair, name: 'fair after errors', ms: 3_000 },
]

const perSecond = 1_000
const mostInFlight = 64
/** Requests that the registry works on at once; the others wait inside it, in order. */
const workers = 16
const deadlineMs = 270

/** The same for each seed. */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

interface Simulated {
  weather: Weather
  most: number
  sent: number
  readonly client: SubgraphClient
}

/** A registry with workers and a queue, behind a client with deadlines and aborts. */
function registryOf(clock: VirtualClock, chance: () => number): Simulated {
  let inFlight = 0
  let working = 0
  const waiting: (() => void)[] = []
  const simulated: Simulated = {
    weather: weathers[0] as Weather,
    most: 0,
    sent: 0,
    client: {
      async send(_endpoint, _body, options) {
        inFlight += 1
        simulated.sent += 1
        simulated.most = Math.max(simulated.most, inFlight)
        try {
          return await exchange(options.deadlineMs ?? 3_000, () => options.signal?.aborted === true)
        } finally {
          inFlight -= 1
        }
      },
      close: async () => undefined,
    },
  }

  function exchange(waitMs: number, isAborted: () => boolean): ReturnType<SubgraphClient['send']> {
    return new Promise((resolve, reject) => {
      let isOver = false
      const work = (): void => {
        if (isOver) return next()
        const { serviceMs, slowShare, failing, standsStill } = simulated.weather
        // Whoever stands still begins again when the weather changes.
        if (standsStill) return clock.at(clock.now() + 50, work)
        const ms = -Math.log(1 - chance()) * serviceMs * (chance() < slowShare ? 30 : 1)
        clock.at(clock.now() + ms, () => {
          next()
          isOver = true
          if (chance() < failing) reject(new Error('it errs'))
          else resolve({ data: {}, errors: [], position: null })
        })
      }
      const watch = (): void => {
        if (isOver) return
        if (!isAborted()) return clock.at(clock.now() + 5, watch)
        isOver = true
        reject(new GivenUp('abort', 'gone'))
      }
      watch()
      clock.at(clock.now() + waitMs, () => {
        isOver = true
        reject(new GivenUp('deadline', 'late'))
      })
      if (working < workers) {
        working += 1
        work()
      } else waiting.push(work)
    })
  }

  function next(): void {
    const work = waiting.shift()
    if (work === undefined) working -= 1
    else work()
  }

  return simulated
}

interface Tally {
  asked: number
  answered: number
  refused: number
  failed: number
  readonly waits: number[]
}

async function simulate(seed: number) {
  const clock = virtualClock()
  const chance = chanceOf(seed)
  const registry = registryOf(clock, chance)
  const guarded = guardRegistries(askingBySending(registry.client), { clock, mostInFlight })
  const tallies = new Map<string, Tally>()
  const callers = { asked: 0, byKey: 0 }
  for (const weather of weathers) {
    registry.weather = weather
    const parts = [`${weather.name}, at first`, `${weather.name}, later`]
    for (const part of parts) {
      const tally: Tally = { asked: 0, answered: 0, refused: 0, failed: 0, waits: [] }
      tallies.set(part, tally)
      const until = clock.now() + (part === parts[0] ? 1_500 : weather.ms - 1_500)
      while (clock.now() < until) {
        const at = clock.now()
        const byKey = chance() < 0.9
        callers.asked += 1
        if (byKey) callers.byKey += 1
        tally.asked += 1
        const count = (what: 'answered' | 'refused' | 'failed'): void => {
          tally[what] += 1
          tally.waits.push(clock.now() - at)
        }
        guarded.send({ name: 'a', url: 'http://a' }, 'x', { repeatable: true, byKey, deadlineMs }).then(
          () => count('answered'),
          (error: unknown) => count(error instanceof RegistryBusy ? 'refused' : 'failed'),
        )
        await clock.pass((-Math.log(1 - chance()) * 1_000) / perSecond)
      }
    }
  }
  await clock.pass(5_000)
  return { registry, guarded, tallies, callers }
}

test.for([1, 2])('a registry through all weathers, seed %i', async (seed) => {
  const { registry, guarded, tallies, callers } = await simulate(seed)
  const of = (part: string): Tally => tallies.get(part) as Tally
  const share = (part: string, what: 'answered' | 'refused' | 'failed'): number =>
    of(part)[what] / of(part).asked
  const longest = (part: string): number => Math.max(...of(part).waits)

  // One more: a breaker's own question or trial.
  expect(registry.most).toBeLessThanOrEqual(mostInFlight + 1)
  const [counts] = guarded.counts()
  expect(counts?.hedges).toBeGreaterThan(0)
  expect(counts?.hedges).toBeLessThanOrEqual(0.02 * callers.byKey)
  expect(counts).toMatchObject({ inFlight: 0, queued: 0, state: 'live' })
  for (const { asked, answered, refused, failed } of tallies.values())
    expect(answered + refused + failed).toBe(asked)

  expect(share('fair, later', 'answered')).toBeGreaterThan(0.995)
  expect(share('fluctuating, later', 'answered')).toBeGreaterThan(0.98)
  // 16 workers, 95 ms each: 169 in a second. Beyond that is refused, and what is taken is answered.
  expect(of('overloaded, later').answered).toBeGreaterThan(0.7 * 169 * 1.5)
  expect(of('overloaded, later').failed).toBeLessThan(of('overloaded, later').answered)
  expect(share('standing still, later', 'refused')).toBeGreaterThan(0.99)
  expect(longest('standing still, later')).toBe(0)
  for (const part of ['fair after overload', 'fair after standing still', 'fair after errors'])
    expect(share(`${part}, later`, 'answered')).toBeGreaterThan(0.99)
})
