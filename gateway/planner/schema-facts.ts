import { Kind, valueFromASTUntyped } from 'graphql'
import type {
  ConstDirectiveNode,
  DefinitionNode,
  DocumentNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
} from 'graphql'

type Coordinate = string

/** What the directives of a supergraph SDL say. Only what is written there: members of an `@inaccessible` type are not listed one by one. */
export interface SchemaFacts {
  /** Fields and arguments with `@personal`; `subject` names the sibling field that holds the data subject's id, null where the value itself is (or names) the subject. */
  readonly personal: ReadonlyMap<Coordinate, { readonly subject: string | null }>
  /** Types with `@personal(subject:)` → their id field. */
  readonly dataSubjectTypes: ReadonlyMap<string, string>
  /** Root fields with `@lookup` → the field by whose value they find. */
  readonly lookups: ReadonlyMap<Coordinate, string>
  readonly inaccessible: ReadonlySet<Coordinate>
  /** Fields with `@scopes` → coordinates of the attributes that their argument `scope` can ask for, maybe none. */
  readonly scopes: ReadonlyMap<Coordinate, ReadonlySet<Coordinate>>
  /** Fields with the hidden argument `acting`: what they answer depends on who asks under which agreement. */
  readonly acting: ReadonlySet<Coordinate>
  /** Field → the subgraph that resolves it (the first in the SDL, where several share it). */
  readonly owners: ReadonlyMap<Coordinate, string>
  /** What registries let the gateway keep in memory: `${registry} ${type}` → for how long. */
  readonly hot: ReadonlyMap<string, HotLimits>
  /** `${registry} ${type}` of what the registry can be asked for by its `id` alone. */
  readonly keyed: ReadonlySet<string>
}

/** Milliseconds for which a value that nobody vouches for is given without the mark of being stale, and at all. */
export interface HotLimits {
  readonly maxAgeMs: number
  readonly maxStaleMs: number
}

interface Collected {
  personal: Map<Coordinate, { subject: string | null }>
  dataSubjectTypes: Map<string, string>
  lookups: Map<Coordinate, string>
  inaccessible: Set<Coordinate>
  scopes: Map<Coordinate, ReadonlySet<Coordinate>>
  acting: Set<Coordinate>
  owners: Map<Coordinate, string>
  hot: Map<string, HotLimits>
  keyed: Set<string>
}

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[]
}

/** Reads the facts from a supergraph SDL's AST. */
export function readSchemaFacts(document: DocumentNode): SchemaFacts {
  const graphNames = readGraphNames(document)
  const facts: Collected = {
    personal: new Map(),
    dataSubjectTypes: new Map(),
    lookups: new Map(),
    inaccessible: new Set(),
    scopes: new Map(),
    acting: new Set(),
    owners: new Map(),
    hot: new Map(),
    keyed: new Set(),
  }
  for (const definition of document.definitions) readDefinition(definition, graphNames, facts)
  return facts
}

function readDefinition(
  definition: DefinitionNode,
  graphNames: ReadonlyMap<string, string>,
  facts: Collected,
): void {
  if (!('name' in definition) || definition.name === undefined) return
  const name = definition.name.value
  noteInaccessible(definition, name, facts)
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const subject = argumentOf(definition, 'personal', 'subject')
      if (typeof subject === 'string') facts.dataSubjectTypes.set(name, subject)
      if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) noteHot(definition, name, graphNames, facts)
      const typeGraph = argumentOf(definition, 'join__type', 'graph')
      for (const field of definition.fields ?? []) readField(field, name, typeGraph, graphNames, facts)
      return
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      for (const field of definition.fields ?? [])
        noteInaccessible(field, `${name}.${field.name.value}`, facts)
      return
    case Kind.ENUM_TYPE_DEFINITION:
      for (const value of definition.values ?? [])
        noteInaccessible(value, `${name}.${value.name.value}`, facts)
  }
}

function noteHot(
  definition: Directed,
  type: string,
  graphNames: ReadonlyMap<string, string>,
  facts: Collected,
): void {
  for (const said of applicationsOf(definition, 'hot')) {
    const maxAgeMs = Number(said.get('maxAge')) * 1_000
    const maxStaleMs = Number(said.get('maxStale')) * 1_000
    facts.hot.set(`${String(said.get('registry'))} ${type}`, { maxAgeMs, maxStaleMs })
  }
  for (const join of applicationsOf(definition, 'join__type'))
    if (join.get('key') === 'id' && join.get('resolvable') !== false)
      facts.keyed.add(`${graphNames.get(String(join.get('graph')))} ${type}`)
}

function readField(
  field: FieldDefinitionNode,
  typeName: string,
  typeGraph: unknown,
  graphNames: ReadonlyMap<string, string>,
  facts: Collected,
): void {
  const coordinate = `${typeName}.${field.name.value}`
  noteInaccessible(field, coordinate, facts)
  notePersonal(field, coordinate, facts)
  const lookup = argumentOf(field, 'lookup', 'field')
  if (typeof lookup === 'string') facts.lookups.set(coordinate, lookup)
  const attributes = argumentOf(field, 'scopes', 'attributes')
  if (Array.isArray(attributes)) facts.scopes.set(coordinate, new Set(attributes.map(String)))
  const owner = graphNames.get(String(owningGraph(field, typeGraph)))
  if (owner !== undefined) facts.owners.set(coordinate, owner)
  for (const argument of field.arguments ?? []) {
    const argumentCoordinate = `${coordinate}(${argument.name.value}:)`
    noteInaccessible(argument, argumentCoordinate, facts)
    if (argument.name.value === 'acting' && has(argument, 'inaccessible')) facts.acting.add(coordinate)
    notePersonal(argument, argumentCoordinate, facts)
  }
}

/** A field without `@join__field` is resolved by every subgraph of its type. */
function owningGraph(field: FieldDefinitionNode, typeGraph: unknown): unknown {
  const joins = applicationsOf(field, 'join__field')
  if (joins.length === 0) return typeGraph
  return joins
    .find((join) => join.get('external') !== true && join.get('usedOverridden') !== true)
    ?.get('graph')
}

function notePersonal(
  node: FieldDefinitionNode | InputValueDefinitionNode,
  coordinate: Coordinate,
  facts: Collected,
): void {
  if (!has(node, 'personal')) return
  const subject = argumentOf(node, 'personal', 'subject')
  facts.personal.set(coordinate, { subject: typeof subject === 'string' ? subject : null })
}

function noteInaccessible(node: object, coordinate: Coordinate, facts: Collected): void {
  if (has(node, 'inaccessible')) facts.inaccessible.add(coordinate)
}

/** join__Graph's enum values → subgraph names. */
function readGraphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? []) {
      const name = argumentOf(value, 'join__graph', 'name')
      if (typeof name === 'string') names.set(value.name.value, name)
    }
  }
  return names
}

function has(node: Directed, directive: string): boolean {
  return node.directives?.some(({ name }) => name.value === directive) ?? false
}

function applicationsOf(node: Directed, directive: string): Map<string, unknown>[] {
  return (node.directives ?? []).filter(({ name }) => name.value === directive).map(argumentsOf)
}

function argumentOf(node: Directed, directive: string, argument: string): unknown {
  const application = node.directives?.find(({ name }) => name.value === directive)
  return application === undefined ? undefined : argumentsOf(application).get(argument)
}

function argumentsOf(application: ConstDirectiveNode): Map<string, unknown> {
  return new Map(
    (application.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
}
