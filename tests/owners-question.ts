import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { ToldFreshness } from '#gateway/operation/told-freshness.ts'
import type { DagrUnderTest } from './running-dagr.ts'

interface OwnerAnswer {
  readonly givenName: string | null
  readonly residence: { readonly since: string | null } | null
  readonly properties: readonly { readonly cadastralNumber: string; readonly name: string | null }[] | null
}

export interface OwnersAnswer {
  readonly owners: readonly (OwnerAnswer | null)[]
  /** Registries that errors name. */
  readonly failed: ReadonlySet<unknown>
  readonly freshness: readonly ToldFreshness[]
  readonly trace: string
}

/** What the tax office is told of people and their properties, which three registries know. */
export async function askAboutOwners(
  dagr: DagrUnderTest,
  codes: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<OwnersAnswer> {
  const variables = Object.fromEntries(codes.map((code, index) => [`c${index}`, code]))
  const fields = codes.map(
    (_, index) =>
      `p${index}: person(personalCode: $c${index}) { givenName residence { since } properties { cadastralNumber name } }`,
  )
  const parameters = codes.map((_, index) => `$c${index}: String!`)
  const trace = randomUUID().replaceAll('-', '')
  const response = await fetch(`${dagr.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await dagr.token('vid')}`,
      'x-dagr-permission': '1001',
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      ...headers,
    },
    body: JSON.stringify({ query: `query (${parameters.join(' ')}) { ${fields.join(' ')} }`, variables }),
  })
  const {
    data,
    errors = [],
    extensions,
  } = (await response.json()) as {
    data: Record<string, OwnerAnswer | null>
    errors?: { extensions: { registry?: string; code: string } }[]
    extensions?: { freshness: ToldFreshness[] }
  }
  // An address may be secret; whether it is cannot be decided where its registry is down.
  const failures = errors.filter(({ extensions: { code } }) => code !== 'FIELD_NOT_GRANTED')
  for (const each of failures) expect(each.extensions.code).toBe('REGISTRY_UNAVAILABLE')
  return {
    owners: codes.map((_, index) => data[`p${index}`] ?? null),
    failed: new Set(failures.map((each) => each.extensions.registry)),
    freshness: extensions?.freshness ?? [],
    trace,
  }
}

export const isFresh = ({ failed, freshness }: OwnersAnswer): boolean =>
  failed.size === 0 && freshness.length === 0

export const isMarked = (registry: string) => (answer: OwnersAnswer) =>
  answer.failed.size === 0 && answer.freshness.some((each) => each.registry === registry)
