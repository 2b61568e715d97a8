import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cores } from '../audit/cores.ts'
import type { Registry } from '../registries/registry-schemas.ts'
import { disagreement } from './agree.ts'
import type { Load } from './generator.ts'
import type { Contender } from './contenders.ts'
import type { PeerOptions } from './options.ts'
import type { Running } from './processes.ts'
import { sharesRequests } from './shared-requests.ts'
import type { Site } from './site.ts'
import { askAll, requestsOf, startContender, warmUp } from './start-contender.ts'
import type { Workload } from './workloads.ts'

/** Share of answers that may be errors, as long as none is wrong; they are told, and do not count as answered. */
const mostFailing = 0.01

/** One contender in one round. */
export interface Round extends Load {
  readonly processorSeconds: number
  readonly memoryBytes: number
  readonly calls: Readonly<Record<Registry, number>>
}

/** All rounds of one contender, or why there are none. */
export interface Result {
  readonly contender: Contender
  readonly rounds: readonly Round[]
  readonly problem: string | null
  /** Whether requests that are the same at the same time are one to the registries; null: not tried. */
  readonly sharesInFlight: boolean | null
}

interface Prepared {
  readonly contender: Contender
  readonly running: Running
  readonly requests: string
  readonly headers: Readonly<Record<string, string>>
  readonly rounds: Round[]
  sharesInFlight: boolean | null
  problem: string | null
}

/**
 * Measures the contenders in rounds, each of them once in every round. All are started beforehand, each is asked for a sample
 * of right answers, and who gives a wrong one is not measured. Idle ones use next to no processor.
 */
export async function measureContenders(
  contenders: readonly Contender[],
  site: Site,
  workload: Workload,
  options: PeerOptions,
  say: (line: string) => void,
): Promise<readonly Result[]> {
  const answers = await writeAnswers(site, workload)
  const prepared: Prepared[] = []
  const failed: Result[] = []
  try {
    for (const contender of contenders) {
      const begun = await prepare({ contender, site, workload, answers, options })
      if ('running' in begun) prepared.push(begun)
      else failed.push(begun)
      if (begun.problem !== null) say(`${contender.name} is not measured: ${begun.problem}`)
    }
    for (let round = 1; round <= options.rounds; round++) {
      for (const each of prepared.filter(({ problem }) => problem === null)) {
        each.rounds.push(await measureRound(each, site, options))
      }
      say(`Round ${round} of ${options.rounds} is done`)
    }
    for (const each of prepared.filter(({ problem }) => problem === null)) {
      each.problem = await afterwards(each, site, workload)
    }
  } finally {
    for (const { running } of prepared) await running.close()
  }
  const measured = prepared.map(({ contender, rounds, problem, sharesInFlight }) => ({
    contender,
    rounds,
    problem,
    sharesInFlight,
  }))
  const placeOf = ({ contender }: Result): number => contenders.indexOf(contender)
  return [...measured, ...failed].toSorted((one, other) => placeOf(one) - placeOf(other))
}

interface Preparing {
  readonly contender: Contender
  readonly site: Site
  readonly workload: Workload
  readonly answers: string
  readonly options: PeerOptions
}

async function prepare({
  contender,
  site,
  workload,
  answers,
  options,
}: Preparing): Promise<Prepared | Result> {
  try {
    const started = await startContender(contender, { site, workload, answers })
    const { running, headers, problem } = started
    const requests = join(site.folder, `${contender.name}.requests`)
    await options.generator.write(requests, running.url, requestsOf(workload, headers))
    if (problem === null) {
      if (contender.remembers === true) await askAll(running.url, requestsOf(workload, headers))
      await warmUp(running.url, requests, options)
    }
    return { contender, running, requests, headers, rounds: [], sharesInFlight: null, problem }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { contender, rounds: [], problem, sharesInFlight: null }
  }
}

async function measureRound(
  { running, requests }: Prepared,
  site: Site,
  { generator, seconds, connections }: PeerOptions,
): Promise<Round> {
  await site.takeCalls()
  const before = running.processorSeconds()
  const load = await generator.run(running.url, requests, { seconds, connections, core: cores.database })
  const processorSeconds = running.processorSeconds() - before
  return { ...load, processorSeconds, memoryBytes: running.memoryBytes(), calls: await site.takeCalls() }
}

/** Under load nothing may have become wrong. */
async function afterwards(each: Prepared, site: Site, workload: Workload): Promise<string | null> {
  const { headers } = each
  each.sharesInFlight = await sharesRequests(each.running.url, headers, workload, site)
  const requests = each.rounds.reduce((sum, round) => sum + round.requests, 0)
  const failed = each.rounds.reduce((sum, round) => sum + round.failed, 0)
  if (failed > requests * mostFailing) {
    const example = each.rounds.find((round) => round.example !== null)?.example ?? 'no answer came'
    return `${failed} of ${requests} answers were errors, such as ${example}`
  }
  return disagreement(each.running.url, headers, workload, site.country)
}

async function writeAnswers(site: Site, { query, variables }: Workload): Promise<string> {
  const file = join(site.folder, 'answers.ndjson')
  const lines = variables.map((each) => {
    const answer = JSON.stringify({ data: site.country.truth(query, each) })
    return JSON.stringify([JSON.stringify(each), answer])
  })
  await writeFile(file, `${lines.join('\n')}\n`)
  return file
}
