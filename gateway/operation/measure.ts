import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/** The size of a document's operations with their fragments expanded; sums may reach infinity. */
export interface Size {
  /** Of the deepest operation. */
  readonly depth: number
  /** Of all operations together. */
  readonly fields: number
  readonly aliases: number
  /** Of the operation that has most. */
  readonly rootFields: number
}

export interface Measured extends Size {
  /** A fragment that leads back to itself; null where none does. Its size is then of no use. */
  readonly cyclic: string | null
  /** A fragment that no operation reaches, and that was not measured; null where there is none. */
  readonly unused: string | null
}

/**
 * Measures a document that is not validated yet. Each fragment is measured once, so that the work grows with the text
 * and not with its expansion. A fragment that is unknown counts as empty.
 */
export function measureDocument(document: DocumentNode): Measured {
  const { operations, fragments } = definitionsOf(document)
  const known = new Map<string, Size | 'underway'>()
  let cyclic: string | null = null

  function ofFragment(name: string): Size {
    const before = known.get(name)
    if (before === 'underway') cyclic = name
    if (before !== undefined) return before === 'underway' ? empty : before
    known.set(name, 'underway')
    const fragment = fragments.get(name)
    const size = fragment ? ofSelections(fragment.selectionSet) : empty
    known.set(name, size)
    return size
  }

  function ofSelections({ selections }: SelectionSetNode): Size {
    let depth = 0
    let fields = 0
    let aliases = 0
    let rootFields = 0
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const below = selection.selectionSet ? ofSelections(selection.selectionSet) : empty
        depth = Math.max(depth, 1 + below.depth)
        fields += 1 + below.fields
        aliases += (selection.alias ? 1 : 0) + below.aliases
        rootFields += 1
      } else {
        const inside =
          selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(selection.selectionSet)
            : ofFragment(selection.name.value)
        depth = Math.max(depth, inside.depth)
        fields += inside.fields
        aliases += inside.aliases
        rootFields += inside.rootFields
      }
    }
    return { depth, fields, aliases, rootFields }
  }

  const sizes = operations.map((operation) => ofSelections(operation.selectionSet))
  return {
    depth: Math.max(0, ...sizes.map((size) => size.depth)),
    fields: sizes.reduce((sum, size) => sum + size.fields, 0),
    aliases: sizes.reduce((sum, size) => sum + size.aliases, 0),
    rootFields: Math.max(0, ...sizes.map((size) => size.rootFields)),
    cyclic,
    unused: fragments.keys().find((name) => !known.has(name)) ?? null,
  }
}

/**
 * How many pairs of fields share a response name in one place, with fragments expanded: what validation compares one
 * by one. Takes as long as the document has fields, so measure them first.
 */
export function countOverlaps(document: DocumentNode): number {
  const { operations, fragments } = definitionsOf(document)

  /** INVARIANT: a fragment is expanded once a place (`expanded`), or empty ones could multiply without end. */
  function collect(
    { selections }: SelectionSetNode,
    places: Map<string, FieldNode[]>,
    expanded: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value
        const fields = places.get(name)
        if (fields) fields.push(selection)
        else places.set(name, [selection])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet, places, expanded)
      } else {
        const name = selection.name.value
        const fragment = expanded.has(name) ? undefined : fragments.get(name)
        expanded.add(name)
        if (fragment) collect(fragment.selectionSet, places, expanded)
      }
    }
  }

  function within(sets: readonly SelectionSetNode[]): number {
    const places = new Map<string, FieldNode[]>()
    const expanded = new Set<string>()
    for (const set of sets) collect(set, places, expanded)
    let pairs = 0
    for (const fields of places.values()) {
      const below = fields.map((field) => field.selectionSet).filter((set) => set !== undefined)
      pairs += (fields.length * (fields.length - 1)) / 2 + (below.length > 0 ? within(below) : 0)
    }
    return pairs
  }

  return operations.reduce((pairs, operation) => pairs + within([operation.selectionSet]), 0)
}

const empty: Size = { depth: 0, fields: 0, aliases: 0, rootFields: 0 }

function definitionsOf(document: DocumentNode) {
  const operations: OperationDefinitionNode[] = []
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition)
  }
  return { operations, fragments }
}
