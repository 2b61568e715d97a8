import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { execute, isAbstractType, isObjectType, parse } from 'graphql'
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import { resolveField, resolveReference, shopObject } from './shop-data.ts'
import type { FieldFaults, ShopObject } from './shop-data.ts'
import { shopSchemas } from './shop-schemas.ts'
import type { ShopSubgraph } from './shop-schemas.ts'

/** What a subgraph does instead of answering well. */
export const httpFaults = {
  status: (response: ServerResponse) => response.writeHead(500, json).end('{"errors":[{"message":"no"}]}'),
  malformed: (response: ServerResponse) => response.writeHead(200, json).end('{"data": {"me'),
  text: (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  list: (response: ServerResponse) => response.writeHead(200, json).end('[1]'),
  hangUp: (response: ServerResponse) => response.destroy(),
  silence: () => undefined,
  nullData: (response: ServerResponse) =>
    response.writeHead(200, json).end('{"data":null,"errors":[{"message":"no data"}]}'),
  garbledErrors: (response: ServerResponse) =>
    response.writeHead(200, json).end('{"data":null,"errors":[null]}'),
  noEntities: (response: ServerResponse) => response.writeHead(200, json).end('{"data":{"_entities":[]}}'),
} as const
export type HttpFault = keyof typeof httpFaults

const json = { 'content-type': 'application/json' }

export interface Shop {
  readonly supergraphSdl: string
  /** To be changed by tests. */
  readonly fieldFaults: FieldFaults
  readonly httpFaults: Map<ShopSubgraph, HttpFault>
  /** Begins a new count of changes: mutations number what they do across subgraphs. */
  reset(): void
  close(): Promise<void>
}

/** Serves the subgraphs of the test supergraph over HTTP. */
export async function serveShop(schemas: Readonly<Record<string, string>> = shopSchemas): Promise<Shop> {
  const fieldFaults: FieldFaults = { throwing: 0, nulling: 0, missing: 0 }
  const faults = new Map<ShopSubgraph, HttpFault>()
  const counter = { changes: 0 }
  const subgraphs = await Promise.all(
    Object.entries(schemas).map(async ([name, sdl]) => {
      const schema = buildSchema(sdl, fieldFaults)
      const server = createServer((request, response) => {
        const fault = faults.get(name as ShopSubgraph)
        const answer = async (): Promise<void> => {
          const body = await readBody(request)
          if (fault !== undefined) httpFaults[fault](response)
          else
            response.writeHead(200, json).end(JSON.stringify(await run(schema, body, fieldFaults, counter)))
        }
        answer().catch((error: unknown) => response.destroy(error as Error))
      })
      // A connection is never closed for idleness: the reference does not survive that, and it is not compared here.
      server.keepAliveTimeout = 0
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      const { port } = server.address() as AddressInfo
      return { name, server, url: `http://127.0.0.1:${port}/graphql`, typeDefs: parse(sdl) }
    }),
  )
  const { supergraphSdl, errors } = composeServices(subgraphs)
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return {
    supergraphSdl,
    fieldFaults,
    httpFaults: faults,
    reset() {
      counter.changes = 0
    },
    async close() {
      await Promise.all(
        subgraphs.map(async ({ server }) => {
          server.closeAllConnections()
          await new Promise((closed) => server.close(closed))
        }),
      )
    },
  }
}

function buildSchema(sdl: string, faults: FieldFaults): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl) })
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value: ShopObject) => value['__typename']
    if (isObjectType(type) || isAbstractType(type))
      type.extensions = {
        ...type.extensions,
        apollo: {
          subgraph: {
            resolveReference: (it: Record<string, unknown>) => resolveReference(schema, it, faults),
          },
        },
      }
  }
  return schema
}

async function run(
  schema: GraphQLSchema,
  body: string,
  faults: FieldFaults,
  counter: { changes: number },
): Promise<unknown> {
  const { query, variables, operationName } = JSON.parse(body)
  const fieldResolver = (
    source: ShopObject | undefined,
    args: Record<string, unknown>,
    _context: unknown,
    info: GraphQLResolveInfo,
  ): unknown => {
    if (info.parentType.name !== 'Mutation') return resolveField(source, args, info, faults)
    counter.changes++
    if (info.fieldName.startsWith('fail')) throw new Error('refused')
    return shopObject('Change', counter.changes)
  }
  return execute({ schema, document: parse(query), variableValues: variables, operationName, fieldResolver })
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
