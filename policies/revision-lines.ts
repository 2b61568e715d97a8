import { isDeepStrictEqual } from 'node:util'
import { normalisedLine } from './agreement-terms.ts'
import { alternativeOf } from './alternatives.ts'
import type { KnownEntry } from './catalogue.ts'
import { DataReader } from './data-reader.ts'
import type { KnownSchema } from './known-schema.ts'
import type { Agreement, Condition, Coordinate, Grant, Obligation } from './model.ts'
import { readTerms } from './read-grants.ts'
import { misfits } from './schema-fit.ts'

/** A line as a writer says it. Its id, and what `Type.*` covers, are given when it is stored. */
export interface DraftLine {
  readonly coordinate: Coordinate
  readonly condition?: Condition
  readonly obligations?: readonly Obligation[]
  readonly consentRequired?: boolean
  readonly maxStalenessSeconds?: number
}

export type KnownCoordinates = ReadonlyMap<Coordinate, KnownEntry>

/** How ids tell grants from forbids: as in data files. */
export type Effect = 'grant' | 'forbid'

export interface LinesContext {
  readonly permission: string
  readonly catalogue: KnownCoordinates
  /** The same, as what conditions and obligations are held against; null where no gateway has told it. */
  readonly schema: KnownSchema | null
  /** What conditions compare with. */
  readonly parameters: Agreement['parameters']
  /** Lines of the revision that this one is based on. A line that says the same stays as it was, id and `covers` too. */
  readonly base: readonly Grant[]
  readonly baseParameters: Agreement['parameters']
  /** Ids that are taken; those that are given are added. */
  readonly taken: Set<string>
  /** Everything that is wrong is added. */
  readonly problems: string[]
}

/** The lines as they are stored; those that say the same are one. */
export function storedLines(effect: Effect, lines: readonly DraftLine[], context: LinesContext): Grant[] {
  const stored: Grant[] = []
  for (const draft of lines) {
    const line = normalisedLine({ ...draft, id: '' })
    if (stored.some((other) => saysTheSame(other, line))) continue
    const kept = context.base.find((other) => saysTheSame(other, line))
    if (kept !== undefined) {
      stored.push(kept)
      // What was wrong with it before stays as it was; what other parameters make wrong is new.
      const known = misfitsOf(kept, { ...context, parameters: context.baseParameters })
      const now = misfitsOf(kept, context)
      context.problems.push(...now.filter((problem) => !known.includes(problem)))
      continue
    }
    const covers = coveredBy(line.coordinate, context.catalogue)
    const problems = problemsOf(line, context.catalogue)
    context.problems.push(
      ...problems,
      ...(problems.length === 0 ? misfitsOf({ ...line, covers }, context) : []),
    )
    const id = freeId(effect, line, context)
    stored.push(normalisedLine({ ...line, id, ...(isWildcard(line.coordinate) && { covers }) }))
  }
  return stored
}

function saysTheSame(stored: Grant, draft: Grant): boolean {
  const { covers: _, ...said } = normalisedLine(stored)
  return isDeepStrictEqual({ ...said, id: '' }, draft)
}

function problemsOf(line: Grant, catalogue: KnownCoordinates): readonly string[] {
  const { coordinate } = line
  const reader = new DataReader()
  const isThere = isGrantable(catalogue.get(coordinate))
  if (isWildcard(coordinate) ? coveredBy(coordinate, catalogue).length === 0 : !isThere) {
    reader.note(coordinate, 'the catalogue has no such attribute')
  }
  const members = new Map<string, unknown>(Object.entries(line))
  readTerms(reader, (name) => [members.get(name), `${coordinate}: ${name}`])
  return reader.problems
}

/** INVARIANT: a line that the schema makes idle, or of which nobody knows whether it does, is not written. */
function misfitsOf(line: Grant, context: LinesContext): readonly string[] {
  const { schema, parameters } = context
  const alternative = alternativeOf(line)
  if (alternative === null) return [`${line.coordinate}: its condition or an obligation is not known`]
  const { condition, obligations } = alternative
  if (condition === null && obligations.length === 0) return []
  if (schema === null) {
    return [
      `${line.coordinate}: the gateway has not recorded its schema yet, so no condition or obligation can be checked: try again when it has started`,
    ]
  }
  if (!isWildcard(line.coordinate)) {
    return misfits(alternative, line.coordinate, parameters, schema).map(
      (problem) => `${line.coordinate}: ${problem}`,
    )
  }
  const fields = (line.covers ?? []).filter((coordinate) => !coordinate.endsWith(':)'))
  return [
    ...new Set(
      fields.flatMap((coordinate) =>
        misfits(alternative, coordinate, parameters, schema).map(
          (problem) => `${line.coordinate}: ${coordinate}: ${problem}`,
        ),
      ),
    ),
  ]
}

/** Hidden attributes are compared, and never granted. */
function isGrantable(entry: KnownEntry | undefined): boolean {
  return entry?.lastSeen === null && entry.shape?.isAttribute !== true
}

function isWildcard(coordinate: Coordinate): boolean {
  return coordinate.endsWith('.*')
}

/** The fields of the type, and their arguments, that are there now. */
function coveredBy(wildcard: Coordinate, catalogue: KnownCoordinates): Coordinate[] {
  const type = wildcard.slice(0, -1)
  return [...catalogue.values()]
    .filter((entry) => isGrantable(entry) && entry.coordinate.startsWith(type))
    .map(({ coordinate }) => coordinate)
}

function freeId(
  effect: Effect,
  { coordinate, condition }: Grant,
  { permission, taken }: LinesContext,
): string {
  const words = [
    permission,
    ...(effect === 'forbid' ? ['not'] : []),
    coordinate,
    ...(condition ? [condition.kind] : []),
  ]
  const plain = words.join(':')
  let id = plain
  for (let turn = 2; taken.has(id); turn++) id = `${plain}:${turn}`
  taken.add(id)
  return id
}

/** Who answers for the lines; null stands for a coordinate that the catalogue has never had. */
export function registriesOf(lines: readonly Grant[], catalogue: KnownCoordinates): (string | null)[] {
  const registries = lines
    .flatMap(({ coordinate, covers }) => covers ?? [coordinate])
    .map((coordinate) => catalogue.get(coordinate)?.registry ?? null)
  return [...new Set(registries)]
}
