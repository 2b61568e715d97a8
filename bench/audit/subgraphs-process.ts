import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'
import type { DatabaseName } from '#tools/databases/names.ts'
import { startSubgraphs } from '#tools/start-subgraphs.ts'
import { benchMasterKeys, subjectKey } from './made-people.ts'

/** What the parent is told when the subgraphs answer. */
export interface SubgraphsReady {
  /** As the gateway's setting SUBGRAPHS wants them. */
  readonly subgraphs: string
  readonly policyUrl: string
}

/**
 * All subgraphs, each behind a server that remembers what it has answered to a request. So the gateway does all that it
 * does for real answers, and the registries' own cost, which the audit does not change, does not fill the core.
 */
const credential = process.env['SUBGRAPH_CREDENTIAL'] ?? ''
const urls = JSON.parse(process.env['DATABASE_URLS'] ?? '') as Record<DatabaseName, string>
const keys = { subjectKey, masterKeys: benchMasterKeys(), consentKey: randomBytes(32) }
const subgraphs = await startSubgraphs(urls, keys, { credential })
const remembering = await Promise.all(
  subgraphs.composed.map(async ({ name, url }) => ({ name, ...(await rememberAnswers(url)) })),
)
const ready: SubgraphsReady = {
  subgraphs: remembering.map(({ name, url }) => `${name}=${url}`).join(','),
  policyUrl: subgraphs.policy.url,
}
process.send?.(ready)

process.once('disconnect', () => {
  for (const { server } of remembering) server.close().closeAllConnections()
  void subgraphs.close()
})

async function rememberAnswers(behind: string): Promise<{ url: string; server: Server }> {
  const { pathname } = new URL(behind)
  const known = new Map<string, string>()
  const server = createServer((request, response) => {
    void answerTo(request).then(
      (answer) => response.setHeader('content-type', 'application/json').end(answer),
      () => response.destroy(),
    )
  })

  async function answerTo(request: IncomingMessage): Promise<string> {
    const body = await text(request)
    const remembered = known.get(body)
    if (remembered !== undefined) return remembered
    const answer = await fetch(behind, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body,
    })
    const answered = await answer.text()
    if (answer.ok) known.set(body, answered)
    return answered
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}${pathname}`, server }
}
