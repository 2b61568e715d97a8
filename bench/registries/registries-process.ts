import { Copies } from './copies.ts'
import { MemoryRegistry } from './memory-registry.ts'
import { readRegistrySchemas } from './registry-schemas.ts'
import type { Registry } from './registry-schemas.ts'
import { serveRegistry } from './serve-registries.ts'
import type { RegistryState } from './serve-registries.ts'
import { entitiesIn } from './snapshot.ts'

export type ToRegistries =
  | { readonly kind: 'takeCalls' }
  | {
      readonly kind: 'become'
      readonly registry: Registry | 'all'
      readonly state: RegistryState
      readonly slowMs: number
    }

export type FromRegistries =
  | { readonly kind: 'ready'; readonly urls: Readonly<Record<Registry, string>> }
  | { readonly kind: 'calls'; readonly calls: Readonly<Record<Registry, number>> }
  | { readonly kind: 'became' }

/** The registries of the snapshot SNAPSHOT, COPIES times over, answering from memory and counting what they are asked. */
const copies = new Copies(Number(process.env['COPIES']))
const memories = new Map(
  readRegistrySchemas().map((schema) => [schema.registry, new MemoryRegistry(schema, copies)] as const),
)
for await (const [registry, entity] of entitiesIn(process.env['SNAPSHOT'] ?? '')) {
  memories.get(registry)?.add(entity)
}
const served = await Promise.all([...memories.values()].map(serveRegistry))
tell({ kind: 'ready', urls: perRegistry(({ url }) => url) })

process.on('message', (message: ToRegistries) => void obey(message))
process.once('disconnect', () => void Promise.all(served.map((each) => each.close())))

async function obey(message: ToRegistries): Promise<void> {
  if (message.kind === 'takeCalls') {
    tell({ kind: 'calls', calls: perRegistry((each) => each.takeCalls()) })
    return
  }
  const { registry, state, slowMs } = message
  const meant = served.filter((each) => registry === 'all' || each.registry === registry)
  await Promise.all(meant.map((each) => each.become(state, slowMs)))
  tell({ kind: 'became' })
}

function perRegistry<Value>(valueOf: (each: (typeof served)[number]) => Value): Record<Registry, Value> {
  return Object.fromEntries(served.map((each) => [each.registry, valueOf(each)])) as Record<Registry, Value>
}

function tell(message: FromRegistries): void {
  process.send?.(message)
}
