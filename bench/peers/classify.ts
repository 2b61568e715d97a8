import { isDeepStrictEqual } from 'node:util'
import { Pool } from 'undici'
import type { BenchCountry } from './country.ts'
import type { Workload } from './workloads.ts'

/**
 * What an answer is worth. `marked`: the right data, and it says that some of it could not be vouched for. `partial`: what is
 * missing is null with an error, everything else is right. `refused`: an error without data. `wrong`: anything else.
 */
export type Standing = 'right' | 'marked' | 'partial' | 'refused' | 'wrong'

export interface Answered {
  readonly data?: unknown
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[]
  readonly extensions?: { readonly freshness?: readonly unknown[] }
}

export function classify({ data, errors = [], extensions }: Answered, truth: unknown): Standing {
  if (errors.length === 0) {
    if (!isDeepStrictEqual(data, truth)) return 'wrong'
    return (extensions?.freshness?.length ?? 0) > 0 ? 'marked' : 'right'
  }
  if (data === null || data === undefined) return 'refused'
  return isPartOf(data, truth) ? 'partial' : 'wrong'
}

/** Whether `data` differs from the truth in nulls only. */
function isPartOf(data: unknown, truth: unknown): boolean {
  if (data === null) return true
  if (Array.isArray(data)) {
    return (
      Array.isArray(truth) &&
      truth.length === data.length &&
      data.every((each, place) => isPartOf(each, truth[place]))
    )
  }
  if (typeof data !== 'object') return data === truth
  if (typeof truth !== 'object' || truth === null) return false
  const known = truth as Readonly<Record<string, unknown>>
  return Object.entries(data).every(([name, value]) => name in known && isPartOf(value, known[name]))
}

/** Asks a gateway for one after the other of a workload's requests, over connections that stay. */
export interface Asker {
  ask(place: number): Promise<Answered>
  truthOf(place: number, country: BenchCountry): unknown
  close(): Promise<void>
}

export function openAsker(
  url: string,
  headers: Readonly<Record<string, string>>,
  { query, variables }: Workload,
): Asker {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 256 })
  const variablesOf = (place: number) => variables[place % variables.length] ?? {}
  return {
    async ask(place) {
      const { body } = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables: variablesOf(place) }),
      })
      return (await body.json()) as Answered
    },
    truthOf: (place, country) => country.truth(query, variablesOf(place)),
    close: () => pool.close(),
  }
}
