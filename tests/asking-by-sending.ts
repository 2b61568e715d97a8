import type { AskingClient, SubgraphClient } from '#gateway/executor/subgraph-client.ts'

/** Asks by a client that knows promises only. */
export function askingBySending(client: SubgraphClient): AskingClient {
  return {
    ...client,
    ask(endpoint, body, options, { answered, failed }) {
      client.send(endpoint, body, options).then(answered, failed)
    },
  }
}
