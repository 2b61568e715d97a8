import type { AccessRecordInput } from '#audit/access-record.ts'
import type { Coordinate } from '#policies/model.ts'
import { DagrError } from '../errors.ts'
import { refusedRecords } from '../operation/access-records.ts'
import { allNamedSubjects } from '../operation/named-subjects.ts'
import { askedCoordinates } from '../operation/asked-coordinates.ts'
import type { Operation } from './parse.ts'

/** An answer without data. */
export interface Refused {
  readonly kind: 'refused'
  /** The first of them decides the HTTP status. */
  readonly errors: readonly [DagrError, ...DagrError[]]
  /** null where the text never became an operation. */
  readonly operation: Operation | null
  /** Everything asked for, as far as it was understood. */
  readonly coordinates: readonly Coordinate[]
  /** Of the people whom the arguments named. */
  readonly records: readonly AccessRecordInput[]
  /** What had been fetched by then. */
  readonly fetches: Readonly<Record<string, number>>
  /** A fault of ours, for the log; its text never leaves. */
  readonly fault: unknown
}

/**
 * A request as a whole refused, for whatever reason. INVARIANT: never throws, so that every request reaches the commit.
 */
export function refuse(
  error: unknown,
  operation: Operation | null,
  fetches: Refused['fetches'] = {},
): Refused {
  const [first, ...others] = dagrErrors(error)
  const errors: readonly [DagrError, ...DagrError[]] = first
    ? [first, ...others]
    : [new DagrError('INTERNAL', 'The gateway failed; nothing is released')]
  return {
    kind: 'refused',
    errors,
    operation,
    ...asked(operation),
    fetches,
    fault: first ? null : error,
  }
}

function dagrErrors(error: unknown): readonly DagrError[] {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
  return errors.every((each) => each instanceof DagrError) ? errors : []
}

function asked(operation: Operation | null): Pick<Refused, 'coordinates' | 'records'> {
  if (operation === null) return { coordinates: [], records: [] }
  const { variables, supergraph } = operation
  try {
    const fields = operation.fields()
    const coordinates = [...askedCoordinates(fields, variables)]
    const codes = allNamedSubjects(fields, variables, supergraph.facts.personal)
    return { coordinates, records: refusedRecords(codes, coordinates) }
  } catch {
    return { coordinates: [], records: [] }
  }
}
