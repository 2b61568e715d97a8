import type {
  FetchDataRewrite,
  FetchNode as PlannedFetch,
  PlanNode as PlannedNode,
  QueryPlan as PlannedQueryPlan,
  QueryPlanSelectionNode,
} from '@apollo/query-planner'
import { Kind, OperationTypeNode } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { compileAsked } from './asked-keys.ts'
import { compileHotFetch } from './compile-hot-fetch.ts'
import type { PathSegment, PlanNode, QueryPlan, Rewrite, Selector } from './query-plan.ts'
import { typeNames } from './schema-fields.ts'
import type { Supergraph } from './supergraph.ts'

interface Compilation {
  readonly supergraph: Supergraph
  /** Boolean variables' defaults: a condition may depend on a variable that the caller left out. */
  readonly defaults: ReadonlyMap<string, boolean>
}

/** Turns the planner's plan into ours: type conditions become sets of type names, paths are parsed, requests are printed. */
export function compilePlan(
  supergraph: Supergraph,
  document: DocumentNode,
  operationName: string | undefined,
  planned: PlannedQueryPlan,
): QueryPlan {
  const node = planned.node
  if (node === undefined) return { root: null }
  if (node.kind === 'Subscription') throw new Error('subscriptions cannot be planned')
  return { root: compileNode({ supergraph, defaults: booleanDefaults(document, operationName) }, node) }
}

function compileNode(compilation: Compilation, node: PlannedNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', nodes: node.nodes.map((child) => compileNode(compilation, child)) }
    case 'Parallel':
      return { kind: 'parallel', nodes: node.nodes.map((child) => compileNode(compilation, child)) }
    case 'Flatten':
      return {
        kind: 'flatten',
        path: node.path.flatMap(compilePathElement),
        node: compileNode(compilation, node.node),
      }
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        defaultValue: compilation.defaults.get(node.condition) ?? false,
        whenTrue: node.ifClause === undefined ? null : compileNode(compilation, node.ifClause),
        whenFalse: node.elseClause === undefined ? null : compileNode(compilation, node.elseClause),
      }
    case 'Fetch':
      return compileFetch(compilation, node)
    case 'Defer':
      throw new Error('@defer cannot be planned')
    default:
      throw new Error(`unknown plan node ${JSON.stringify(node satisfies never)}`)
  }
}

function compileFetch({ supergraph }: Compilation, node: PlannedFetch): PlanNode {
  const endpoint = supergraph.subgraphs.get(node.serviceName)
  if (endpoint === undefined) throw new Error(`the supergraph has no subgraph "${node.serviceName}"`)
  if (node.contextRewrites !== undefined && node.contextRewrites.length > 0)
    throw new Error('@context cannot be planned')
  const name =
    node.operationName === undefined ? '' : `,"operationName":${JSON.stringify(node.operationName)}`
  const rewrites = (list: readonly FetchDataRewrite[] | undefined): readonly Rewrite[] =>
    (list ?? []).map((rewrite) => compileRewrite(supergraph.full, rewrite))
  const isRewritten = (node.inputRewrites?.length ?? 0) + (node.outputRewrites?.length ?? 0) > 0
  const kept = isRewritten ? null : compileHotFetch(supergraph, endpoint.name, node.operation)
  const operation = kept?.text ?? node.operation
  return {
    kind: 'fetch',
    endpoint,
    repeatable: node.operationKind === OperationTypeNode.QUERY,
    bodyHead: `{"query":${JSON.stringify(operation)}${name},"variables":`,
    variables: node.variableUsages ?? [],
    asked: compileAsked(operation, (condition) => typeNames(supergraph.full, condition)),
    hot: kept?.hot ?? null,
    requires: node.requires === undefined ? null : compileSelectors(supergraph.full, node.requires),
    inputRewrites: rewrites(node.inputRewrites),
    interfaceNames: new Set(
      (node.inputRewrites ?? []).flatMap((rewrite) =>
        rewrite.kind === 'ValueSetter' && rewrite.path.at(-1) === '__typename' ? [rewrite.setValueTo] : [],
      ),
    ),
    outputRewrites: rewrites(node.outputRewrites),
  }
}

/** `name`, `@` (a list), each optionally with a type condition: `name|[A,B]`. */
function compilePathElement(element: string | number): PathSegment[] {
  const [name = '', condition] = String(element).split('|')
  const segments: PathSegment[] = []
  if (name === '@') segments.push({ kind: 'list' })
  else if (name !== '') segments.push({ kind: 'key', key: name })
  if (condition !== undefined)
    segments.push({ kind: 'types', types: new Set(condition.slice(1, -1).split(',')) })
  return segments
}

function compileSelectors(schema: GraphQLSchema, nodes: readonly QueryPlanSelectionNode[]): Selector[] {
  return nodes.flatMap((node): Selector[] => {
    if (node.kind === 'Field')
      return [
        {
          kind: 'field',
          key: node.alias ?? node.name,
          selectors: node.selections === undefined ? null : compileSelectors(schema, node.selections),
        },
      ]
    const selectors = compileSelectors(schema, node.selections)
    if (node.typeCondition === undefined) return selectors
    return [{ kind: 'fragment', types: typeNames(schema, node.typeCondition), selectors }]
  })
}

const fragmentPrefix = '... on '

function compileRewrite(schema: GraphQLSchema, rewrite: FetchDataRewrite): Rewrite {
  const path = rewrite.path.map((element): PathSegment =>
    element.startsWith(fragmentPrefix)
      ? { kind: 'types', types: typeNames(schema, element.slice(fragmentPrefix.length)) }
      : { kind: 'key', key: element },
  )
  const last = path.pop()
  if (last?.kind !== 'key') throw new Error(`a rewrite must end in a key: ${rewrite.path.join('.')}`)
  return {
    path,
    key: last.key,
    action:
      rewrite.kind === 'ValueSetter'
        ? { kind: 'set', value: rewrite.setValueTo }
        : { kind: 'rename', to: rewrite.renameKeyTo },
  }
}

function booleanDefaults(document: DocumentNode, operationName: string | undefined): Map<string, boolean> {
  const defaults = new Map<string, boolean>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    if (operationName !== undefined && definition.name?.value !== operationName) continue
    for (const { variable, defaultValue } of definition.variableDefinitions ?? [])
      if (defaultValue?.kind === Kind.BOOLEAN) defaults.set(variable.name.value, defaultValue.value)
  }
  return defaults
}
