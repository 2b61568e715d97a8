import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedCountry } from '#tests/country.ts'
import type { Direction, FaultProxy } from '#tests/fault-proxy.ts'
import { runGatewayNodes } from '#tests/gateway-nodes.ts'
import type { GatewayNode, GatewayNodes } from '#tests/gateway-nodes.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import type { TestDatabase } from '#tests/postgres.ts'

/** A gateway that cannot know what is in force releases nothing, while the others go on. */
let databases: readonly TestDatabase[]
let running: GatewayNodes
let token: string

beforeAll(async () => {
  const country = await sharedCountry()
  const [policy, audit] = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  databases = [policy, audit]
  running = await runGatewayNodes(2, { ...country, policy: policy.url, audit: audit.url })
  token = await running.token('vid')
})
afterAll(async () => {
  await running.stop()
  await Promise.all(databases.map((database) => database.drop()))
})

/** The given name where it is released, or the code of the error. */
async function ask({ url }: GatewayNode): Promise<string | undefined> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-dagr-permission': '1001',
    },
    body: JSON.stringify({
      query: 'query ($code: String!) { person(personalCode: $code) { givenName } }',
      variables: { code: running.resident },
    }),
  })
  const { data, errors } = (await response.json()) as {
    data?: { person: { givenName: string } | null } | null
    errors?: { extensions: { code: string } }[]
  }
  return data?.person ? 'released' : errors?.[0]?.extensions.code
}

/** A machine that is busy may hold up a node's own questions for longer than its lease; not for ever. */
async function releases(node: GatewayNode): Promise<void> {
  await expect.poll(() => ask(node), { interval: 20 }).toBe('released')
}

interface Partition {
  begin(proxy: FaultProxy): Promise<void> | void
  end(proxy: FaultProxy): Promise<void> | void
}

/** What is on its way meanwhile arrives when the network is whole again, heartbeats of long ago among it. */
function held(...directions: readonly Direction[]): Partition {
  return { begin: (proxy) => proxy.hold(...directions), end: (proxy) => proxy.letGo() }
}

const partitions: Readonly<Record<string, Partition>> = {
  'cut off': { begin: (proxy) => proxy.stop(), end: (proxy) => proxy.start() },
  'in a black hole': held('toServer', 'toClient'),
  'half open, nothing arrives at the node': held('toClient'),
  'half open, nothing arrives from the node': held('toServer'),
}

test.each(Object.entries(partitions))('%s', async (_, partition) => {
  const [one, other] = running.nodes
  if (!one || !other) throw new Error('There are two nodes')
  await releases(one)
  await partition.begin(one.policies)
  await expect.poll(() => ask(one), { interval: 20 }).toBe('POLICY_STALE')
  for (let each = 0; each < 20; each++) expect(await ask(one)).toBe('POLICY_STALE')
  expect((await fetch(`${one.url}/health/ready`)).status).toBe(503)
  await releases(other)
  await partition.end(one.policies)
  await releases(one)
})
