import { LRUCache } from 'lru-cache'
import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import type { EntityStore, Filled, JsonObject } from './entity-store.ts'

/** What is asked for, without of whom: an operation for entities, or for one that is looked up by its key. */
export interface HotShape {
  readonly registry: string
  /** As it was planned. */
  readonly source: string
  /** But for representations, or the key that is looked up. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The variable of the key that is looked up; null of an operation for entities. */
  readonly keyVariable: string | null
  /** Its representations hold more than the key. */
  readonly needsMore: boolean
}

export interface RememberedEntity {
  readonly registry: string
  readonly type: string
  readonly key: string
  /** Where some operation needs more than the key. */
  readonly representation: JsonObject | null
}

/** What memory held, without its values: what to fetch after a restart. */
export interface HotSetContent {
  readonly shapes: readonly HotShape[]
  /** The hottest first. */
  readonly entities: readonly RememberedEntity[]
}

export interface HotSet {
  /** Learns from a fetch what is asked for. */
  note(hot: HotFetch, filled: Pick<Filled, 'variables' | 'representations'>): void
  content(): HotSetContent
  /** What was remembered before counts as hot until it has been fetched, or that is given up. */
  warming(content: HotSetContent | null): void
}

const mostEntities = 5_000
const mostShapes = 300
/** Longer ones belong to operations that are hardly asked again. */
const mostVariableCharacters = 2_000

export function createHotSet(store: Pick<EntityStore, 'recent'>): HotSet {
  const shapes = new LRUCache<string, HotShape>({ max: mostShapes })
  const representations = new LRUCache<string, JsonObject>({ max: mostEntities })
  let before: HotSetContent | null = null

  return {
    note(hot, { variables, representations: filled }) {
      const { registry, source } = hot
      if (source === null) return
      const keyVariable = hot.isRoot ? keyVariableOf(hot) : null
      if (hot.isRoot && keyVariable === null) return
      const used = usedVariables(source, variables, keyVariable)
      const texts = JSON.stringify(used)
      if (texts.length > mostVariableCharacters) return
      const needsMore = filled?.some(holdsMore) === true
      const name = `${registry} ${texts} ${source}`
      if (!shapes.has(name)) shapes.set(name, { registry, source, variables: used, keyVariable, needsMore })
      else shapes.get(name)
      if (!needsMore) return
      for (const each of filled ?? [])
        representations.set(nameOf(registry, String(each['__typename']), String(each['id'])), each)
    },
    content() {
      const recent = store.recent(mostEntities).map(({ registry, type, key }) => ({
        registry,
        type,
        key,
        representation: representations.peek(nameOf(registry, type, key)) ?? null,
      }))
      return {
        shapes: first(mostShapes, [...shapes.values()], before?.shapes, (shape) => JSON.stringify(shape)),
        entities: first(mostEntities, recent, before?.entities, ({ registry, type, key }) =>
          nameOf(registry, type, key),
        ),
      }
    },
    warming(content) {
      before = content
    },
  }
}

/** The two lists as one without what is in it already, cut off. */
function first<T>(
  most: number,
  list: readonly T[],
  rest: readonly T[] | undefined,
  nameOfItem: (item: T) => string,
): readonly T[] {
  if (rest === undefined || list.length >= most) return list.slice(0, most)
  return [...new Map([...list, ...rest].toReversed().map((item) => [nameOfItem(item), item])).values()]
    .toReversed()
    .slice(0, most)
}

/** A root fetch is remembered where it looks up one entity by one variable, maybe within a row scope. */
function keyVariableOf({ selections }: HotFetch): string | null {
  const fields = [...selections.values()].flatMap((selection) => selection.fields)
  const [field, ...otherFields] = fields.filter(({ isTypename }) => !isTypename)
  const [argument, ...otherArguments] = field?.arguments.filter(({ isScope }) => !isScope) ?? []
  if (field?.isKept !== true || otherFields.length > 0 || otherArguments.length > 0) return null
  return argument?.value.kind === 'variable' ? argument.value.name : null
}

function usedVariables(
  source: string,
  variables: Readonly<Record<string, unknown>>,
  keyVariable: string | null,
): Readonly<Record<string, unknown>> {
  const names = new Set([...source.matchAll(/\$(\w+)/g)].map(([, name]) => name))
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => names.has(name) && name !== keyVariable && name !== 'representations',
    ),
  )
}

function holdsMore(representation: JsonObject): boolean {
  return Object.keys(representation).some((name) => name !== '__typename' && name !== 'id')
}

function nameOf(registry: string, type: string, key: string): string {
  return `${registry} ${type} ${key}`
}
