import { isDeepStrictEqual } from 'node:util'
import type { BenchCountry } from './country.ts'
import type { Workload } from './workloads.ts'

/** So many of the requests are compared with what the registries hold. */
const sample = 25

/** Asks for a sample. @returns what is wrong with the answers; null where all are right. */
export async function disagreement(
  url: string,
  headers: Readonly<Record<string, string>>,
  { query, variables }: Workload,
  country: BenchCountry,
): Promise<string | null> {
  for (const each of variables.slice(0, sample)) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables: each }),
    })
    const text = await answer.text()
    const wrong = wrongIn(text, country.truth(query, each))
    if (wrong !== null) return `${answer.status}: ${wrong}`
  }
  return null
}

function wrongIn(text: string, truth: unknown): string | null {
  let answered: { data?: unknown; errors?: readonly unknown[] }
  try {
    answered = JSON.parse(text) as typeof answered
  } catch {
    return `no JSON: ${text.slice(0, 200)}`
  }
  const [error] = answered.errors ?? []
  if (error !== undefined) return JSON.stringify(error).slice(0, 300)
  return isDeepStrictEqual(answered.data, truth) ? null : 'other data than the registries hold'
}
