import { cores, pin } from '../audit/cores.ts'
import { openLoop } from '../open-loop.ts'
import { classify, openAsker } from '../peers/classify.ts'
import type { Answered, Standing } from '../peers/classify.ts'
import { contenders } from '../peers/contenders.ts'
import { tinyOptions } from '../peers/options.ts'
import type { PeerOptions } from '../peers/options.ts'
import { begin } from '../peers/peer-scenario.ts'
import { openSite } from '../peers/site.ts'
import type { Site } from '../peers/site.ts'
import { askAll, requestsOf, startContender } from '../peers/start-contender.ts'
import type { Started } from '../peers/start-contender.ts'
import { personWorkload } from '../peers/workloads.ts'
import type { Workload } from '../peers/workloads.ts'
import type { RegistryState } from '../registries/serve-registries.ts'
import { percentileOf } from '../scenario.ts'
import type { Measurement, Scenario } from '../scenario.ts'

/** In their order; the last one is what comes after all that. */
const states: readonly { name: string; state: RegistryState }[] = [
  { name: 'up', state: 'up' },
  { name: 'slow (1 s)', state: 'slow' },
  { name: 'erroring', state: 'erroring' },
  { name: 'cut off', state: 'cut' },
  { name: 'down', state: 'down' },
  { name: 'back', state: 'up' },
]
const slowMs = 1_000
/** The one that the links of people lead to. */
const registry = 'cadastre'

/** How much of the country is in memory when it begins. */
const stores: readonly { name: string; contender: string; share: number }[] = [
  { name: 'warm', contender: 'dagr-hot', share: 1 },
  { name: 'partly', contender: 'dagr-hot', share: 0.5 },
  { name: 'empty', contender: 'dagr-hot', share: 0 },
  { name: 'none', contender: 'dagr-cold', share: 0 },
]

/** What is promised is what is tried: the usual times. */
const times = { DEADLINE_MS: '300', MAX_EVENT_LOOP_DELAY_MS: '200', AUDIT_TIMEOUT_MS: '2000' }

/** Until memory is filled: what comes too late there is no part of the outage. */
const patience = { 'dagr-deadline-ms': '10000' }

export const outageScenario: Scenario = {
  name: 'outage',
  about: 'requests at a fixed rate while a registry is slow, erroring, cut off, down and back',
  async run(size, say, words = []) {
    const options = size === 'tiny' ? { ...tinyOptions, only: ['none'] } : begin(words, say)
    if (size === 'whole') pin(process.pid, cores.database)
    const site = await openSite(options.people, say)
    try {
      const workload = personWorkload(site.country)
      const measured: Measurement[] = []
      for (const store of stores.filter(({ name }) => options.only?.includes(name) ?? true)) {
        const contender = contenders.find(({ name }) => name === store.contender)
        if (contender === undefined) throw new Error(`There is no contender ${store.contender}`)
        const started = await startContender(contender, { site, workload, answers: '', env: times })
        try {
          if (started.problem !== null) throw new Error(started.problem)
          // In turn with the others: they are asked for in this order.
          const known = workload.variables.filter((_, place) => place % 2 < 2 * store.share)
          const headers = { ...started.headers, ...patience }
          await askAll(started.running.url, requestsOf({ ...workload, variables: known }, headers))
          measured.push(...(await sufferThrough(store.name, started, site, workload, options, say)))
        } finally {
          await site.become(registry, 'up')
          await started.running.close()
        }
      }
      return measured
    } finally {
      await site.close()
    }
  },
}

async function sufferThrough(
  store: string,
  { running, headers }: Started,
  site: Site,
  workload: Workload,
  { rate, seconds }: PeerOptions,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  const asker = openAsker(running.url, headers, workload)
  const measured: Measurement[] = []
  let asked = 0
  try {
    for (const { name, state } of states) {
      await site.become(registry, state, slowMs)
      await site.takeCalls()
      const answers: { place: number; answer: Answered }[] = []
      const act = async (): Promise<void> => {
        const place = asked++
        answers.push({ place, answer: await asker.ask(place) })
      }
      const latencies = await openLoop({ perSecond: rate, seconds, act })
      const counts: Record<Standing, number> = { right: 0, marked: 0, partial: 0, refused: 0, wrong: 0 }
      for (const { place, answer } of answers) {
        counts[classify(answer, asker.truthOf(place, site.country))] += 1
      }
      const codes = new Set(
        answers.flatMap(({ answer: { errors = [] } }) => errors.map((error) => error.extensions?.code ?? '')),
      )
      const told = Object.entries(counts).filter(([, count]) => count > 0)
      say(
        `${store}, ${registry} ${name}: ${told.map(([standing, count]) => `${count} ${standing}`).join(', ')}; errors ${[...codes].join(' ') || 'none'}; calls ${JSON.stringify(await site.takeCalls())}`,
      )
      const what = `memory ${store}, ${registry} ${name}`
      measured.push(
        { what: `${what}, p50`, rounds: [percentileOf(latencies, 0.5)], unit: 'ms', bar: null },
        {
          what: `${what}, p99`,
          rounds: [percentileOf(latencies, 0.99)],
          unit: 'ms',
          bar: store === 'warm' ? 25 : null,
        },
        { what: `${what}, wrong answers`, rounds: [counts.wrong], unit: 'x', bar: 0 },
      )
    }
  } finally {
    await asker.close()
  }
  return measured
}
