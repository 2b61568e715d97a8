/** What must be true of a row, as a row scope says it. */
export type RowCondition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly RowCondition[] }
  | { readonly kind: 'not'; readonly of: RowCondition }
  | { readonly kind: 'subjects'; readonly codes: readonly string[] }
  | Comparison

/** The parts that ask for an attribute. */
export type Comparison =
  | { readonly kind: 'in'; readonly attribute: string; readonly values: readonly string[] }
  | { readonly kind: 'atLeast' | 'atMost'; readonly attribute: string; readonly limit: string }

/** Kleene's three values; `undefined`: unknown. */
export type Truth = boolean | undefined

/** What the parts of a condition that have no parts say of a row. */
export interface LeafTests<Row> {
  subjects: (codes: readonly string[]) => (row: Row) => Truth
  compare: (comparison: Comparison) => (row: Row) => Truth
}

/** Made once for many rows. */
export function truthTest<Row>(condition: RowCondition, leaves: LeafTests<Row>): (row: Row) => Truth {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const isDecisive = condition.kind === 'any'
      const parts = condition.of.map((part) => truthTest(part, leaves))
      return (row) => joined(isDecisive, parts, row)
    }
    case 'not': {
      const part = truthTest(condition.of, leaves)
      return (row) => negated(part(row))
    }
    case 'subjects':
      return leaves.subjects(condition.codes)
    default:
      return leaves.compare(condition)
  }
}

/** One part with the decisive value settles it, whatever is unknown; otherwise an unknown one leaves it unknown. */
function joined<Row>(isDecisive: boolean, parts: readonly ((row: Row) => Truth)[], row: Row): Truth {
  let truth: Truth = !isDecisive
  for (const part of parts) {
    const one = part(row)
    if (one === isDecisive) return isDecisive
    if (one === undefined) truth = undefined
  }
  return truth
}

function negated(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}

/** The codes of all data subjects that the condition names. */
export function subjectsIn(condition: RowCondition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(subjectsIn)
    case 'not':
      return subjectsIn(condition.of)
    case 'subjects':
      return condition.codes
    default:
      return []
  }
}

/** Every value that the condition looks for in the attribute. */
export function valuesCompared(condition: RowCondition, attribute: string): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => valuesCompared(part, attribute))
    case 'not':
      return valuesCompared(condition.of, attribute)
    case 'in':
      return condition.attribute === attribute ? condition.values : []
    default:
      return []
  }
}

/** The same condition over other codes for each list of data subjects. */
export function withSubjects(
  condition: RowCondition,
  codesFor: (codes: readonly string[]) => readonly string[],
): RowCondition {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((part) => withSubjects(part, codesFor)) }
    case 'not':
      return { kind: 'not', of: withSubjects(condition.of, codesFor) }
    case 'subjects':
      return { kind: 'subjects', codes: codesFor(condition.codes) }
    default:
      return condition
  }
}
