import { connect } from 'node:net'
import { pino } from 'pino'
import { createMetrics } from '#gateway/metrics.ts'
import { startServer, type RunningServer, type ServerOptions } from '#gateway/server.ts'
import { graphqlJsAnswer } from './graphql-js-answer.ts'

/** An HTTP answer as the tests look at it. */
export interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly body: { data?: unknown; errors?: { message: string; extensions: { code: string } }[] }
}

/** The gateway's server on a free port, with graphql-js for a pipeline. Every line that it logs goes to `logged`. */
export async function startShell(
  options: Partial<ServerOptions> = {},
  logged: string[] = [],
): Promise<RunningServer> {
  return startServer({
    answer: (request) => graphqlJsAnswer(request),
    notReady: () => null,
    metrics: createMetrics(),
    log: pino({ level: 'debug' }, { write: (line) => void logged.push(line) }),
    host: '127.0.0.1',
    port: 0,
    bodyLimitBytes: 2 ** 20,
    maxInFlight: 100,
    ...options,
  })
}

export async function show(response: Response): Promise<Shown> {
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(await response.text()),
  }
}

export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  const all = { 'content-type': 'application/json', ...headers }
  return show(await fetch(`${url}/graphql`, { method: 'POST', headers: all, body }))
}

export async function get(
  url: string,
  search: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  return show(await fetch(`${url}/graphql?${search}`, { headers }))
}

/** Sends bytes as they are, and gives what came back. */
export async function sendRaw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** What an error answer tells; something else where it is not shaped like one. */
export function told({ status, headers, body }: Shown): string {
  const shaped = !('data' in body) && headers.get('content-type')?.endsWith('json; charset=utf-8')
  return shaped ? `${status} ${body.errors?.[0]?.extensions.code}` : JSON.stringify(body)
}
