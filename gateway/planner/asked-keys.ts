import { Kind, parse } from 'graphql'
import type { FragmentDefinitionNode, SelectionNode } from 'graphql'

/** Response keys that a fetch asks for; null where the value is a leaf. */
export type AskedKeys = ReadonlyMap<string, Asked | null>

/** What a fetch asks of an object, by the type that the object says it has. */
export interface Asked {
  /** Of an object that does not say its type: every key that is asked of any. */
  readonly untyped: AskedKeys
  /** Only types that a condition names; of others, `otherwise` is asked. */
  readonly byType: ReadonlyMap<unknown, AskedKeys>
  readonly otherwise: AskedKeys
}

type TypeNames = (condition: string) => ReadonlySet<string>
type Fragments = ReadonlyMap<string, FragmentDefinitionNode>
/** Key → everything that is asked below it, in all of its places. */
type Collected = Map<string, SelectionNode[] | null>

/** Compiles a subgraph's operation; `typeNames` are all values of `__typename` that satisfy a type condition. */
export function compileAsked(operationText: string, typeNames: TypeNames): Asked {
  const { definitions } = parse(operationText, { noLocation: true })
  const fragments: Fragments = new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  )
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  return compileObject(operation?.selectionSet.selections ?? [], { fragments, typeNames })
}

interface Compilation {
  readonly fragments: Fragments
  readonly typeNames: TypeNames
}

function compileObject(selections: readonly SelectionNode[], compilation: Compilation): Asked {
  const conditions = new Map<string, ReadonlySet<string>>()
  const untyped = keysOf(selections, compilation, (condition) => {
    conditions.set(condition, compilation.typeNames(condition))
    return true
  })
  if (conditions.size === 0) return { untyped, byType: new Map(), otherwise: untyped }
  // Most fetches ask for entities of one type: then it is all one.
  const of = (type: string): AskedKeys =>
    [...conditions.values()].every((types) => types.has(type))
      ? untyped
      : keysOf(selections, compilation, (condition) => conditions.get(condition)?.has(type) === true)
  const types = new Set([...conditions.values()].flatMap((names) => [...names]))
  return {
    untyped,
    byType: new Map([...types].map((type) => [type, of(type)])),
    otherwise: keysOf(selections, compilation, () => false),
  }
}

function keysOf(
  selections: readonly SelectionNode[],
  compilation: Compilation,
  applies: (condition: string) => boolean,
): AskedKeys {
  const collected: Collected = new Map()
  collect(selections, compilation.fragments, applies, collected)
  return new Map(
    [...collected].map(([key, below]) => [key, below === null ? null : compileObject(below, compilation)]),
  )
}

function collect(
  selections: readonly SelectionNode[],
  fragments: Fragments,
  applies: (condition: string) => boolean,
  collected: Collected,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value
      const below = selection.selectionSet?.selections
      collected.set(key, below ? [...(collected.get(key) ?? []), ...below] : null)
      continue
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
    const condition = fragment?.typeCondition?.name.value
    if (fragment && (condition === undefined || applies(condition)))
      collect(fragment.selectionSet.selections, fragments, applies, collected)
  }
}
