import { compilePolicySet } from './compile.ts'
import { decide, permissionOf } from './decide.ts'
import { termsKey } from './effective-terms.ts'
import type { Agreement, Caller, Coordinate, CoordinateDecision, PolicySet } from './model.ts'

/** Recorded operations that are alike, as the audit groups them. */
export interface RecordedOperation {
  readonly consumer: string | null
  readonly application: string | null
  /** Everything that was asked for. */
  readonly coordinates: readonly Coordinate[]
  /** Error code, where it was refused as a whole or failed. */
  readonly code: string | null
  readonly count: number
}

export interface ReplayOptions {
  /** The moment at which the same operations are asked again. */
  readonly at: Date
  /** How many of them the busiest day had; without it, a changed quota may concern any of them. */
  readonly busiestDay?: number
  /** Whether a field has others below it, as far as the schema is known; without it, each may have. */
  readonly leads?: (coordinate: Coordinate) => boolean
}

/**
 * `same`: every coordinate is granted or denied as before, to the same rows, under the same obligations. `different`: for
 * sure, another set of its coordinates is denied, or it is refused as a whole, or no longer. `mayDiffer`: what decides is
 * not in the records, such as the rows that a condition concerns.
 */
export type Verdict = 'same' | 'different' | 'mayDiffer'

/** An agreement on one side of an edit, ready to decide from. */
interface Side {
  readonly agreement: Agreement | null
  readonly set: PolicySet
}

/** Two sides of an edit, as operations are asked again under each. */
export interface Edit {
  readonly before: Side
  readonly after: Side
  readonly options: ReplayOptions
  /** Whether something besides coordinates may decide: a quota that the busiest day reaches, or the case rule. */
  readonly mayDifferInAny: boolean
  /** What has been decided so far, by consumer. */
  readonly decided: Map<string, Map<Coordinate, Decided>>
}

export function editOf(before: Agreement | null, after: Agreement | null, options: ReplayOptions): Edit {
  return {
    before: sideOf(before),
    after: sideOf(after),
    options,
    mayDifferInAny: quotaDecides(before, after, options.busiestDay) || caseDecides(before, after),
    decided: new Map(),
  }
}

function sideOf(agreement: Agreement | null): Side {
  const agreements = agreement === null ? [] : [agreement]
  return { agreement, set: compilePolicySet({ epoch: 0, agreements, applications: [] }) }
}

function quotaDecides(before: Agreement | null, after: Agreement | null, busiestDay = Infinity): boolean {
  const was = before?.quotaPerDay ?? Infinity
  const is = after?.quotaPerDay ?? Infinity
  return was !== is && busiestDay > Math.min(was, is)
}

/** A case that no rule asked for is not in the operation's record. */
function caseDecides(before: Agreement | null, after: Agreement | null): boolean {
  return after !== null && after.caseRequired && before?.caseRequired !== true
}

const same = { verdict: 'same', changed: [] } as const

/** What becomes of one operation, and the coordinates of which the decision changes. */
export function verdictOn(
  operation: RecordedOperation,
  edit: Edit,
): { readonly verdict: Verdict; readonly changed: readonly Coordinate[] } {
  if (isNoOperation(operation)) return same
  const { at } = edit.options
  const wasInForce = isInForce(operation, edit.before, at)
  const staysInForce = isInForce(operation, edit.after, at)
  const decided = decidedIn(operation, edit)
  const changed = decided.filter((each) => each.isChanged).map(({ coordinate }) => coordinate)
  if (wasInForce !== staysInForce) {
    const isOpen = staysInForce && edit.mayDifferInAny
    return { verdict: isSure(operation) && !isOpen ? 'different' : 'mayDiffer', changed }
  }
  if (!wasInForce) return same
  if (edit.mayDifferInAny) return { verdict: 'mayDiffer', changed }
  if (changed.length === 0) return same
  const isDifferent = isSure(operation) && changesForSure(decided, edit)
  return { verdict: isDifferent ? 'different' : 'mayDiffer', changed }
}

/** A text that is no operation of the schema is refused before anything is decided. */
function isNoOperation({ code, coordinates }: RecordedOperation): boolean {
  return code !== null && coordinates.length === 0 && refusedAsTexts.has(code)
}

const refusedAsTexts = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'REQUEST_TOO_LARGE'])

/** Any other code has a reason that may come again, or not, whatever the agreement grants. */
function isSure({ code }: RecordedOperation): boolean {
  return code === null || code === 'OPERATION_REFUSED'
}

function callerOf({ consumer, application }: RecordedOperation): Caller {
  return { consumer: consumer ?? '', application: application ?? '' }
}

function isInForce(operation: RecordedOperation, { agreement, set }: Side, at: Date): boolean {
  if (agreement === null) return false
  return 'agreement' in permissionOf(set, callerOf(operation), agreement.permission, at)
}

/** A coordinate of an operation, with what is decided of it on both sides. */
interface Decided {
  readonly coordinate: Coordinate
  readonly was: CoordinateDecision
  readonly is: CoordinateDecision
  readonly isChanged: boolean
}

/** At one moment, nothing of a decision depends on the operation but its consumer: each is made once. */
function decidedIn(operation: RecordedOperation, edit: Edit): readonly Decided[] {
  const { consumer } = callerOf(operation)
  const known = edit.decided.get(consumer) ?? new Map<Coordinate, Decided>()
  edit.decided.set(consumer, known)
  return operation.coordinates.flatMap((coordinate) => {
    const decided = known.get(coordinate) ?? decidedOn(coordinate, operation, edit)
    if (decided === null) return []
    known.set(coordinate, decided)
    return [decided]
  })
}

function decidedOn(coordinate: Coordinate, operation: RecordedOperation, edit: Edit): Decided | null {
  const [was, is] = [edit.before, edit.after].flatMap(({ agreement, set }) =>
    decide(set, {
      caller: callerOf(operation),
      permission: agreement?.permission ?? '',
      coordinates: [coordinate],
      at: edit.options.at,
    }),
  )
  return was && is ? { coordinate, was, is, isChanged: isChanged(was, is, edit) } : null
}

function isChanged(was: CoordinateDecision, is: CoordinateDecision, { before, after }: Edit): boolean {
  if (!was.granted || !is.granted) return was.granted !== is.granted
  if (before.agreement === null || after.agreement === null) return true
  return termsKey(was, before.agreement) !== termsKey(is, after.agreement)
}

/** Whether the decision lets every row through, whatever is in it. */
function isForEveryRow(decision: CoordinateDecision): boolean {
  return decision.granted && decision.alternatives.some(({ condition }) => condition === null)
}

/**
 * Whether the set of denied coordinates is another one for sure: some coordinate is denied on one side and granted for every
 * row on the other, and nothing can stand above it in the operation that is not granted for every row on either side, since
 * nothing is said of what lies below a denied field. Where a field above is granted for every row on one side only, that
 * field or this one is told as denied there, and neither on the other.
 */
function changesForSure(decided: readonly Decided[], edit: Edit): boolean {
  const { leads = () => true } = edit.options
  const hiding = decided.filter(
    ({ coordinate, was, is }) => !isForEveryRow(was) && !isForEveryRow(is) && leads(fieldOf(coordinate)),
  )
  return decided.some(
    ({ coordinate, was, is }) =>
      ((!was.granted && isForEveryRow(is)) || (isForEveryRow(was) && !is.granted)) &&
      (rootTypes.has(typeOf(coordinate)) || hiding.length === 0),
  )
}

const rootTypes = new Set(['Query', 'Mutation', 'Subscription'])

function typeOf(coordinate: Coordinate): string {
  return coordinate.slice(0, coordinate.indexOf('.'))
}

/** An argument that is denied denies its field. */
function fieldOf(coordinate: Coordinate): Coordinate {
  const end = coordinate.indexOf('(')
  return end === -1 ? coordinate : coordinate.slice(0, end)
}
