import { randomUUID } from 'node:crypto'
import { Pool } from 'pg'

/** What a client of a load received. */
export interface Received {
  /** Trace id of the request, by which its records are found. */
  readonly trace: string
  readonly status: number
  readonly hasData: boolean
  readonly code: unknown
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly sentAt: number
  readonly receivedAt: number
}

export interface Load {
  readonly received: readonly Received[]
  stop(): Promise<void>
}

export interface LoadOptions {
  readonly url: string
  readonly token: string
  readonly permission: string
  /** The person whom every request asks for. */
  readonly code: string
  readonly clients: number
}

/** Clients that ask one request after the other until they are stopped; a connection that breaks is no answer. */
export function startLoad({ url, token, permission, code, clients }: LoadOptions): Load {
  const received: Received[] = []
  const stopping = new AbortController()
  const body = JSON.stringify({
    query:
      'query ($code: String!) { person(personalCode: $code) { givenName familyName properties { cadastralNumber } } }',
    variables: { code },
  })

  async function client(): Promise<void> {
    while (!stopping.signal.aborted) {
      const trace = randomUUID().replaceAll('-', '')
      const sentAt = performance.now()
      try {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${token}`,
            'x-dagr-permission': permission,
            traceparent: `00-${trace}-00f067aa0ba902b7-01`,
          },
          body,
        })
        const answer = (await response.json()) as {
          data?: { person?: unknown } | null
          errors?: { extensions?: { code?: unknown } }[]
        }
        received.push({
          trace,
          status: response.status,
          hasData: answer.data?.person != null,
          code: answer.errors?.[0]?.extensions?.code,
          sentAt,
          receivedAt: performance.now(),
        })
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  const running = Array.from({ length: clients }, client)
  return {
    received,
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

/** Of these traces, those that have no access record in the audit database. */
export async function unrecorded(auditUrl: string, traces: readonly string[]): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: auditUrl, max: 1 })
  try {
    const { rows } = await pool.query<{ trace: string }>(
      `select trace from unnest($1::text[]) as trace where not exists
        (select from operation_record o join access_record a on a.operation_id = o.id where o.trace = trace.trace)`,
      [traces],
    )
    return rows.map(({ trace }) => trace)
  } finally {
    await pool.end()
  }
}
