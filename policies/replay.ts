import type { Agreement, Coordinate } from './model.ts'
import { editOf, verdictOn } from './replay-verdict.ts'
import type { RecordedOperation, ReplayOptions, Verdict } from './replay-verdict.ts'

export interface ReplayCount {
  readonly consumer: string | null
  readonly application: string | null
  readonly same: number
  readonly different: number
  readonly mayDiffer: number
  /** Those of which the decision changes, in all of its operations that are not the same. */
  readonly coordinates: readonly Coordinate[]
}

export interface ReplayOutcome {
  readonly same: number
  readonly different: number
  readonly mayDiffer: number
  /** By consumer and application, those with the most changes first. */
  readonly callers: readonly ReplayCount[]
}

/**
 * What would become of recorded operations if they were asked again, at one moment, under `before` and under `after`. Pure.
 * INVARIANT: `same` and `different` are said only where the records tell them for sure.
 */
export function replay(
  operations: Iterable<RecordedOperation>,
  before: Agreement | null,
  after: Agreement | null,
  options: ReplayOptions,
): ReplayOutcome {
  const edit = editOf(before, after, options)
  const callers = new Map<string, Tally>()
  for (const operation of operations) {
    const { consumer, application } = operation
    const key = JSON.stringify([consumer, application])
    const tally = callers.get(key) ?? {
      consumer,
      application,
      same: 0,
      different: 0,
      mayDiffer: 0,
      coordinates: new Set<Coordinate>(),
    }
    callers.set(key, tally)
    const { verdict, changed } = verdictOn(operation, edit)
    tally[verdict] += operation.count
    if (verdict !== 'same') for (const coordinate of changed) tally.coordinates.add(coordinate)
  }
  return outcomeOf([...callers.values()])
}

interface Tally {
  readonly consumer: string | null
  readonly application: string | null
  same: number
  different: number
  mayDiffer: number
  readonly coordinates: Set<Coordinate>
}

function outcomeOf(tallies: readonly Tally[]): ReplayOutcome {
  const callers = tallies
    .map((tally): ReplayCount => ({ ...tally, coordinates: [...tally.coordinates].toSorted() }))
    .toSorted((one, other) => other.different - one.different || other.mayDiffer - one.mayDiffer)
  const total = (verdict: Verdict) => callers.reduce((sum, caller) => sum + caller[verdict], 0)
  return { same: total('same'), different: total('different'), mayDiffer: total('mayDiffer'), callers }
}
