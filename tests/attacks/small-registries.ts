import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, GraphQLError, isAbstractType, isObjectType, parse } from 'graphql'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { readBody } from '#tests/differential/serve-shop.ts'

export const anna = '39000000001'
export const bruno = '39000000002'
export const nobody = '39000000009'

type Row = Readonly<Record<string, unknown>>

const rows: Readonly<Record<string, Row>> = {
  [anna]: {
    __typename: 'Person',
    id: anna,
    codes: [anna],
    personalCode: anna,
    name: 'Anna',
    born: 1990,
    title: 'Dr.',
    friend: { __typename: 'Company', id: 'C1', name: 'Koks', number: '400' },
    bracket: 'high',
    income: 7777,
    shoeSize: 37,
  },
  [bruno]: {
    __typename: 'Person',
    id: bruno,
    codes: [bruno],
    personalCode: bruno,
    name: 'Bruno',
    born: 1960,
    title: 'Mr.',
    bracket: 'low',
    income: 5555,
  },
}

interface Reply {
  data?: Record<string, unknown> | null
  errors?: unknown[]
}

/** What a registry was asked. */
export interface Fetch {
  readonly subgraph: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly traceparent: string | undefined
}

/** What becomes of an answer on its way: JSON, or a text. */
export type Spoiling = (reply: Reply, subgraph: string) => unknown
const asItIs: Spoiling = (reply) => reply

export interface SmallRegistries {
  /** `/people` and `/taxes` are below it. */
  readonly url: string
  /** What was asked since `forget`. */
  fetches(): readonly Fetch[]
  forget(): void
  /** Changes what registries answer, until it is called without. */
  spoil(how?: Spoiling): void
  close(): Promise<void>
}

/** Serves both registries over HTTP. */
export async function serveSmallRegistries(sdl: {
  readonly people: string
  readonly taxes: string
}): Promise<SmallRegistries> {
  const schemas = { people: schemaOf(sdl.people), taxes: schemaOf(sdl.taxes) }
  let spoilt: Spoiling = asItIs
  let fetches: Fetch[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const subgraph = request.url === '/taxes' ? 'taxes' : 'people'
      const { query, variables } = JSON.parse(await readBody(request))
      const traceparent = request.headers['traceparent']?.toString()
      fetches.push({ subgraph, query, variables, traceparent })
      const reply = await execute({
        schema: schemas[subgraph],
        document: parse(query),
        variableValues: variables,
        fieldResolver: resolve,
      })
      const told = spoilt(JSON.parse(JSON.stringify(reply)), subgraph)
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(typeof told === 'string' ? told : JSON.stringify(told))
    })()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    fetches: () => fetches,
    forget() {
      fetches = []
    },
    spoil(how = asItIs) {
      spoilt = how
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function schemaOf(sdl: string): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) })
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: Row) => String(value['__typename'])
    if (isObjectType(type))
      type.extensions = {
        apollo: { subgraph: { resolveReference: (it: { id: string }) => ({ ...rows[it.id], ...it }) } },
      }
  }
  return schema
}

/** Of what a scope may say, the small registries know one thing. */
function inScope(row: Row | undefined, given: Row): Row | null {
  const least = /"atLeast":"(\d+)"/.exec(JSON.stringify(given['scope'] ?? null))?.[1]
  return row !== undefined && Number(row['born']) >= Number(least ?? 0) ? row : null
}

function pageOf(given: Row) {
  const { after } = given
  const following = Object.values(rows).filter(
    (row) => inScope(row, given) !== null && (typeof after !== 'string' || String(row['id']) > after),
  )
  const edges = following.slice(0, Number(given['first'] ?? 20)).map((node) => ({ cursor: node['id'], node }))
  const endCursor = edges.at(-1)?.cursor ?? null
  return { edges, pageInfo: { hasNextPage: edges.length < following.length, endCursor } }
}

function resolve(source: Row | undefined, given: Row, _context: unknown, info: GraphQLResolveInfo): unknown {
  const { fieldName, parentType } = info
  if (parentType.name === 'Mutation' || fieldName === 'person')
    return inScope(rows[String(given['personalCode'])], given)
  if (fieldName === 'named') return rows[String(given['code'])] ?? null
  if (fieldName === 'count') return Object.keys(rows).length
  if (fieldName === 'friends') return source?.['id'] === anna ? [rows[bruno]] : []
  if (fieldName === 'persons') return pageOf(given)
  if (fieldName === 'bracket' && source?.['born'] === undefined) throw new GraphQLError('born is required')
  return source?.[fieldName]
}
