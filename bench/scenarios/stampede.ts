import { setTimeout as sleep } from 'node:timers/promises'
import { cores, pin } from '../audit/cores.ts'
import { contenders } from '../peers/contenders.ts'
import { openSite } from '../peers/site.ts'
import type { Site } from '../peers/site.ts'
import { tinyOptions } from '../peers/options.ts'
import { begin } from '../peers/peer-scenario.ts'
import { askAll, requestsOf, startContender } from '../peers/start-contender.ts'
import type { Started } from '../peers/start-contender.ts'
import { personWorkload } from '../peers/workloads.ts'
import type { Workload } from '../peers/workloads.ts'
import type { Measurement, Scenario } from '../scenario.ts'

const sizes = {
  whole: { requests: 2_000, entities: [1, 1_000] },
  tiny: { requests: 8, entities: [1, 4] },
} as const
/** So long that all have asked before the first registry answers. */
const slowMs = 500
/** The first people were asked for when answers were compared. */
const askedBefore = 100
/** Nobody is told that it took too long: what is counted is fetches. */
const patience = { 'dagr-deadline-ms': '10000' }

export const stampedeScenario: Scenario = {
  name: 'stampede',
  about: 'thousands of concurrent misses of one entity, and of a thousand: how often each registry is asked',
  async run(size, say, words = []) {
    const options = size === 'tiny' ? { ...tinyOptions, only: ['dagr-hot'] } : begin(words, say)
    const chosen = contenders.filter(({ name }) => (options.only ?? ['dagr-hot', 'dagr-cold']).includes(name))
    const site = await openSite(options.people, say)
    if (size === 'whole') pin(process.pid, cores.database)
    try {
      const workload = personWorkload(site.country)
      mustSuffice(workload, sizes[size].entities, options.rounds)
      const measured: Measurement[] = []
      for (const contender of chosen) {
        const started = await startContender(contender, { site, workload, answers: '' })
        try {
          if (started.problem !== null) throw new Error(`${contender.name}: ${started.problem}`)
          const stampede = { ...sizes[size], rounds: options.rounds }
          measured.push(...(await stampedeOn(contender.name, started, site, workload, stampede)))
        } finally {
          await started.running.close()
        }
      }
      return measured
    } finally {
      await site.close()
    }
  },
}

/** @throws where there are too few people for each round to ask for others. */
function mustSuffice({ variables }: Workload, entities: readonly number[], rounds: number): void {
  const needed = askedBefore + rounds * entities.reduce((sum, count) => sum + count, 0)
  if (variables.length < needed)
    throw new Error(
      `${rounds} rounds need ${needed} people whom nobody asked for, and the country has ${variables.length}: say --people or --rounds`,
    )
}

interface Stampede {
  readonly requests: number
  readonly entities: readonly number[]
  readonly rounds: number
}

async function stampedeOn(
  name: string,
  { running, headers }: Started,
  site: Site,
  workload: Workload,
  { requests, entities, rounds }: Stampede,
): Promise<readonly Measurement[]> {
  let next = askedBefore
  const measured: Measurement[] = []
  for (const count of entities) {
    const fetches: number[] = []
    const seconds: number[] = []
    const failures: number[] = []
    for (let round = 0; round < rounds; round++) {
      const variables = workload.variables.slice(next, next + count)
      next += count
      const asked = requestsOf({ ...workload, variables }, { ...headers, ...patience })
      const all = Array.from({ length: requests }, (_, place) => asked[place % asked.length]).filter(
        (each) => each !== undefined,
      )
      await site.become('all', 'slow', slowMs)
      await site.takeCalls()
      const start = performance.now()
      failures.push(await askAll(running.url, all, requests))
      seconds.push((performance.now() - start) / 1_000)
      await site.become('all', 'up')
      fetches.push(Math.max(...Object.values(await site.takeCalls())) / count)
      await sleep(200)
    }
    const what = `${name}: ${requests} requests of ${count} ${count === 1 ? 'person' : 'people'} at once`
    const bar = name.startsWith('dagr-hot') ? 1 : null
    measured.push(
      { what: `${what}, fetches per person and registry`, rounds: fetches, unit: 'x', bar },
      { what: '  until all are answered', rounds: seconds, unit: 's', bar: null },
      { what: '  told to come again later', rounds: failures, unit: 'x', bar: null },
    )
  }
  return measured
}
