import { createEntityStore } from '#gateway/entities/create-entity-store.ts'
import type { JsonObject, Reading } from '#gateway/entities/entity-store.ts'
import type { RegistryTrust } from '#gateway/entities/registry-trust.ts'
import { compileHotFetch } from '#gateway/planner/compile-hot-fetch.ts'
import type { HotFetch } from '#gateway/planner/hot-fetch.ts'
import { composeSdl, loadSupergraph } from '#gateway/planner/local-planner.ts'
import { maxAgeMs, maxStaleMs } from './simulated-memory.ts'
import type { Served, SimulatedMemory } from './simulated-memory.ts'
import { codeOfAddress } from './simulated-source.ts'

const hot = `@key(fields: "id") @hot(registry: "registry", maxAge: ${maxAgeMs / 1000}, maxStale: ${maxStaleMs / 1000})`
const sdl = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@lookup", "@hot"])
    @composeDirective(name: "@lookup")
    @composeDirective(name: "@hot")
  directive @lookup(field: String!) on FIELD_DEFINITION
  directive @hot(registry: String!, maxAge: Int!, maxStale: Int!) repeatable on OBJECT
  type Query { person(code: String!): Person @lookup(field: "code") }
  type Person ${hot} { id: ID! code: String value: String }
  type Address ${hot} { id: ID! value: String }
`
const supergraph = loadSupergraph(composeSdl([{ name: 'registry', url: 'http://registry/graphql', sdl }]))

const lookup = compiled('query($code:String!){person(code:$code){id value}}')
const entities = (type: string): HotFetch =>
  compiled(
    `query($representations:[_Any!]!){_entities(representations:$representations){...on ${type}{id value}}}`,
  )
const fetches: Readonly<Record<string, HotFetch>> = {
  Person: entities('Person'),
  Address: entities('Address'),
}

function compiled(text: string): HotFetch {
  const found = compileHotFetch(supergraph, 'registry', text)
  if (found === null) throw new Error(`nothing is kept of ${text}`)
  return found.hot
}

/** @returns what was read, with the worst that was noted of it; undefined where something is missing. */
function read<T>(
  now: number,
  mostStaleMs: number | null,
  variables: JsonObject,
  reader: (reading: Reading) => T | undefined,
): (Pick<Served, 'state' | 'asOf'> & { readonly data: T }) | undefined {
  let state: Served['state'] = 'FRESH'
  let asOf = now
  const data = reader({
    now,
    variables,
    mostStaleMs,
    conditionKeys: new Set(),
    note(_, noted, since) {
      if (state !== 'STALE') state = noted
      asOf = Math.min(asOf, since)
    },
  })
  return data === undefined ? undefined : { data, state, asOf }
}

/** The gateway's own store. With little room, it also forgets what nobody told it to. */
export function storeMemory(trust: () => RegistryTrust, maxBytes = 2 ** 20): SimulatedMemory {
  const store = createEntityStore({ maxBytes, trustOf: () => trust() })

  return {
    take({ kind, key, code, value, mark, position, now }) {
      const filled = { mark, position, now }
      const object = value === null ? null : { id: key, value }
      if (code === null) {
        const representations = [representationOf(kind, String(key))]
        store.fill(fetchOf(kind), {
          ...filled,
          variables: {},
          representations,
          data: { _entities: [object] },
        })
      } else {
        store.fill(lookup, {
          ...filled,
          variables: { code },
          representations: null,
          data: { person: object },
        })
      }
    },
    readEntity(kind, key, now, mostStaleMs) {
      const found = read(now, mostStaleMs, {}, (reading) =>
        store.readEntity(fetchOf(kind), representationOf(kind, key), reading),
      )
      return found && { ...found, key, value: valueIn(found.data) }
    },
    readCode(code, now, mostStaleMs) {
      const found = read(
        now,
        mostStaleMs,
        { code },
        (reading) => store.readRoot(lookup, reading) ?? undefined,
      )
      if (found === undefined) return undefined
      const person = found.data['person']
      const key = isObject(person) ? String(person['id']) : null
      return { ...found, key, value: isObject(person) ? valueIn(person) : null }
    },
    drop: (registry, type, key) => store.drop(registry, type, key),
    dropType: (registry, type) => store.dropType(registry, type),
    dropNotFound: (registry, type) => store.dropNotFound(registry, type),
  }
}

function fetchOf(kind: string): HotFetch {
  const fetch = fetches[kind]
  if (fetch === undefined) throw new Error(`no type ${kind}`)
  return fetch
}

/** An address is asked for with its code, by which changes of it are told as well. */
function representationOf(kind: string, key: string): JsonObject {
  const id = { __typename: kind, id: key }
  return kind === 'Address' ? { ...id, code: codeOfAddress(key) } : id
}

function valueIn(object: JsonObject | null): string | null {
  return object === null ? null : String(object['value'])
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}
