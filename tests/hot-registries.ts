import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, parse } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { createEntityStore } from '#gateway/entities/create-entity-store.ts'
import type { EntityStore } from '#gateway/entities/entity-store.ts'
import type { RegistryTrust } from '#gateway/entities/registry-trust.ts'
import { runPlan } from '#gateway/executor/run-plan.ts'
import type { Fetched } from '#gateway/executor/run-plan.ts'
import type { SubgraphClient } from '#gateway/executor/subgraph-client.ts'
import type { SubgraphReply } from '#gateway/executor/subgraph-reply.ts'
import { readReply } from '#gateway/executor/subgraph-reply.ts'
import { composeSdl, loadSupergraph } from '#gateway/planner/local-planner.ts'
import { planOperation } from '#gateway/planner/plan-operation.ts'
import type { QueryPlan } from '#gateway/planner/query-plan.ts'
import { simpleTrust } from './simple-trust.ts'

const preamble = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
    @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@lookup", "@hot"])
    @composeDirective(name: "@lookup")
    @composeDirective(name: "@hot")
  directive @lookup(field: String!) on FIELD_DEFINITION
  directive @hot(registry: String!, maxAge: Int!, maxStale: Int!) repeatable on OBJECT
`

const sdl = {
  people: `${preamble}
    type Query { person(code: String!): Person @lookup(field: "id") everybody: [Person!] }
    type Mutation { rename(code: String!, to: String!): Person }
    type Person @key(fields: "id") @hot(registry: "people", maxAge: 60, maxStale: 3600) {
      id: ID! code: String name: String town: String friends: [Person!]
    }`,
  land: `${preamble}
    type Query { plot(number: String!): Plot @lookup(field: "id") }
    type Person @key(fields: "id") @hot(registry: "land", maxAge: 60, maxStale: 3600) { id: ID! plots: [Plot!] }
    type Plot @key(fields: "id") @hot(registry: "land", maxAge: 60, maxStale: 3600) { id: ID! size: Int owner: Person }`,
  taxes: `${preamble}
    type Query { rate: Int }
    type Person @key(fields: "id") { id: ID! tax: Int }`,
} as const

export type RegistryName = keyof typeof sdl

export interface PersonRow {
  name: string | null
  town: string
  friends: string[]
  plots: string[]
}

/** What a registry does with what is asked of it. */
export type Conduct =
  | { readonly kind: 'up' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'failing' }
  /** Answers, with an error for each root field or entity. */
  | { readonly kind: 'erring' }
  | { readonly kind: 'silent' }

/** Registries of made-up people and plots, in this process, and a memory of what they say. */
export interface HotRegistries {
  readonly people: Map<string, PersonRow>
  readonly plots: Map<string, { size: number; owner: string }>
  readonly conduct: Map<RegistryName, Conduct>
  /** Bodies that were sent, in order. */
  readonly sent: {
    readonly registry: string
    readonly body: { query: string; variables: Record<string, unknown> }
  }[]
  readonly store: EntityStore
  readonly client: SubgraphClient
  /** A registry's feed vouches, or not. */
  vouch(registry: RegistryName, isVouching: boolean): void
  planOf(text: string): Promise<QueryPlan>
  rename(code: string, name: string): void
  /** Runs an operation, with memory unless said otherwise. */
  run(text: string, options?: RunOptions): Promise<Fetched>
  /** How often each registry was asked since the last time. */
  asked(): Readonly<Record<string, number>>
}

export interface RunOptions {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly deadlineMs?: number
  readonly conditionKeys?: readonly string[]
  readonly mostAgeMs?: number
  readonly isCold?: boolean
  readonly signal?: AbortSignal
}

const names = Object.keys(sdl) as RegistryName[]
const supergraph = loadSupergraph(
  composeSdl(names.map((name) => ({ name, url: `http://${name}/graphql`, sdl: sdl[name] }))),
)
const plans = new Map<string, QueryPlan>()

async function planOf(text: string): Promise<QueryPlan> {
  const plan = plans.get(text) ?? (await planOperation(supergraph, parse(text), undefined))
  plans.set(text, plan)
  return plan
}

export function openHotRegistries(): HotRegistries {
  const people = new Map<string, PersonRow>([
    ['a', { name: 'Anna', town: 'Ogre', friends: ['b', 'c'], plots: ['1', '2'] }],
    ['b', { name: 'Berta', town: 'Cēsis', friends: [], plots: [] }],
    ['c', { name: 'Cilda', town: 'Ogre', friends: ['a'], plots: ['1'] }],
  ])
  const plots = new Map([
    ['1', { size: 10, owner: 'c' }],
    ['2', { size: 20, owner: 'a' }],
  ])
  const conduct = new Map<RegistryName, Conduct>()
  const sent: HotRegistries['sent'] = []
  const unvouched = new Set<string>()
  const schemas = schemasOver(people, plots)
  const trusts = new Map<string, RegistryTrust>()
  const store = createEntityStore({ maxBytes: 2 ** 24, trustOf: (registry) => trustOf(registry) })
  let counted = 0

  function trustOf(registry: string): RegistryTrust {
    let trust = trusts.get(registry)
    if (trust === undefined)
      trusts.set(registry, (trust = simpleTrust(registry, () => !unvouched.has(registry))))
    return trust
  }

  const client: SubgraphClient = {
    async send({ name }, text, { deadlineMs = 2_000 }): Promise<SubgraphReply> {
      const body = JSON.parse(text)
      sent.push({ registry: name, body })
      const how = conduct.get(name as RegistryName) ?? { kind: 'up' }
      if (how.kind === 'failing') throw new Error('it is down')
      if (how.kind === 'silent') {
        await new Promise((resolve) => setTimeout(resolve, deadlineMs).unref())
        throw new Error('no answer')
      }
      if (how.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, how.ms))
      const schema = schemas.get(name)
      if (schema === undefined) throw new Error(`no registry ${name}`)
      const { query, variables } = body
      const answer = await execute({ schema, document: parse(query), variableValues: variables })
      if (how.kind === 'erring') return erred(JSON.parse(JSON.stringify(answer.data)))
      return readReply(JSON.stringify(answer), null)
    },
    close: async () => undefined,
  }

  return {
    people,
    plots,
    conduct,
    sent,
    store,
    client,
    planOf,
    vouch(registry, isVouching) {
      if (isVouching) unvouched.delete(registry)
      else unvouched.add(registry)
    },
    rename(code, name) {
      const row = people.get(code)
      if (row) row.name = name
    },
    async run(text, options = {}) {
      const { variables = {}, deadlineMs, conditionKeys = [], mostAgeMs = Infinity, isCold, signal } = options
      const memory = isCold ? null : { store, conditionKeys: new Set(conditionKeys), mostAgeMs }
      return runPlan(await planOf(text), {
        client,
        variables,
        memory,
        ...(signal && { signal }),
        ...(deadlineMs !== undefined && { deadlineAt: performance.now() + deadlineMs }),
      })
    },
    asked() {
      const counts: Record<string, number> = {}
      for (const { registry } of sent.slice(counted)) counts[registry] = (counts[registry] ?? 0) + 1
      counted = sent.length
      return counts
    },
  }
}

function schemasOver(
  people: HotRegistries['people'],
  plots: HotRegistries['plots'],
): ReadonlyMap<string, GraphQLSchema> {
  const person = (id: string) => (people.has(id) ? { __typename: 'Person', id } : null)
  const plot = (id: string) => (plots.has(id) ? { __typename: 'Plot', id } : null)
  const resolvers = {
    Query: {
      person: (_: unknown, { code }: { code: string }) => person(code),
      everybody: () => [...people.keys()].map(person),
      plot: (_: unknown, { number }: { number: string }) => plot(number),
      rate: () => 20,
    },
    Mutation: {
      rename(_: unknown, { code, to }: { code: string; to: string }) {
        const row = people.get(code)
        if (row) row.name = to
        return person(code)
      },
    },
    Person: {
      __resolveReference: ({ id }: { id: string }) => person(id),
      code: ({ id }: { id: string }) => id,
      name: ({ id }: { id: string }) => people.get(id)?.name,
      town: ({ id }: { id: string }) => people.get(id)?.town,
      friends: ({ id }: { id: string }) => people.get(id)?.friends.map(person),
      plots: ({ id }: { id: string }) => people.get(id)?.plots.map(plot),
      tax: ({ id }: { id: string }) => id.length,
    },
    Plot: {
      __resolveReference: ({ id }: { id: string }) => plot(id),
      size: ({ id }: { id: string }) => plots.get(id)?.size,
      owner: ({ id }: { id: string }) => person(plots.get(id)?.owner ?? ''),
    },
  }
  return new Map(names.map((name) => [name, buildSubgraphSchema({ typeDefs: parse(sdl[name]), resolvers })]))
}

/** The same answer with nothing in it but errors. */
function erred(data: Record<string, unknown>): SubgraphReply {
  const entities = data['_entities']
  const paths = Array.isArray(entities)
    ? entities.map((_, position) => ['_entities', position])
    : Object.keys(data).map((key) => [key])
  return {
    data: Array.isArray(entities)
      ? { _entities: entities.map(() => null) }
      : Object.fromEntries(Object.keys(data).map((key) => [key, null])),
    errors: paths.map((path) => ({ message: 'its database is down', path })),
    position: null,
  }
}

/** As a caller would get it: without what joining needs. */
export function plain(value: unknown): unknown {
  const hidden = /^__|^id$/
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (hidden.test(key) ? undefined : part)))
}
