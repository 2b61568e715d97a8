import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { readBody } from '#tests/differential/serve-shop.ts'

/** A way to a subgraph on which answers can be held back. */
export interface HeldAnswers {
  /** Where the gateway asks, in place of `url`. */
  route(url: string): string
  /** From now on, answers wait. */
  hold(): void
  /** How many answers wait. */
  waiting(): number
  /** Lets out what waits; what is asked afterwards still waits, unless `all` is said. */
  letOut(all?: 'all'): void
  /** GraphQL requests so far. */
  asked(): number
  close(): Promise<void>
}

export async function openHeldAnswers(): Promise<HeldAnswers> {
  let target = ''
  let asked = 0
  let isHeld = false
  let waiting: (() => void)[] = []
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await readBody(incoming)
      // The gateway looks for other schemas now and then, which is no request.
      const isRequest = !body.includes('_service')
      if (isRequest) asked += 1
      const { authorization = '', 'dagr-probe': probe } = incoming.headers
      const answer = await request(target, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          ...(probe !== undefined && { 'dagr-probe': probe }),
        },
        body,
      })
      const text = await answer.body.text()
      if (isHeld && isRequest) await new Promise<void>((resolve) => waiting.push(resolve))
      outgoing.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(text)
    })()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    route(url) {
      target = url
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
    },
    hold() {
      isHeld = true
    },
    waiting: () => waiting.length,
    letOut(all) {
      const held = waiting
      waiting = []
      if (all) isHeld = false
      for (const go of held) go()
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
