import { Kind, parse, print, stripIgnoredCharacters } from 'graphql'
import type { FieldNode, OperationDefinitionNode, VariableDefinitionNode, VariableNode } from 'graphql'
import type { JsonObject } from './entities/entity-store.ts'
import type { HotShape, RememberedEntity } from './entities/hot-set.ts'
import { compileAsked } from './planner/asked-keys.ts'
import type { Asked } from './planner/asked-keys.ts'
import { compileHotFetch } from './planner/compile-hot-fetch.ts'
import type { HotFetch } from './planner/hot-fetch.ts'
import { typeNames } from './planner/schema-fields.ts'
import type { Supergraph } from './planner/supergraph.ts'

/** One request that fetches several entities that were hot. */
export interface WarmRequest {
  readonly hot: HotFetch
  readonly asked: Asked
  readonly body: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly representations: readonly JsonObject[] | null
}

const entitiesAtOnce = 50
/** Each is a root field of its own. */
const lookupsAtOnce = 20

/**
 * The requests of a shape, the hottest entities first. Nothing is asked that the schema of now does not have: what it no
 * longer fits is left out.
 */
export function* warmRequests(
  supergraph: Supergraph,
  shape: HotShape,
  entities: readonly RememberedEntity[],
): Generator<WarmRequest> {
  const { registry, source, keyVariable } = shape
  const compiled = compile(supergraph, registry, source)
  if (compiled === null) return
  const types = typesOf(compiled.hot)
  const wanted = entities.filter(
    (each) => each.registry === registry && types.has(each.type) && fits(shape, each),
  )
  if (keyVariable === null) {
    for (const some of batches(wanted, entitiesAtOnce)) yield entityRequest(compiled, shape, some)
    return
  }
  for (const some of batches(wanted, lookupsAtOnce)) {
    const lookups = compile(supergraph, registry, sourceForAll(source, keyVariable, some.length))
    if (lookups !== null) yield lookupRequest(lookups, shape, some)
  }
}

interface Compiled {
  readonly hot: HotFetch
  readonly bodyHead: string
  readonly asked: Asked
}

function compile(supergraph: Supergraph, registry: string, source: string): Compiled | null {
  try {
    const compiled = compileHotFetch(supergraph, registry, source)
    if (compiled === null) return null
    const { hot, text } = compiled
    const asked = compileAsked(text, (condition) => typeNames(supergraph.full, condition))
    return { hot, asked, bodyHead: `{"query":${JSON.stringify(text)},"variables":` }
  } catch {
    // A type of another schema.
    return null
  }
}

/** Types of the entities that it is asked of, or that it looks up. */
function typesOf({ isRoot, selections }: HotFetch): ReadonlySet<string> {
  if (!isRoot) return new Set(selections.keys())
  return new Set(
    [...selections.values()]
      .flatMap(({ fields }) => fields)
      .flatMap(({ target }) => [...(target?.selections.keys() ?? [])]),
  )
}

function fits({ needsMore, keyVariable }: HotShape, { representation }: RememberedEntity): boolean {
  return keyVariable !== null || !needsMore || representation !== null
}

function entityRequest(
  { hot, asked, bodyHead }: Compiled,
  { variables, needsMore }: HotShape,
  entities: readonly RememberedEntity[],
): WarmRequest {
  const representations = entities.map(({ type, key, representation }) =>
    needsMore && representation !== null ? representation : { __typename: type, id: key },
  )
  const body = `${bodyHead}${JSON.stringify({ ...variables, representations })}}`
  return { hot, asked, body, variables, representations }
}

function lookupRequest(
  { hot, asked, bodyHead }: Compiled,
  { variables }: HotShape,
  entities: readonly RememberedEntity[],
): WarmRequest {
  const keys = Object.fromEntries(entities.map(({ key }, place) => [keyName(place), key]))
  const all = { ...variables, ...keys }
  return { hot, asked, body: `${bodyHead}${JSON.stringify(all)}}`, variables: all, representations: null }
}

const keyName = (place: number): string => `key${place}`

/** The operation with its look-up once for each of so many keys. */
function sourceForAll(source: string, keyVariable: string, count: number): string {
  const [operation] = parse(source, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a shape holds one operation')
  const places = Array.from({ length: count }, (_, place) => place)
  const isKey = ({ variable }: VariableDefinitionNode): boolean => variable.name.value === keyVariable
  const definitions = operation.variableDefinitions ?? []
  const looking = operation.selectionSet.selections.filter((each) => each.kind === Kind.FIELD)
  const all: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [
      ...definitions.filter((each) => !isKey(each)),
      ...definitions.filter(isKey).flatMap((each) =>
        places.map((place) => ({
          ...each,
          variable: { ...each.variable, name: { kind: Kind.NAME, value: keyName(place) } as const },
        })),
      ),
    ],
    selectionSet: {
      ...operation.selectionSet,
      selections: looking.flatMap((field) => places.map((place) => lookupAt(field, keyVariable, place))),
    },
  }
  return stripIgnoredCharacters(print(all))
}

function lookupAt(field: FieldNode, keyVariable: string, place: number): FieldNode {
  const key: VariableNode = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: keyName(place) } }
  return {
    ...field,
    alias: { kind: Kind.NAME, value: `at${place}` },
    arguments: (field.arguments ?? []).map((argument) => {
      const { value } = argument
      const isKey = value.kind === Kind.VARIABLE && value.name.value === keyVariable
      return isKey ? { ...argument, value: key } : argument
    }),
  }
}

function* batches<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size)
}
