import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { httpFaults, readBody } from '#tests/differential/serve-shop.ts'
import type { HttpFault } from '#tests/differential/serve-shop.ts'
import { damageAnswer } from './damage-answer.ts'
import type { GraphQLBody } from './damage-answer.ts'
import { lot } from './lot.ts'

/** What the registries really said in one request of a caller. */
export interface Delivered {
  /** Response names, or helpers' keys, of nulls that no error explains. */
  readonly nulls: Set<string>
}

export interface FaultyRegistries {
  /** A way to a subgraph. */
  route(subgraph: { readonly name: string; readonly url: string }): string
  /** From now on, what is fetched under this trace is damaged: always the same for the same seed. */
  begin(trace: string, seed: number): Delivered
  /** How often each fault of a whole answer came. */
  readonly met: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** In 80: rare enough that the gateway goes on asking a registry, and that silence does not take all the time. */
const whole: readonly (HttpFault | 'none')[] = [
  'status',
  'malformed',
  'text',
  'list',
  'hangUp',
  'silence',
  'nullData',
  'garbledErrors',
  'noEntities',
  'none',
  'none',
  'none',
]

interface Fault {
  readonly seed: number
  readonly delivered: Delivered
}

/** Registries that deliver badly: a way to each, on which answers of known traces are damaged. */
export async function openFaultyRegistries(canaries: readonly string[]): Promise<FaultyRegistries> {
  const targets = new Map<string, string>()
  const faults = new Map<string, Fault>()
  const met = new Map<string, number>()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request)
    const { url = '', headers } = request
    const { authorization = '', traceparent } = headers
    const fault = faults.get(String(traceparent).split('-')[1] ?? '')
    const chosen = fault && (whole[lot(fault.seed, `${url} ${body}`) % 80] ?? 'none')
    if (chosen !== undefined) met.set(chosen, (met.get(chosen) ?? 0) + 1)
    if (chosen !== undefined && chosen !== 'none') return void httpFaults[chosen](response)
    const answered = await fetch(targets.get(url) ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization,
        ...(traceparent && { traceparent: String(traceparent) }),
      },
      body,
    })
    const text = await answered.text()
    response.writeHead(answered.status, { 'content-type': 'application/json' })
    if (!fault) return void response.end(text)
    const damaged = damageAnswer(JSON.parse(text) as GraphQLBody, lot(fault.seed, `${url} ${body}`), canaries)
    for (const name of damaged.nulls) fault.delivered.nulls.add(name)
    response.end(JSON.stringify(damaged.body))
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    route({ name, url }) {
      targets.set(`/${name}`, url)
      return `http://127.0.0.1:${port}/${name}`
    },
    begin(trace, seed) {
      const delivered = { nulls: new Set<string>() }
      faults.set(trace, { seed, delivered })
      return delivered
    },
    met,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
