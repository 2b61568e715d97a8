import type { CommittedOperation } from './commitments.ts'

/** `operationRowColumns` as `pg` gives them. */
export interface OperationRow {
  readonly number: string
  readonly id: string
  readonly at: Date
  readonly consumer: string | null
  readonly organisation: string | null
  readonly application: string | null
  readonly permission: string | null
  readonly purpose: string | null
  readonly legal_basis: string | null
  readonly operation_name: string | null
  readonly operation_hash: Buffer | null
  readonly coordinates: readonly string[]
  readonly subgraphs: Readonly<Record<string, number>>
  readonly subjects: number
  readonly outcome: string
  readonly code: string | null
  readonly epoch: string | null
  readonly trace: string | null
  readonly counted: boolean | null
  readonly shape: string | null
  readonly node: string | null
}

/** Of `operation_record`, for a SELECT. */
export const operationRowColumns = `number, id, at, consumer, organisation, application, permission, purpose,
  legal_basis, operation_name, operation_hash, coordinates, subgraphs, subjects, outcome, code, epoch, trace, counted,
  shape, node`

export function operationRowOf(row: OperationRow): CommittedOperation {
  return {
    id: row.id,
    at: row.at,
    consumer: row.consumer,
    organisation: row.organisation,
    application: row.application,
    permission: row.permission,
    purpose: row.purpose,
    legalBasis: row.legal_basis,
    operationName: row.operation_name,
    operationHash: row.operation_hash,
    coordinates: row.coordinates,
    subgraphs: row.subgraphs,
    subjects: row.subjects,
    outcome: row.outcome,
    code: row.code,
    epoch: row.epoch === null ? null : Number(row.epoch),
    trace: row.trace,
    counted: row.counted,
    shape: row.shape,
    node: row.node,
  }
}
