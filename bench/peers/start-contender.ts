import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import { cores } from '../audit/cores.ts'
import { disagreement } from './agree.ts'
import type { Contender, Setting } from './contenders.ts'
import type { Asked } from './generator.ts'
import type { PeerOptions } from './options.ts'
import { freePort, startServerProcess } from './processes.ts'
import type { Running } from './processes.ts'
import type { Workload } from './workloads.ts'

export interface Started {
  readonly running: Running
  readonly headers: Readonly<Record<string, string>>
  /** What is wrong with its answers; null where they are those of the registries. */
  readonly problem: string | null
}

/** A gateway may listen before it has a schema and policies. */
const patienceMs = 15_000

/** Starts a contender on its core, and asks it for a sample of right answers. @throws where it does not start */
export async function startContender(contender: Contender, setting: Omit<Setting, 'port'>): Promise<Started> {
  const starting = await contender.start({ ...setting, port: await freePort() })
  const running = await startServerProcess({ ...starting, core: cores.gateway })
  try {
    const headers = (await contender.headers?.(setting.site)) ?? {}
    const until = performance.now() + patienceMs
    for (;;) {
      const problem = await disagreement(running.url, headers, setting.workload, setting.site.country)
      if (problem === null || performance.now() > until) return { running, headers, problem }
      await sleep(250)
    }
  } catch (error) {
    await running.close()
    throw error
  }
}

export function requestsOf(
  { query, variables }: Workload,
  headers: Readonly<Record<string, string>>,
): readonly Asked[] {
  return variables.map((each) => ({ headers, body: JSON.stringify({ query, variables: each }) }))
}

/** Sends every request once, a few at a time. @returns how many were not answered with status 200 */
export async function askAll(url: string, asked: readonly Asked[], atOnce = 16): Promise<number> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: atOnce })
  const waiting = asked.values()
  let failed = 0
  const askNext = async (): Promise<void> => {
    for (const { headers, body } of waiting) {
      const answer = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', ...headers },
        body,
      })
      await answer.body.dump()
      if (answer.statusCode !== 200) failed += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, askNext))
  await pool.close()
  return failed
}

/** Until the contender's code is compiled as it will stay: so many requests, or as many as it does in so many seconds. */
export async function warmUp(
  url: string,
  requests: string,
  { generator, connections, warmUpRequests, warmUpSeconds }: PeerOptions,
): Promise<void> {
  const seconds = 2
  for (let answered = 0, passed = 0; answered < warmUpRequests && passed < warmUpSeconds; passed += seconds) {
    const load = await generator.run(url, requests, { seconds, connections, core: cores.database })
    answered += load.requests
  }
}
