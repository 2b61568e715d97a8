import { contenders } from '../peers/contenders.ts'
import type { Contender } from '../peers/contenders.ts'
import { costOf, growing } from '../peers/growing.ts'
import type { Growing } from '../peers/growing.ts'
import { tinyOptions } from '../peers/options.ts'
import type { PeerOptions } from '../peers/options.ts'
import { begin } from '../peers/peer-scenario.ts'
import { openSite } from '../peers/site.ts'
import { personWorkload } from '../peers/workloads.ts'
import type { Measurement, Scenario } from '../scenario.ts'

/** What does not grow with people is measured among so many; larger countries are this one several times over. */
const fewPeople = 10_000
/** At random out of the whole country; all of them are in memory. */
const mostAsked = 50_000
/** Enough for all of them. */
const hotEntitiesMb = '2048'
/** What the promises are about. */
const largest = { people: '1900000' }

export const growthScenario: Scenario = {
  name: 'growth',
  about: 'what a hot request costs with more fields, consumers, grants, audit records and people',
  async run(size, say, words = []) {
    const options = size === 'tiny' ? { ...tinyOptions, only: ['records'] } : begin(words, say, largest)
    const contender = contenders.find(({ name }) => name === 'dagr-hot')
    if (contender === undefined) throw new Error('There is no contender dagr-hot')
    const isWanted = (part: Growing['name']): boolean => options.only?.includes(part) ?? true
    const measured: Measurement[] = []
    const people = Math.min(options.people, fewPeople)
    for (const part of growing.filter(({ name }) => isWanted(name))) {
      // Only the largest, where it is tried out.
      const sizes = part.sizes(options).slice(size === 'tiny' ? -1 : 0)
      measured.push(...(await measurePart(part, sizes, { contender, people, options, say })))
    }
    if (isWanted('people')) measured.push(...(await measurePeople(contender, options, say)))
    return measured
  },
}

interface Measuring {
  readonly contender: Contender
  readonly people: number
  readonly options: PeerOptions
  readonly say: (line: string) => void
}

/** Each part on a site of its own, so that what has grown before is no part of it. */
async function measurePart(
  part: Growing,
  sizes: readonly number[],
  { contender, people, options, say }: Measuring,
): Promise<readonly Measurement[]> {
  const site = await openSite(people, say)
  try {
    const measured: Measurement[] = []
    for (const size of sizes) {
      const rounds = await costOf(contender, site, await part.grow(site, size, say), options)
      measured.push(measurementOf(part.name, size, rounds))
      say(`${size} ${part.name} are measured`)
    }
    return measured
  } finally {
    await site.close()
  }
}

/** From ten thousand on, ten times as many each time: one country several times over. */
async function measurePeople(
  contender: Contender,
  options: PeerOptions,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = []
  const sizes = [10_000, 100_000, 1_000_000].filter((size) => size < options.people)
  for (const people of [...sizes, options.people]) {
    const times = Math.max(1, Math.round(people / fewPeople))
    const site = await openSite(Math.min(people, fewPeople), say, times)
    try {
      const everybody = personWorkload(site.country)
      const workload = { ...everybody, variables: everybody.variables.slice(0, mostAsked) }
      const grown = { workload, env: { HOT_ENTITIES_MB: hotEntitiesMb } }
      measured.push(measurementOf('people', people, await costOf(contender, site, grown, options)))
      say(`${people} people are measured`)
    } finally {
      await site.close()
    }
  }
  return measured
}

function measurementOf(name: string, size: number, rounds: readonly number[]): Measurement {
  const what = `${size.toLocaleString('en')} ${name}: the gateway’s processor per request`
  return { what, rounds, unit: 'µs', bar: null }
}
