import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpFaults, readBody } from './serve-shop.ts'
import type { HttpFault } from './serve-shop.ts'
import { hash } from './shop-data.ts'

/** What becomes of a subgraph's answers on the way; to be changed by tests. */
export interface Faults {
  http: HttpFault | null
  /** Values that are null, and values that are null with an error, in percent. */
  nulling: number
  failing: number
}

export interface FaultyProxy {
  readonly url: string
  readonly faults: Faults
  close(): Promise<void>
}

/** A way to a subgraph that damages its answers: always the same values, however often and in whatever order they are asked for. */
export async function openFaultyProxy(target: string): Promise<FaultyProxy> {
  const faults: Faults = { http: null, nulling: 0, failing: 0 }
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await readBody(request)
      if (faults.http !== null) return void httpFaults[faults.http](response)
      const { authorization = '' } = request.headers
      const headers = { 'content-type': 'application/json', authorization }
      const answered = await fetch(target, { method: 'POST', headers, body })
      const text = await answered.text()
      const damaged =
        faults.nulling + faults.failing > 0 ? JSON.stringify(damage(JSON.parse(text), faults)) : text
      response.writeHead(answered.status, { 'content-type': 'application/json' }).end(damaged)
    }
    answer().catch((error: unknown) => response.destroy(error as Error))
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    faults,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

interface GraphQLBody {
  data?: unknown
  errors?: unknown[]
}

/** Types and keys stay: with them lost nothing else is asked. */
const spared = new Set(['__typename', '_entities', '_service', 'id', 'codes', '__hot_id', '__hot_type'])

/** The reference does not ask for what memory needs: both must draw the same lots. */
function withoutHelpers(key: string, value: unknown): unknown {
  return key.startsWith('__hot_') ? undefined : value
}

function damage(body: GraphQLBody, { nulling, failing }: Faults): GraphQLBody {
  const errors = [...(body.errors ?? [])]
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) value.forEach((element, position) => visit(element, [...path, position]))
    else if (typeof value === 'object' && value !== null) {
      const object = value as Record<string, unknown>
      for (const [key, below] of Object.entries(object)) {
        const lot = spared.has(key) ? 100 : hash(`${key} ${JSON.stringify(below, withoutHelpers)}`) % 100
        if (lot < nulling + failing) Object.defineProperty(object, key, { value: null, enumerable: true })
        if (lot < failing) errors.push({ message: 'damaged', path: [...path, key] })
        if (lot >= nulling + failing) visit(below, [...path, key])
      }
    }
  }
  visit(body.data, [])
  return errors.length > 0 ? { ...body, errors } : body
}
