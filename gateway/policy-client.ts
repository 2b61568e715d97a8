import { Client } from 'undici'

/** The gateway's own way to the policy subgraph: to the fields that no caller reaches, and not by way of the supergraph. */
export interface PolicyClient {
  /** @throws where no answer has come within `timeoutMs`, or the client closes. What the answer says is the caller's to read. */
  ask(
    question: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
    timeoutMs: number,
  ): Promise<{ readonly statusCode: number; readonly text: string }>
  /** Cuts off what is still being asked. */
  close(): Promise<void>
}

/** `url` is that of the policy subgraph's GraphQL endpoint. Nothing is connected yet. */
export function policyClient({ url, credential }: { url: string; credential: string }): PolicyClient {
  const { origin, pathname } = new URL(url)
  const client = new Client(origin)
  const closing = new AbortController()
  return {
    async ask(question, timeoutMs) {
      const { statusCode, body } = await client.request({
        method: 'POST',
        path: pathname,
        headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
        body: JSON.stringify(question),
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      })
      return { statusCode, text: await body.text() }
    },
    async close() {
      closing.abort()
      await client.destroy()
    },
  }
}
