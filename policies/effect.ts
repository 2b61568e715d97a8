import { compiled, grantedOf, scopeKey, termsKey } from './effective-terms.ts'
import type { GrantedDecision } from './effective-terms.ts'
import { alternativesInWords, rowsInWords } from './in-words.ts'
import { releasing } from './idle-lines.ts'
import type { IdleLine } from './idle-lines.ts'
import type { KnownSchema } from './known-schema.ts'
import type { Agreement, Alternative, Coordinate } from './model.ts'
import { termChanges } from './term-changes.ts'
import type { TermChange } from './term-changes.ts'

/** What an edit does to one coordinate. */
export interface CoordinateEffect {
  readonly coordinate: Coordinate
  /** Empty where it was not granted. */
  readonly before: readonly Alternative[]
  /** Empty where it is no longer granted. */
  readonly after: readonly Alternative[]
  /** For a steward: `Person.sex: lost; was granted for every row`. */
  readonly words: string
}

/** Rows of which coordinates come to be released, or cease to be. */
export interface RowScopeEffect {
  /** Such as `rows where Person.municipality is 0001000`. */
  readonly rows: string
  readonly coordinates: readonly Coordinate[]
}

/** Exactly what takes effect when `after` takes the place of `before`. */
export interface Effect {
  readonly permission: string
  /** Ids of the organisations that the agreement is with, before and after; null where there was, or is, none. */
  readonly consumer: { readonly before: string | null; readonly after: string | null }
  /** In the order of their coordinates. */
  readonly gained: readonly CoordinateEffect[]
  readonly lost: readonly CoordinateEffect[]
  /** Granted before and after, for other rows, under other obligations, or no older than another age. */
  readonly changed: readonly CoordinateEffect[]
  readonly rowScopes: {
    readonly gained: readonly RowScopeEffect[]
    readonly lost: readonly RowScopeEffect[]
  }
  /** Lines that come to be there and can release nothing as the schema is: nothing is gained by them. */
  readonly idle: readonly IdleLine[]
  /** Status, validity, quota, case rule and everything else that is not a coordinate. */
  readonly terms: readonly TermChange[]
  /** All of it, a line each; empty where nothing changes. */
  readonly words: readonly string[]
}

/**
 * What changes if, at the moment `at`, the agreement `after` takes the place of `before`; null is no agreement. Pure, and
 * decided by the same compiled form as requests are. An agreement that is suspended, ended or past its validity at that
 * moment grants nothing; one whose validity begins later is told as if it had begun, and its validity is among the terms.
 * INVARIANT: what stays suspended is told as if it were resumed: whoever resumes it is shown nothing more.
 *
 * INVARIANT: what can release nothing by `schema` is not told as granted; without a schema, every line is taken for one that
 * can.
 */
export function effectOf(
  before: Agreement | null,
  after: Agreement | null,
  at: Date,
  schema: KnownSchema | null = null,
): Effect {
  const staysSuspended = before?.status === 'suspended' && after?.status === 'suspended'
  const old = sideOf(before, at, staysSuspended, schema)
  const next = sideOf(after, at, staysSuspended, schema)
  const known = new Set(old.idle.map(({ words }) => words))
  const idle = next.idle.filter(({ words }) => !known.has(words))
  // What one organisation was granted says nothing about another.
  const isOneConsumer = old.agreement?.consumer === next.agreement?.consumer
  const coordinates = [...new Set([...old.granted.keys(), ...next.granted.keys()])].toSorted()
  const gained: CoordinateEffect[] = []
  const lost: CoordinateEffect[] = []
  const changed: CoordinateEffect[] = []
  for (const coordinate of coordinates) {
    const was = old.granted.get(coordinate)
    const is = next.granted.get(coordinate)
    if (was && is && isOneConsumer) {
      if (old.key(was) !== next.key(is)) changed.push(effectOn(coordinate, old, next))
      continue
    }
    if (was) lost.push(effectOn(coordinate, old, nothing))
    if (is) gained.push(effectOn(coordinate, nothing, next))
  }
  const rowScopes = rowScopesOf(old, next, [...gained, ...lost, ...changed])
  const terms = termChanges(before, after)
  return {
    permission: after?.permission ?? before?.permission ?? '',
    consumer: { before: before?.consumer ?? null, after: after?.consumer ?? null },
    gained,
    lost,
    changed,
    rowScopes,
    idle,
    terms,
    words: [...terms, ...gained, ...lost, ...changed, ...idle].map(({ words }) => words),
  }
}

/** The agreement on one side of an edit, with what it grants at that moment. */
interface Side {
  readonly agreement: Agreement | null
  readonly granted: ReadonlyMap<Coordinate, GrantedDecision>
  readonly idle: readonly IdleLine[]
  key(decision: GrantedDecision): string
}

const nothing: Side = { agreement: null, granted: new Map(), idle: [], key: () => '' }

function sideOf(
  agreement: Agreement | null,
  at: Date,
  isAsIfResumed: boolean,
  schema: KnownSchema | null,
): Side {
  if (agreement === null) return nothing
  const key: Side['key'] = (decision) => termsKey(decision, agreement)
  const ready = compiled(agreement)
  const isOver = !(agreement.status === 'active' || isAsIfResumed) || !(at.getTime() < ready.validToMs)
  if (isOver || Number.isNaN(ready.validFromMs)) return { ...nothing, agreement, key }
  const granted = grantedOf(ready)
  if (schema === null) return { agreement, granted, idle: [], key }
  const able = releasing(agreement, schema)
  if (able.idle.length === 0) return { agreement, granted, idle: [], key }
  // What is forbidden besides is told as that.
  const idle = able.idle.filter(({ coordinate }) => granted.has(coordinate))
  return { agreement, granted: grantedOf(compiled(able.agreement)), idle, key }
}

/** Long lists are named in part: what differs may lie in the rest. */
const unnamed = ', with other values among those that are not named'

function effectOn(coordinate: Coordinate, old: Side, next: Side): CoordinateEffect {
  const before = old.granted.get(coordinate)?.alternatives ?? []
  const after = next.granted.get(coordinate)?.alternatives ?? []
  const was = alternativesInWords(before, old.agreement?.parameters ?? {})
  const is = alternativesInWords(after, next.agreement?.parameters ?? {})
  const words =
    before.length === 0
      ? `${coordinate}: gained for ${is}`
      : after.length === 0
        ? `${coordinate}: lost; was granted for ${was}`
        : `${coordinate}: was granted for ${was}; now for ${is}${was === is ? unnamed : ''}`
  return { coordinate, before, after, words }
}

function rowScopesOf(old: Side, next: Side, effects: readonly CoordinateEffect[]): Effect['rowScopes'] {
  const gained = new Map<string, Coordinate[]>()
  const lost = new Map<string, Coordinate[]>()
  for (const { coordinate, before, after } of effects) {
    const was = scopesOf(before, old)
    const is = scopesOf(after, next)
    for (const [key, rows] of is) if (!was.has(key)) add(gained, rows, coordinate)
    for (const [key, rows] of was) if (!is.has(key)) add(lost, rows, coordinate)
  }
  return { gained: listed(gained), lost: listed(lost) }
}

/** By what the rows are, in words. */
function scopesOf(alternatives: readonly Alternative[], { agreement }: Side): Map<string, string> {
  if (agreement === null) return new Map()
  return new Map(
    alternatives.map(({ condition }) => [
      scopeKey(condition, agreement),
      rowsInWords(condition, agreement.parameters),
    ]),
  )
}

function add(scopes: Map<string, Coordinate[]>, rows: string, coordinate: Coordinate): void {
  const coordinates = scopes.get(rows)
  if (coordinates === undefined) scopes.set(rows, [coordinate])
  else coordinates.push(coordinate)
}

function listed(scopes: ReadonlyMap<string, readonly Coordinate[]>): readonly RowScopeEffect[] {
  return [...scopes].map(([rows, coordinates]) => ({ rows, coordinates: [...new Set(coordinates)] }))
}
