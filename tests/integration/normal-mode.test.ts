import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { post, told } from '../http-shell.ts'
import { runNormalGateway, type NormalGateway } from '../normal-gateway.ts'

let main: NormalGateway
let url: string

beforeAll(async () => {
  main = await runNormalGateway()
})
afterAll(() => main.end())

test('it says where it listens, and is ready once it has its policies and its supergraph', async () => {
  url = await main.ready()
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)
})

test('it identifies, decides and records in the databases that the environment names', async () => {
  const query = '{"query":"{ __typename hello }"}'
  expect(told(await post(url, query))).toBe('401 UNAUTHENTICATED')
  const caller = { authorization: `Bearer ${main.token}`, 'x-dagr-permission': '4001' }
  expect((await post(url, query, caller)).body).toMatchObject({
    data: { __typename: 'Query', hello: null },
    errors: [{ extensions: { code: 'FIELD_NOT_GRANTED', coordinate: 'Query.hello' } }],
  })
  const { rows } = await main.audit.query(
    'select consumer, permission, outcome, code from operation_record order by at',
  )
  expect(rows).toEqual([
    { consumer: null, permission: null, outcome: 'REFUSED', code: 'UNAUTHENTICATED' },
    { consumer: 'vdaa', permission: '4001', outcome: 'RELEASED', code: null },
  ])
})

test('its metrics say so, and its log holds neither token nor query', async () => {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect(metrics).toContain('dagr_requests_total{outcome="RELEASED"} 1')
  expect(metrics).toMatch(/dagr_policy_epoch [1-9]/)
  const { rows } = await main.audit.query<{ node: string; count: string }>(
    'select node, count(*) from operation_record group by node',
  )
  expect(rows).toHaveLength(1)
  for (const { node, count } of rows) {
    expect(metrics).toContain(`dagr_audit_operations_total{node="${node}"} ${count}\n`)
    expect(metrics).toContain(`dagr_audit_access_records_total{node="${node}"} 0\n`)
  }
  // Lines are written together, a little later.
  await expect.poll(() => main.printed()).toContain('"route":"/graphql"')
  expect(main.printed()).not.toMatch(new RegExp(`${main.token.slice(0, 30)}|__typename|hello`))
})

test('a stop that is asked for twice at once, as Ctrl-C through npm is, ends it cleanly', async () => {
  // Two kinds, since a second signal of one kind may be lost; at once, since an idle gateway ends in no time.
  main.process.kill('SIGINT')
  main.process.kill('SIGTERM')
  expect(await once(main.process, 'exit')).toEqual([0, null])
})
