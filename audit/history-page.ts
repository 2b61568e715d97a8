import type { HistoryRequest } from './read.ts'

/** The paging arguments of a history, as a caller gives them. */
export interface HistoryArguments {
  readonly first?: number | null | undefined
  /** Cursor of the record after which the page begins. */
  readonly after?: string | null | undefined
}

/** An argument of a history that is not valid. Its message repeats no value. */
export class HistoryArgumentError extends Error {
  override name = 'HistoryArgumentError'
}

const defaultFirst = 20
const maxFirst = 100

/** @throws HistoryArgumentError */
export function historyPage({ first, after }: HistoryArguments): Pick<HistoryRequest, 'first' | 'before'> {
  const size = first ?? defaultFirst
  if (!Number.isInteger(size) || size < 1 || size > maxFirst) {
    throw new HistoryArgumentError(`first must be 1 to ${maxFirst}.`)
  }
  return { first: size, before: after == null ? null : sequenceOf(after) }
}

/** Opaque to callers: the position of a record in the order of histories. */
export function cursorOf(sequence: number): string {
  return Buffer.from(JSON.stringify([sequence])).toString('base64url')
}

function sequenceOf(cursor: string): number {
  const position = parsed(Buffer.from(cursor, 'base64url').toString())
  const sequence: unknown = Array.isArray(position) && position.length === 1 ? position[0] : undefined
  if (Number.isSafeInteger(sequence)) return Number(sequence)
  throw new HistoryArgumentError('after must be a cursor of this history.')
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
