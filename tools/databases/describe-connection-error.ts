import { StartError } from './start-error.ts'

/** What the server's, or the system's, error code means for the person who chose the URL. */
const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there; start it, or correct the address',
  ENOTFOUND: 'there is no such host; correct the address',
  EAI_AGAIN: 'the host name cannot be looked up; correct the address',
  ECONNRESET: 'it ended the connection; is it PostgreSQL?',
  ETIMEDOUT: 'it does not answer; start it, or correct the address',
  EHOSTUNREACH: 'the host cannot be reached; correct the address',
  ENETUNREACH: 'the network cannot be reached; correct the address',
  '28P01': 'it refuses the user or the password; correct them',
  '28000': 'it refuses the user; correct the URL, or its pg_hba.conf',
  '3D000': 'the database is missing; create it',
  '42501':
    'the user may not do that: databases that are missing take CREATEDB, and tables are made and changed by their owner',
  '53300': 'it has no connection left; raise its max_connections',
  '58P01': 'a file of its data is missing; restore its data folder from a copy',
  XX001: 'its data is damaged; restore its data folder from a copy',
  '57P03': 'it is starting or stopping; try again in a moment',
}

/**
 * The one line for a PostgreSQL server that cannot be used; never with the password. Errors of ours pass unchanged, and
 * so do those that no setting mends.
 */
export function describeConnectionError(error: unknown, setting: string, url: string): unknown {
  if (!(error instanceof Error) || error instanceof StartError) return error
  const code = codeOf(error)
  const meaning = meanings[code]
  if (meaning === undefined) return error
  const { host } = new URL(url)
  return new StartError(`${setting}: PostgreSQL at ${host} cannot be used: ${meaning} (${code}).`)
}

function codeOf(error: Error): string {
  // A host with several addresses fails with one error per address.
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error
  if (first instanceof Error && 'code' in first && typeof first.code === 'string') return first.code
  // What pg tells without a code.
  if (/terminated unexpectedly/.test(error.message)) return 'ECONNRESET'
  return /timeout/i.test(error.message) ? 'ETIMEDOUT' : ''
}
