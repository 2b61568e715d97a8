import type { Pool } from 'pg'
import type { EpochDifference, EpochRecord } from './epochs.ts'
import type { Agreement } from './model.ts'

type Parameters = Agreement['parameters']

/** Lists of an agreement by name, before an epoch and after it. */
export interface ParametersAround {
  readonly before: Parameters
  readonly after: Parameters
}

/** What the lists of an agreement were around one of the epochs that changed it. */
export type ParameterHistory = (
  epoch: number,
  agreement: EpochDifference['agreements'][number],
) => ParametersAround

/** Of the agreements of `permissions` that `epochs` changed, as the register itself says. */
export async function readParameterHistory(
  pool: Pool,
  epochs: readonly EpochRecord[],
  permissions: ReadonlySet<string>,
): Promise<ParameterHistory> {
  const silent = epochs
    .flatMap(({ difference }) => difference?.agreements ?? [])
    .filter(({ permission, terms }) => permissions.has(permission) && terms['parameters'] === undefined)
    .map(({ permission }) => permission)
  const newest = Math.max(0, ...epochs.map(({ number }) => number))
  const changes = silent.length === 0 ? [] : await readParameterChanges(pool, silent, newest)
  return (epoch, { permission, terms }) => {
    const own = terms['parameters']
    if (own !== undefined) return { before: listsOf(own.before), after: listsOf(own.after) }
    const last = changes.find((change) => change.permission === permission && change.epoch < epoch)
    const kept = listsOf(last?.parameters)
    return { before: kept, after: kept }
  }
}

interface ParameterChange {
  readonly epoch: number
  readonly permission: string
  readonly parameters: unknown
}

/** Newest first. */
async function readParameterChanges(
  pool: Pool,
  permissions: readonly string[],
  before: number,
): Promise<readonly ParameterChange[]> {
  const { rows } = await pool.query<Omit<ParameterChange, 'epoch'> & { readonly epoch: string }>(
    `SELECT number AS epoch, agreement ->> 'permission' AS permission,
       agreement #> '{terms,parameters,after}' AS parameters
     FROM epoch CROSS JOIN jsonb_array_elements(difference -> 'agreements') AS agreement
     WHERE (difference -> 'permissions') ?| $1 AND number < $2
       AND agreement ->> 'permission' = ANY ($1) AND (agreement -> 'terms') ? 'parameters'
     ORDER BY number DESC`,
    [permissions, before],
  )
  return rows.map((row) => ({ ...row, epoch: Number(row.epoch) }))
}

/** The contract of `epochDifference`: a new agreement had none. */
function listsOf(value: unknown): Parameters {
  return (value ?? {}) as Parameters
}
