import { beginPinning, layoutOfCores } from '../audit/cores.ts'
import type { Scenario } from '../scenario.ts'
import { contenders } from './contenders.ts'
import type { Contender } from './contenders.ts'
import type { BenchCountry } from './country.ts'
import { installContenders } from './install.ts'
import { measureContenders } from './measure.ts'
import { readPeerOptions, tinyOptions } from './options.ts'
import type { PeerOptions, UsualSizes } from './options.ts'
import { report } from './report.ts'
import { openSite } from './site.ts'
import type { Workload } from './workloads.ts'

export interface PeerScenario {
  readonly name: string
  readonly about: string
  readonly workload: (country: BenchCountry) => Workload
  /** Whom it compares, unless `--only` names some. */
  readonly isCompared: (contender: Contender) => boolean
  /** Whom it tries out where nothing is installed. */
  readonly tiny: readonly string[]
}

/** A scenario that asks every contender the same. */
export function peerScenario({ name, about, workload, isCompared, tiny }: PeerScenario): Scenario {
  return {
    name,
    about,
    async run(size, say, words = []) {
      const options = size === 'tiny' ? { ...tinyOptions, only: tiny } : begin(words, say)
      const chosen = contenders.filter((each) => options.only?.includes(each.name) ?? isCompared(each))
      if (chosen.some(({ isInstalled }) => isInstalled)) installContenders(say)
      const site = await openSite(options.people, say)
      try {
        const asked = workload(site.country)
        say(`${asked.variables.length} different requests, ${options.connections} connections`)
        return report(name, await measureContenders(chosen, site, asked, options, say), say)
      } finally {
        await site.close()
      }
    },
  }
}

/** Reads the options of a whole run, whose sizes are the usual ones where none are said, and gives each core its part. */
export function begin(
  words: readonly string[],
  say: (line: string) => void,
  usual: UsualSizes = {},
): PeerOptions {
  const options = readPeerOptions(words, say, usual)
  beginPinning()
  say(`${layoutOfCores()}; ${options.rounds} rounds of ${options.seconds} s by ${options.generator.name}`)
  return options
}
