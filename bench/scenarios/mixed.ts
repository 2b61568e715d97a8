import { isDeepStrictEqual } from 'node:util'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cores, pin } from '../audit/cores.ts'
import { agreementOverAll, benchCaller } from '../peers/bench-agreements.ts'
import { openAsker } from '../peers/classify.ts'
import { contenders } from '../peers/contenders.ts'
import type { Asked, Load } from '../peers/generator.ts'
import { consumers, mixedOperations } from '../peers/mixed-operations.ts'
import { tinyOptions } from '../peers/options.ts'
import type { PeerOptions } from '../peers/options.ts'
import { begin } from '../peers/peer-scenario.ts'
import { openRealSite } from '../peers/real-site.ts'
import { openRegistryWriter } from '../peers/registry-writer.ts'
import type { RegistryWriter } from '../peers/registry-writer.ts'
import { askAll, startContender, warmUp } from '../peers/start-contender.ts'
import type { Started } from '../peers/start-contender.ts'
import { personWorkload } from '../peers/workloads.ts'
import type { Workload } from '../peers/workloads.ts'
import { percentileOf } from '../scenario.ts'
import type { Measurement, Scenario } from '../scenario.ts'

const sizes = { whole: { each: 400, seen: 100, compared: 400 }, tiny: { each: 3, seen: 2, compared: 20 } }

export const mixedScenario: Scenario = {
  name: 'mixed',
  about: '20 operations of 5 consumers over real registries that change while they are asked',
  async run(size, say, words = []) {
    const options = size === 'tiny' ? { ...tinyOptions, only: ['dagr-hot'] } : begin(words, say)
    if (size === 'whole') pin(process.pid, cores.database)
    const callers = Array.from({ length: consumers }, (_, place) => callerOf(place))
    const site = await openRealSite(
      options.people,
      ({ api }) =>
        [benchCaller, ...callers].map(({ permission, consumer }) =>
          agreementOverAll(api, permission, consumer),
        ),
      say,
    )
    const people = personWorkload(site.country)
    const writer = await openRegistryWriter(
      site.databases,
      people.variables.map(({ code = '' }) => code),
    )
    const started: { name: string; contender: Started; requests: string; asked: readonly Asked[] }[] = []
    try {
      const dagr = await site.dagr()
      const headers = await Promise.all(callers.map((caller) => dagr.headers(caller)))
      const asked = mixedRequests(mixedOperations(site.country), headers, sizes[size].each)
      for (const name of options.only ?? ['dagr-hot', 'dagr-cold']) {
        const contender = contenders.find((each) => each.name === name)
        if (contender === undefined) throw new Error(`There is no contender ${name}`)
        const running = await startContender(contender, { site, workload: people, answers: '' })
        const requests = join(site.folder, `${name}.requests`)
        started.push({ name, contender: running, requests, asked })
        if (running.problem !== null) throw new Error(`${name}: ${running.problem}`)
        await options.generator.write(requests, running.running.url, asked)
        if (contender.remembers === true) await askAll(running.running.url, asked)
        await warmUp(running.running.url, requests, options)
      }
      const measured = await measureRounds(started, writer, options, say)
      const [first, second] = started
      if (first === undefined) return measured
      const seen = await untilSeen(first.contender, people, writer, sizes[size].seen)
      if (second === undefined) return [...measured, ...seen]
      return [
        ...measured,
        ...seen,
        await stale(first.contender, second.contender, asked, sizes[size].compared),
      ]
    } finally {
      for (const { contender } of started) await contender.running.close()
      await writer.close()
      await site.close()
    }
  },
}

function callerOf(place: number) {
  const consumer = `mixed-${place}`
  return { consumer, application: `${consumer}-application`, permission: String(71_000 + place) }
}

/** Requests in a second, before any were counted. */
const firstGuess = 1_000

/** As many of each operation, in turn. */
function mixedRequests(
  operations: readonly Workload[],
  headers: readonly Readonly<Record<string, string>>[],
  each: number,
): readonly Asked[] {
  return Array.from({ length: each }, (_, round) =>
    operations.map(({ query, variables }, place) => ({
      headers: headers[Math.floor((place * headers.length) / operations.length)] ?? {},
      body: JSON.stringify({ query, variables: variables[(round * 7_919) % variables.length] }),
    })),
  ).flat()
}

async function measureRounds(
  started: readonly { name: string; contender: Started; requests: string }[],
  writer: RegistryWriter,
  { generator, seconds, connections, rounds }: PeerOptions,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  const loads = started.map(() => [] as (Load & { processorSeconds: number })[])
  for (let round = 0; round < rounds; round++) {
    for (const [place, { name, contender, requests }] of started.entries()) {
      const { running } = contender
      const before = running.processorSeconds()
      // One change for a hundred requests, of as many as there were the last time.
      writer.begin((loads[place]?.at(-1)?.requests ?? firstGuess * seconds) / seconds / 100)
      const load = await generator.run(running.url, requests, { seconds, connections, core: cores.database })
      const changes = await writer.stop()
      say(`${name}: ${load.requests} requests, ${load.failed} failed, ${changes} changes`)
      loads[place]?.push({ ...load, processorSeconds: running.processorSeconds() - before })
    }
  }
  return started.flatMap(({ name }, place) => {
    const each = loads[place] ?? []
    const of = (valueOf: (load: (typeof each)[number]) => number) => each.map(valueOf)
    return [
      {
        what: `mixed: ${name}, requests per processor second`,
        rounds: of(({ requests, processorSeconds }) => requests / processorSeconds),
        unit: '/s',
        bar: null,
      },
      { what: '  p50', rounds: of(({ p50 }) => p50), unit: 'ms', bar: null },
      { what: '  p99', rounds: of(({ p99 }) => p99), unit: 'ms', bar: null },
    ] as const
  })
}

/** From the commit of a change to the first answer that has it. */
async function untilSeen(
  { running, headers }: Started,
  people: Workload,
  writer: RegistryWriter,
  times: number,
): Promise<readonly Measurement[]> {
  const asker = openAsker(running.url, headers, people)
  const delays: number[] = []
  try {
    for (let place = 0; place < times; place++) {
      await asker.ask(place)
      const changed = `Mainīta ${place}`
      await writer.changePerson(people.variables[place % people.variables.length]?.['code'] ?? '', changed)
      const start = performance.now()
      while (!JSON.stringify(await asker.ask(place)).includes(changed)) await sleep(2)
      delays.push(performance.now() - start)
    }
  } finally {
    await asker.close()
  }
  return [
    {
      what: 'until a committed change is seen, p50',
      rounds: [percentileOf(delays, 0.5)],
      unit: 'ms',
      bar: null,
    },
    { what: '  p99.9', rounds: [percentileOf(delays, 0.999)], unit: 'ms', bar: 1_000 },
  ]
}

/** How many answers from memory differ from those of a gateway that has none, when nothing changes any more. */
async function stale(
  hot: Started,
  cold: Started,
  asked: readonly Asked[],
  compared: number,
): Promise<Measurement> {
  await sleep(2_000)
  let differing = 0
  for (const { headers, body } of asked.slice(0, compared)) {
    const [one, other] = await Promise.all(
      [hot, cold].map(({ running }) => dataOf(running.url, headers, body)),
    )
    if (!isDeepStrictEqual(one, other)) differing += 1
  }
  return { what: `answers of ${compared} that are stale for good`, rounds: [differing], unit: 'x', bar: 0 }
}

async function dataOf(url: string, headers: Asked['headers'], body: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const { data, errors } = (await answer.json()) as { data?: unknown; errors?: unknown }
  return { data, errors }
}
