import { DagrError } from '../errors.ts'
import type { Denial } from './prune.ts'
import type { Findings, ResponsePath } from './response-journal.ts'

const reasonTexts: Readonly<Record<string, string>> = {
  NO_GRANT: 'the agreement has no grant for it',
  FORBIDDEN: 'it is forbidden',
  EXPIRED: 'the agreement is not in force',
  SUSPENDED: 'the agreement is suspended',
  NOT_ABOUT_CALLER: 'it is granted only where it is about the caller',
  ROW_CONDITION: 'it is granted only under a condition that does not hold, or cannot be kept, here',
}

/** The error of one coordinate that is asked for and not granted. */
export function denialError({ coordinate, reason, path }: Denial): DagrError {
  return new DagrError(
    'FIELD_NOT_GRANTED',
    `${coordinate} is not granted: ${reasonTexts[reason] ?? reason}`,
    {
      path: path ?? undefined,
      extensions: { coordinate, reason },
    },
  )
}

/** The errors of a permitted operation's denials, with their JSON texts: the same ones for each of its requests. */
export function toldDenials(denials: readonly Denial[]): ToldDenials {
  const known = told.get(denials)
  if (known !== undefined) return known
  const errors = denials.map(denialError)
  const made = { errors, texts: errors.map((error) => JSON.stringify(error)) }
  told.set(denials, made)
  return made
}

interface ToldDenials {
  readonly errors: readonly DagrError[]
  readonly texts: readonly string[]
}

const told = new WeakMap<readonly Denial[], ToldDenials>()

/** Conditions that did not hold: one error per coordinate, with its path where there is only one place. */
export function conditionErrors({ outside, cut }: Findings): readonly DagrError[] {
  if (outside.length === 0) return none
  const byCoordinate = new Map<string, Denial>()
  for (const { coordinate, reason, path } of outside) {
    if (reason === null) continue
    const place = byCoordinate.has(coordinate) ? null : toldPath(path, cut)
    byCoordinate.set(coordinate, { coordinate, reason, path: place })
  }
  return [...byCoordinate.values()].map(denialError)
}

const none: readonly DagrError[] = []

/** INVARIANT: where rows were cut from a list, places in it would tell of them: only the list is named. */
export function toldPath(path: ResponsePath, cut: Findings['cut']): ResponsePath {
  const list = cut.find((each) => each.length < path.length && each.every((key, at) => key === path[at]))
  return list ?? path
}

/** All denied coordinates in one refusal, as `DAGR-On-Denied: reject` asks. */
export function rejection(denials: readonly DagrError[]): DagrError {
  return new DagrError(
    'OPERATION_REFUSED',
    'The permission does not cover everything that is asked for, and DAGR-On-Denied says reject',
    { extensions: { denied: denials.map(({ extensions }) => extensions) } },
  )
}
