import type { GraphQLRequest } from '../stages/parse.ts'
import type { UsageParameters } from './usage-parameters.ts'

/** Variables of the query, with their types. */
const types = {
  code: 'String!',
  first: 'Int!',
  after: 'String!',
  since: 'DateTime!',
  until: 'DateTime!',
} as const
type Variables = Readonly<Record<keyof typeof types, string | number | null>>

/** The operation that reads a page of a history. It has no argument that was not given: each is granted for itself. */
export function usageQuery(
  { subject, since, until }: UsageParameters,
  first: number,
  after: string | null,
): GraphQLRequest['body'] {
  const values: Variables = { code: subject, first, after, since, until }
  const given = (Object.keys(types) as (keyof typeof types)[]).filter((name) => values[name] !== null)
  const passed = (names: readonly string[]): string =>
    given
      .filter((name) => names.includes(name))
      .map((name) => `${name}: $${name}`)
      .join(', ')
  const filter = passed(['since', 'until'])
  const page = `${passed(['first', 'after'])}${filter === '' ? '' : `, filter: { ${filter} }`}`
  const query = `query findUsage(${given.map((name) => `$${name}: ${types[name]}`).join(', ')}) {
    person(personalCode: $code) {
      accessHistory(${page}) {
        edges { node { at organisation application purpose outcome } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`
  return {
    query,
    operationName: 'findUsage',
    variables: Object.fromEntries(given.map((name) => [name, values[name]])),
  }
}
