import { join } from 'node:path'
import { cores } from '../audit/cores.ts'
import { addOthers } from '../audit/add-others.ts'
import { fillLog } from '../audit/fill-log.ts'
import { contentSizes, manyAgreements } from '../many-agreements.ts'
import { agreementOverAll } from './bench-agreements.ts'
import type { Contender } from './contenders.ts'
import type { Asked } from './generator.ts'
import type { PeerOptions } from './options.ts'
import type { Site } from './site.ts'
import { askAll, requestsOf, startContender, warmUp } from './start-contender.ts'
import { personWorkload } from './workloads.ts'
import type { Workload } from './workloads.ts'

/** Something that grows, and what DAGR is asked when it has that size. */
export interface Growing {
  readonly name: 'fields' | 'consumers' | 'grants' | 'records' | 'people'
  /** From the smallest to the largest. */
  sizes(options: PeerOptions): readonly number[]
  /** Makes it of that size. */
  grow(site: Site, size: number, say: (line: string) => void): Promise<Grown>
}

export interface Grown {
  readonly workload: Workload
  /** Where they are not the usual ones. */
  readonly headers?: readonly Readonly<Record<string, string>>[]
  /** Further settings of the gateway. */
  readonly env?: Readonly<Record<string, string>>
}

/** What a gateway would have written; as many more as are wanted are copies within the database. */
const mostFilled = 500_000

/** All but the number of people, which needs another country each. */
export const growing: readonly Growing[] = [
  {
    name: 'fields',
    sizes: () => [5, 10, 20, 50, 100, 200],
    grow: async (site, size) => ({ workload: fieldsWorkload(personWorkload(site.country), size) }),
  },
  {
    name: 'consumers',
    sizes: () => [1, 10, 100, 1_000],
    async grow(site, size) {
      const dagr = await site.dagr()
      const callers = Array.from({ length: size }, (_, place) => ({
        consumer: `bench-${place}`,
        application: `bench-${place}-application`,
        permission: String(80_000 + place),
      }))
      await dagr.publish(
        callers.map(({ permission, consumer }) => agreementOverAll(site.country.api, permission, consumer)),
      )
      const headers = await Promise.all(callers.map((caller) => dagr.headers(caller)))
      return { workload: personWorkload(site.country), headers }
    },
  },
  {
    name: 'grants',
    sizes: () => [10, 1_000, 10_000, 100_000],
    async grow(site, size) {
      const agreements = Math.max(1, Math.round(size / 100))
      const content = manyAgreements({
        ...contentSizes.whole,
        agreements,
        // They are evenly spread, from next to none to the most: half of it on average.
        mostGrants: Math.round((2 * size) / agreements),
        conditions: 0,
      })
      await (await site.dagr()).publish(content.agreements)
      return { workload: personWorkload(site.country) }
    },
  },
  {
    name: 'records',
    sizes: ({ records }) => [1_000, 100, 10, 1].map((part) => Math.ceil(records / part)),
    async grow(site, size, say) {
      const dagr = await site.dagr()
      const url = await dagr.server.database('audit', `audit_${size}`)
      await fillLog(url, Math.min(size, mostFilled), say)
      if (size > mostFilled) await addOthers(url, size, say)
      return { workload: personWorkload(site.country), env: { AUDIT_DATABASE_URL: url } }
    },
  },
]

/** So many fields of the person: first all different ones, then the same under other names. */
export function fieldsWorkload(person: Workload, fields: number): Workload {
  const names = [
    'personalCode',
    'givenName',
    'familyName',
    'birthName',
    'dateOfBirth',
    'dateOfDeath',
    'placeOfBirth',
    'sex',
    'citizenship',
    'residency',
  ]
  const selected = Array.from({ length: fields }, (_, place) => {
    const name = names[place % names.length] ?? ''
    return place < names.length ? name : `${name}${Math.floor(place / names.length)}: ${name}`
  })
  const query = `query Fields($code: String!) { person(personalCode: $code) { ${selected.join(' ')} } }`
  return { ...person, query }
}

/** What a request costs the gateway in each round, in microseconds of processor. */
export async function costOf(
  contender: Contender,
  site: Site,
  { workload, headers, env = {} }: Grown,
  options: PeerOptions,
): Promise<readonly number[]> {
  const started = await startContender(contender, { site, workload, answers: '', env })
  try {
    if (started.problem !== null) throw new Error(`${contender.name}: ${started.problem}`)
    const asked = spread(requestsOf(workload, started.headers), headers)
    if (contender.remembers === true) await askAll(started.running.url, asked)
    const requests = join(site.folder, 'growth.requests')
    await options.generator.write(requests, started.running.url, asked)
    await warmUp(started.running.url, requests, options)
    const costs: number[] = []
    for (let round = 0; round < options.rounds; round++) {
      const before = started.running.processorSeconds()
      const { seconds, connections } = options
      const load = await options.generator.run(started.running.url, requests, {
        seconds,
        connections,
        core: cores.database,
      })
      if (load.failed > 0) throw new Error(`${contender.name}: ${load.failed} answers were errors`)
      costs.push(((started.running.processorSeconds() - before) * 1e6) / load.requests)
    }
    return costs
  } finally {
    await started.running.close()
  }
}

/** The requests as asked by these callers in turn. */
function spread(asked: readonly Asked[], headers: Grown['headers']): readonly Asked[] {
  if (headers === undefined) return asked
  return asked.map((each, place) => ({ ...each, headers: headers[place % headers.length] ?? each.headers }))
}
