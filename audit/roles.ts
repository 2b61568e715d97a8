import { AuditMisconfigured } from './failures.ts'

/**
 * The database roles under which each part of DAGR works in the audit database, whatever its login may do besides.
 * `audit/migrations/004-tamper-evident-log.ts` says what each may; none but the keeper's can make anything go.
 */
export const auditRoles = {
  writer: 'dagr_audit_writer',
  reader: 'dagr_audit_reader',
  sealer: 'dagr_audit_sealer',
  keeper: 'dagr_audit_keeper',
} as const
export type AuditRole = keyof typeof auditRoles

/**
 * @returns `url` so that every connection to it has the role from its first statement on. Where the login may not have
 * it, connecting fails.
 */
export function actingAs(url: string, role: AuditRole): string {
  return withSetting(url, 'role', auditRoles[role])
}

/**
 * @returns `url` so that every connection to it plans a named statement once. What the server does by itself, a plan for
 * each set of values, takes ten times as long as the statement where records are asked for: there is a partition, with its
 * indexes, for every month.
 */
export function planningOnce(url: string): string {
  return withSetting(url, 'plan_cache_mode', 'force_generic_plan')
}

/**
 * @returns `url` so that its statements go by indexes wherever there is one: the server cannot know how few rows lie in a
 * range that it is told with the statement, and could take to reading a whole table for each of thousands of them.
 */
export function goingByIndexes(url: string): string {
  return withSetting(url, 'enable_seqscan', 'off')
}

function withSetting(url: string, name: string, value: string): string {
  const changed = new URL(url)
  const options = changed.searchParams.get('options')
  changed.searchParams.set('options', `${options === null ? '' : `${options} `}-c ${name}=${value}`)
  return changed.href
}

/** The reason in the operator's words where `error` says that the login may not have the role; else `error` itself. */
export function explainedRole(error: unknown, role: AuditRole): unknown {
  const message = error instanceof Error ? error.message : ''
  const named = auditRoles[role]
  if (!message.includes(named) && !message.includes('parameter "role"')) return error
  return new AuditMisconfigured(
    `The login of the audit database may not act as ${named}: let an administrator run GRANT ${named} TO that login`,
    { cause: error },
  )
}
