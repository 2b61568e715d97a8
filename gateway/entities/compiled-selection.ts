import type {
  HotArgument,
  HotFetch,
  HotLimits,
  HotRequest,
  HotSelection,
} from '#gateway/planner/hot-fetch.ts'
import type { KnownType } from './entity.ts'
import type { Memory } from './memory.ts'
import type { ObjectFactory } from './object-factory.ts'

/** A selection with the places of its fields in memory: compiled once, for reading and for filling. */
export interface CompiledSelection {
  readonly type: KnownType
  readonly entity: CompiledEntity | null
  readonly fields: readonly CompiledField[]
  readonly coordinates: readonly string[]
  /** Nothing but type and key is asked for: a reference says it all. */
  readonly isBare: boolean
  /** Of its objects; null until the first is read. */
  make: ObjectFactory | null
}

interface CompiledEntity {
  readonly limits: HotLimits
  readonly keyedBy: string
  /** How it is fetched by itself; null where it is what the fetch asks for anyway. */
  readonly alone: { readonly hot: HotFetch; readonly request: HotRequest } | null
}

export interface CompiledField {
  readonly kind: 'typename' | 'key' | 'leaf' | 'composite'
  readonly key: string
  readonly name: string
  readonly slot: number
  readonly arguments: readonly HotArgument[]
  readonly target: CompiledTarget | null
  readonly isKept: boolean
  readonly linked: readonly KnownType[]
  readonly coordinates: readonly string[]
  /** The arguments' text in the pass with this number. */
  pass: number
  text: string | null
}

export interface CompiledTarget {
  readonly typedBy: string | null
  /** Where there is one type alone. */
  readonly single: CompiledSelection | null
  readonly byName: ReadonlyMap<string, CompiledSelection>
}

export type Compile = (registry: string, selection: HotSelection) => CompiledSelection

/** Compiles selections for one memory, each once for as long as its plan lives. */
export function selectionCompiler(memory: Memory): Compile {
  const known = new WeakMap<HotSelection, CompiledSelection>()

  function compile(registry: string, selection: HotSelection): CompiledSelection {
    const found = known.get(selection)
    if (found !== undefined) return found
    const compiled = compileNew(registry, selection)
    known.set(selection, compiled)
    return compiled
  }

  function compileNew(registry: string, selection: HotSelection): CompiledSelection {
    const type = memory.type(registry, selection.type)
    const { entity } = selection
    const fields = selection.fields.map((field): CompiledField => {
      const isKey = entity !== null && field.name === 'id: ID!' && field.arguments.length === 0
      const kind = field.isTypename ? 'typename' : isKey ? 'key' : field.target ? 'composite' : 'leaf'
      const isPlaced = kind === 'leaf' || kind === 'composite'
      return {
        kind,
        key: field.key,
        name: field.name,
        slot: isPlaced ? type.slotOf(field.name) : -1,
        arguments: field.arguments,
        target: field.target && compileTarget(registry, field.target),
        isKept: field.isKept,
        linked: field.linked.map((name) => memory.type(registry, name)),
        coordinates: field.coordinates,
        pass: -1,
        text: null,
      }
    })
    const request = entity?.request ?? null
    const alone = request && {
      request,
      hot: {
        registry,
        source: null,
        selections: new Map([[selection.type, selection]]),
        isRoot: false,
        isReadable: true,
      },
    }
    return {
      type,
      entity: entity && { limits: entity.limits, keyedBy: entity.keyedBy, alone },
      fields,
      coordinates: selection.coordinates,
      isBare: fields.every(({ kind }) => kind === 'typename' || kind === 'key'),
      make: null,
    }
  }

  function compileTarget(
    registry: string,
    { typedBy, selections }: NonNullable<HotSelection['fields'][number]['target']>,
  ): CompiledTarget {
    const byName = new Map(
      [...selections].map(([name, selection]) => [name, compile(registry, selection)] as const),
    )
    const [single = null] = typedBy === null ? byName.values() : []
    return { typedBy, single, byName }
  }

  return compile
}
