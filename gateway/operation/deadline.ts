import { DagrError } from '../errors.ts'

/** How long requests may take, in milliseconds. */
export interface Times {
  /** Unless a request says otherwise. */
  readonly deadlineMs: number
  /** A request that says more has this. */
  readonly maxDeadlineMs: number
}

/** Until when a request may fetch; moments of the steady clock (`performance.now()`). */
export interface Deadline {
  readonly fetchUntil: number
  /** The same for an operation that had to be planned first: its time counts from now on, since planning may take as long as a whole request. */
  afterPlanning(now: number): number
}

/** What is kept for releasing, recording and sending: a tenth, and no more than this. */
const mostKeptMs = 30

/** @throws DagrError where the header is no number of milliseconds */
export function deadlineOf(
  header: string | undefined,
  { deadlineMs, maxDeadlineMs }: Times,
  receivedAt: number,
): Deadline {
  const text = header?.trim() ?? ''
  if (!/^(?:[1-9]\d{0,8})?$/.test(text))
    throw new DagrError(
      'GRAPHQL_VALIDATION_FAILED',
      'DAGR-Deadline-Ms must be a whole number of milliseconds, 1 or more',
    )
  const ms = Math.min(text === '' ? deadlineMs : Number(text), maxDeadlineMs)
  const fetchUntil = receivedAt + ms - Math.min(mostKeptMs, ms / 10)
  return { fetchUntil, afterPlanning: (now) => now + (fetchUntil - receivedAt) }
}
