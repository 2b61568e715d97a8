import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { post } from '../http-shell.ts'
import { runNormalGateway, type NormalGateway } from '../normal-gateway.ts'
import { runMain } from '../open-gateway.ts'

let main: NormalGateway
let url: string

beforeAll(async () => {
  main = await runNormalGateway(['--workers', '2'])
})
afterAll(() => main.end())

/** The runs of the audit that the metrics of all workers tell of. */
async function nodes(): Promise<readonly string[]> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return [...metrics.matchAll(/dagr_audit_operations_total\{node="([^"]+)"\}/g)].map(([, node]) => node ?? '')
}

async function ask(): Promise<unknown> {
  const caller = { authorization: `Bearer ${main.token}`, 'x-dagr-permission': '4001' }
  return (await post(url, '{"query":"{ __typename }"}', caller)).body
}

async function workers(): Promise<readonly string[]> {
  const { rows } = await main.audit.query<{ node: string }>('select distinct node from operation_record')
  return rows.map(({ node }) => node)
}

test('requests are answered by all of them, recorded by whoever answered, and counted together', async () => {
  url = await main.ready()
  await expect.poll(nodes).toHaveLength(2)
  for (let asked = 0; asked < 40; asked++) expect(await ask()).toEqual({ data: { __typename: 'Query' } })
  expect((await workers()).toSorted()).toEqual((await nodes()).toSorted())
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('dagr_requests_total{outcome="RELEASED"} 40')
  // Of a gauge that both have, not the sum.
  const { rows } = await main.audit.query<{ epoch: string }>('select distinct epoch from operation_record')
  expect(metrics).toContain(`dagr_policy_epoch ${rows[0]?.epoch}\n`)
})

test('one that is killed is replaced, and requests go on', async () => {
  const before = await nodes()
  const answered = /"pid":(\d+)[^\n]*"answered"/
  // Lines are written together, a little later.
  await expect.poll(() => main.printed()).toMatch(answered)
  const [victim] = answered.exec(main.printed())?.slice(1) ?? []
  expect(Number(victim)).not.toBe(main.process.pid)
  process.kill(Number(victim), 'SIGKILL')
  await expect.poll(() => main.printed()).toContain('a worker ended and is replaced')
  expect(await ask()).toEqual({ data: { __typename: 'Query' } })
  await expect.poll(async () => (await nodes()).filter((node) => !before.includes(node))).toHaveLength(1)
  expect(await nodes()).toHaveLength(2)
})

test('a stop ends all of them cleanly', async () => {
  main.process.kill('SIGTERM')
  expect(await once(main.process, 'exit')).toEqual([0, null])
  await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed')
})

test('a worker that cannot start has said why, and none is left', async () => {
  const failing = runMain({}, ['--workers', '2'])
  expect(await once(failing.process, 'exit')).toEqual([1, null])
  expect(failing.printed()).toContain('SUBGRAPH_CREDENTIAL is required')
})
