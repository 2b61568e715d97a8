import { DatabaseError } from 'pg'
import { errorCode } from './error-code.ts'

/**
 * What the server says when it takes no connection, or ends one: https://www.postgresql.org/docs/current/errcodes-appendix.html.
 * Nothing in here can be brought about by what a statement asks, or by how little time it is given (57014).
 */
const refusals: ReadonlySet<string> = new Set([
  '3D000', // no such database
  '53300', // too many connections
  '57P01', // shut down by its administrator
  '57P02', // crashed
  '57P03', // starting up, or shutting down
  '57P04', // the database was dropped
  '57P05', // the session was idle for too long
])
const classesOfRefusals: ReadonlySet<string> = new Set([
  '08', // connection exceptions
  '28', // it lets this role in no more
])

/** In the driver's words, for which it has no codes. */
const lost: ReadonlySet<string> = new Set([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'timeout expired',
])

/** Whether an error of `pg` says that the server cannot be asked at all, rather than that it could not do what was asked. */
export function isPostgresUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = errorCode(error) ?? ''
  if (error instanceof DatabaseError) return refusals.has(code) || classesOfRefusals.has(code.slice(0, 2))
  return lost.has(error.message) || isOfTheNetwork(code)
}

/** The system's codes, the resolver's among them: `ECONNREFUSED`, `ECONNRESET`, `ENOTFOUND`, `EAI_AGAIN`. */
function isOfTheNetwork(code: string): boolean {
  return /^E(AI_|CONN|HOST|NET|PIPE|NOTFOUND|TIMEDOUT|ADDR)/.test(code)
}
