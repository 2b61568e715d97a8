import { Kind, print } from 'graphql'
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
} from 'graphql'
import type { Coordinate, CoordinateDecision } from '#policies/model.ts'
import { augment } from './augment.ts'
import type { AugmentedOperation } from './augment.ts'
import { callerFactsDocument } from './caller-facts.ts'
import type { CallerFact, CallerFactsDocument } from './caller-facts.ts'
import { helperNames } from './helpers.ts'
import { allGuards, judge } from './prune.ts'
import type { Denial, JudgedField } from './prune.ts'
import type { SelectedField } from './selection.ts'
import { compileShape } from './compile-shape.ts'
import { conditionKeysOf } from './condition-keys.ts'
import { compileResponse } from './response.ts'
import type { ResponseWriter } from './response.ts'
import type { ObjectShape } from './shape.ts'
import { subjectLookup } from './subjects.ts'
import type { Subjects } from './subjects.ts'

/** Everything about a permitted operation that does not depend on one request; shared by equal rights only. */
export interface CompiledOperation extends AugmentedOperation {
  readonly operationName: string | undefined
  readonly shape: ObjectShape
  /** Releases by the shape. */
  readonly write: ResponseWriter
  readonly coordinates: readonly Coordinate[]
  readonly denials: readonly Denial[]
  /** Denied fields whose arguments may name data subjects. */
  readonly deniedNaming: readonly JudgedField[]
  /** What conditions need to know of the caller besides, to be asked before; null where they need nothing. */
  readonly callerFacts: CallerFactsDocument | null
  /** The introspection part, for graphql-js; null where none is asked for. */
  readonly introspection: DocumentNode | null
  /** Response keys of what conditions compare: never read from memory that nobody vouches for. */
  readonly conditionKeys: ReadonlySet<string>
  /** How old at most may be what is released and not known to be current; Infinity where no grant says. */
  readonly maxStalenessSeconds: number
}

/** An operation as its text and its variant give it. */
export interface OperationSource {
  readonly api: GraphQLSchema
  readonly full: GraphQLSchema
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Equal for equal documents, and for no others. */
  readonly key: string
  readonly fields: readonly SelectedField[]
  readonly coordinates: readonly Coordinate[]
  readonly variables: Readonly<Record<string, unknown>>
}

/** What is granted of an operation, ready to be planned and released. */
export function compilePermitted(
  source: OperationSource,
  decisions: ReadonlyMap<Coordinate, CoordinateDecision>,
  subjects: Subjects,
): CompiledOperation {
  const { api, full, definition, document, fields, variables } = source
  const { fields: judged, denials } = judge(fields, decisions, variables, subjects)
  const names = helperNames(document)
  const ways = judged.flatMap(allGuards).flat()
  const lookup = ways.some(({ needs }) => needs.self) ? subjectLookup(api, subjects) : null
  const augmented = augment(definition, judged, subjects, names, lookup, full)
  const needed = new Set<CallerFact>(ways.flatMap(({ needs }) => [...needs.relations]))
  if (augmented.codesVariable !== null) needed.add('codes')
  const shape = compileShape(rootTypeOf(source), judged, names, subjects, full)
  return {
    ...augmented,
    callerFacts: callerFactsDocument(full, needed),
    operationName: undefined,
    coordinates: source.coordinates,
    denials,
    shape,
    write: compileResponse(shape),
    deniedNaming: namingDenied(judged),
    introspection: introspectionOf(source),
    conditionKeys: conditionKeysOf(shape, augmented.selfVariable),
    maxStalenessSeconds: leastStaleness(decisions.values()),
  }
}

/** Of all ways in which something of the operation may be released. */
function leastStaleness(decisions: Iterable<CoordinateDecision>): number {
  let least = Infinity
  for (const decision of decisions)
    for (const { maxStalenessSeconds } of decision.granted ? decision.alternatives : [])
      least = Math.min(least, maxStalenessSeconds ?? Infinity)
  return least
}

/** Without permissions there is nothing to take out or to add: the caller's own text is planned. */
export function compileOpen(source: OperationSource): CompiledOperation {
  const { fields, coordinates, document, definition, key } = source
  const decisions = new Map(coordinates.map((coordinate) => [coordinate, everythingGranted]))
  const isFetching = fields.some((field) => !field.definition.name.startsWith('__'))
  const { fields: judged } = judge(fields, decisions, source.variables, noSubjects)
  const shape = compileShape(rootTypeOf(source), judged, null, null, source.full)
  return {
    document: isFetching ? document : null,
    text: isFetching ? key : '',
    operationName: definition.name?.value,
    cursors: [],
    scopes: [],
    pages: [],
    callerFacts: null,
    selfVariable: null,
    actingVariable: null,
    codesVariable: null,
    coordinates,
    denials: [],
    shape,
    write: compileResponse(shape),
    deniedNaming: [],
    introspection: introspectionOf(source),
    conditionKeys: nothing,
    maxStalenessSeconds: Infinity,
  }
}

const nothing: ReadonlySet<string> = new Set()

const everythingGranted: CoordinateDecision = {
  granted: true,
  alternatives: [{ condition: null, obligations: [], maxStalenessSeconds: null, reason: '' }],
  reasons: [],
}

const noSubjects: Subjects = {
  personal: new Map(),
  dataSubjectTypes: new Map(),
  lookups: new Map(),
  inaccessible: new Set(),
  scopes: new Map(),
  owners: new Map(),
}

function rootTypeOf({ api, definition }: OperationSource): string {
  return api.getRootType(definition.operation)?.name ?? ''
}

function namingDenied(fields: readonly JudgedField[]): readonly JudgedField[] {
  return fields.flatMap((field) => [
    ...(field.verdict === 'denied' && field.namesSubjects ? [field] : []),
    ...[...(field.children?.values() ?? [])].flatMap(namingDenied),
  ])
}

function introspectionOf({ definition, fragments, fields }: OperationSource): DocumentNode | null {
  const asked = fields.filter(({ definition: { name } }) => name === '__schema' || name === '__type')
  if (asked.length === 0) return null
  const selections = asked.flatMap<SelectionNode>(({ nodes }) => nodes)
  // Of other types are variables of other fields, and the schema that answers need not have those types.
  const variableDefinitions = definition.variableDefinitions?.filter(({ type }) =>
    /^(String|Boolean)!?$/.test(print(type)),
  )
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...definition, variableDefinitions, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  }
}
