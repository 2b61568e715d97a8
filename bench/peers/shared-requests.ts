import type { Site } from './site.ts'
import type { Workload } from './workloads.ts'

/** So many requests that are the same, at the same time. */
const atOnce = 20
/** Long enough for all of them to have come before the first registry answers. */
const slowMs = 200

/**
 * Whether requests that are the same at the same time share what is asked of the registries, which flatters a gateway on one
 * query that is asked again and again. null where nothing is asked at all.
 */
export async function sharesRequests(
  url: string,
  headers: Readonly<Record<string, string>>,
  { query, variables }: Workload,
  site: Site,
): Promise<boolean | null> {
  const body = JSON.stringify({ query, variables: variables.at(-1) })
  const ask = async (): Promise<void> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    await answer.arrayBuffer()
  }
  await site.become('all', 'slow', slowMs)
  await site.takeCalls()
  try {
    await Promise.all(Array.from({ length: atOnce }, ask))
  } finally {
    await site.become('all', 'up')
  }
  const most = Math.max(...Object.values(await site.takeCalls()))
  return most === 0 ? null : most < atOnce
}
