import type { ErrorCode } from '../errors.ts'

/** What a subgraph did not deliver, in its own words. */
interface Undelivered {
  readonly code: ErrorCode
  readonly message: string
  readonly subgraph: string
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** What the schema says about who is told who acts. */
interface ActingFacts {
  readonly acting: ReadonlySet<string>
  readonly owners: ReadonlyMap<string, string>
}

/**
 * Code and message by which a caller hears of it. A registry's own words may hold personal data, and no record names those.
 * What is the caller's own mistake must not read as if trying again could help. INVARIANT: only a subgraph that is told who
 * acts says in its own words why it refuses: it writes them for whoever acts, and has no registry's data to put into them.
 */
export function toldError(
  { code, message, subgraph, extensions }: Undelivered,
  facts: ActingFacts,
): readonly [ErrorCode, string] {
  const reason = extensions?.['code']
  if (reason === 'ARGUMENT_NOT_VALID')
    return ['GRAPHQL_VALIDATION_FAILED', 'The registry does not take an argument with this value']
  if (reason === 'CHANGE_REFUSED' && isToldWhoActs(subgraph, facts)) return ['CHANGE_REFUSED', message]
  return [code, 'A registry did not deliver what was asked']
}

function isToldWhoActs(subgraph: string, { acting, owners }: ActingFacts): boolean {
  return [...acting].some((coordinate) => owners.get(coordinate) === subgraph)
}
