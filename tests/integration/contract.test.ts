import { buildClientSchema, getIntrospectionQuery } from 'graphql'
import type { GraphQLSchema, IntrospectionQuery } from 'graphql'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { structureOf } from '#gateway/operation/coordinates.ts'
import { coordinatesOf, placeholder } from '#gateway/operation/contract.ts'
import { publish, readAgreement } from '#policies/store.ts'
import { misspellings, namesOf, toldWords } from '#tests/misspellings.ts'
import { demoGrants } from '#tests/release/grants.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'
import { demoCallers } from '#tools/demo/callers.ts'

let dagr: DagrUnderTest
let api: GraphQLSchema

beforeAll(async () => {
  dagr = await runDagr()
  api = (await composeOwnSubgraphs()).api
})
afterAll(() => dagr.stop())

async function introspected(caller: string, permission: string): Promise<GraphQLSchema> {
  const { data } = await dagr.ask(
    caller,
    { query: getIntrospectionQuery() },
    { 'x-dagr-permission': permission },
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the introspection query asks for
  return buildClientSchema(data as unknown as IntrospectionQuery)
}

function isRequired(coordinate: string): boolean {
  const [, field = '', argument] = /^(?:Query|Mutation)\.(\w+)\((\w+):\)$/.exec(coordinate) ?? []
  const roots = [api.getQueryType(), api.getMutationType()].map((type) => type?.getFields()[field])
  return roots.some((root) =>
    root?.args.some(({ name, type }) => name === argument && String(type).endsWith('!')),
  )
}

async function permissionsOf(headers: Record<string, string>) {
  const response = await fetch(`${dagr.url}/current_user_permissions`, { headers })
  return { status: response.status, body: await response.json() }
}

const callers = [...demoCallers].flatMap(([caller, { permissions }]) =>
  permissions.map((permission) => ({ caller, permission })),
)

describe('what a caller is told of the schema is what the permission covers', () => {
  test.each(callers)('introspection of $caller under $permission', async ({ caller, permission }) => {
    const schema = await introspected(caller, permission)
    const grants = demoGrants.get(permission)
    const isFree = (coordinate: string): boolean => {
      const type = schema.getType(/^\w+/.exec(coordinate)?.[0] ?? '')
      // Required arguments come with their field; rows' carriers follow what returns them; a placeholder is nothing.
      const isCarrier = type ? structureOf(type) !== null : false
      return isCarrier || isRequired(coordinate) || coordinate.endsWith(`.${placeholder}`)
    }
    const shown = coordinatesOf(schema)
    expect(shown.filter((coordinate) => !grants?.has(coordinate) && !isFree(coordinate))).toEqual([])
    expect(shown.filter((coordinate) => coordinate.startsWith('Query.'))).not.toEqual([])
  })

  // A few of them; tests/contract-schema.test.ts tries all.
  test.each(callers)('mistakes of $caller under $permission', async ({ caller, permission }) => {
    const known = namesOf(await introspected(caller, permission))
    const hidden = namesOf(api)
    const texts = misspellings(api).filter((_, position) => position % 29 === 0)
    const told: string[] = []
    for (const query of texts) {
      const { errors, data } = await dagr.ask(caller, { query }, { 'x-dagr-permission': permission })
      expect(data).toBeUndefined()
      for (const { message, extensions, path } of errors) {
        expect([extensions, path]).toEqual([{ code: 'GRAPHQL_VALIDATION_FAILED' }, undefined])
        told.push(...toldWords(message, query))
      }
    }
    expect(told.filter((word) => hidden.has(word) && !known.has(word))).toEqual([])
  })
})

test('of whoever has no permission in force, nothing is told, and a text that is valid says why', async () => {
  const nothing = { 'x-dagr-permission': '9999' }
  const [mistaken] = (await dagr.ask('vid', { query: '{ persn(personalCode: "1") { givenName } }' }, nothing))
    .errors
  expect(mistaken).toMatchObject({
    message: 'Cannot query field "persn" on type "Query".',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
  const [refused] = (await dagr.ask('vid', { query: '{ __schema { types { name } } }' }, nothing)).errors
  expect(refused?.extensions['code']).toBe('PERMISSION_NOT_VALID')
})

describe('GET /current_user_permissions', () => {
  test('gives each permission of the organisation that is in force, by registry', async () => {
    const { status, body } = await permissionsOf({ authorization: `Bearer ${await dagr.token('vid')}` })
    expect(status).toBe(200)
    const entries = body as { service_name: string; permission_number: string; access_control_tree: object }[]
    const services = (permission: string) =>
      entries.filter((each) => each.permission_number === permission).map((each) => each.service_name)
    expect(services('1001')).toEqual(expect.arrayContaining(['population', 'cadastre', 'enterprise']))
    expect(services('1002')).toEqual(expect.arrayContaining(['population', 'cadastre']))
    expect(new Set(entries.map((each) => each.permission_number))).toEqual(new Set(['1001', '1002', '8001']))
    const person = entries.find(
      (each) => each.permission_number === '1002' && each.service_name === 'population',
    )
    expect(person).toMatchObject({
      purpose_of_use: expect.any(String),
      use_count: expect.any(Number),
      use_count_quota: null,
      valid_to: null,
      access_control_tree: { name: 'population', read_access: 'partial' },
    })
    expect(JSON.stringify(person?.access_control_tree)).toContain(
      '{"name":"personalCode","read_access":"full","properties":null}',
    )
    expect(JSON.stringify(body)).not.toContain('dateOfBirth')
  })

  test('counts the uses of today', async () => {
    const usesOf = async () => {
      const { body } = await permissionsOf({ authorization: `Bearer ${await dagr.token('riga')}` })
      return (body as { use_count: number }[])[0]?.use_count ?? 0
    }
    const before = await usesOf()
    await dagr.ask('riga', { query: '{ __typename }' })
    expect(await usesOf()).toBe(before + 1)
  })

  test('asks for a token, as everything does', async () => {
    expect(await permissionsOf({})).toMatchObject({
      status: 401,
      body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    expect((await permissionsOf({ authorization: 'Bearer abc' })).status).toBe(401)
  })
})

test('an agreement that is suspended is no current permission, and its contract is empty', async () => {
  const numbers = async () => {
    const { body } = await permissionsOf({ authorization: `Bearer ${await dagr.token('csp')}` })
    return (body as { permission_number: string }[]).map((each) => each.permission_number)
  }
  expect(await numbers()).toContain('3001')
  await suspend('3001')
  await expect.poll(numbers).toEqual([])
  const [mistaken] = (await dagr.ask('csp', { query: '{ person { edges { node { se } } } }' })).errors
  expect(mistaken?.message).toBe('Cannot query field "person" on type "Query".')
})

async function suspend(permission: string): Promise<void> {
  const pool = new Pool({ connectionString: dagr.urls.policy, max: 1 })
  try {
    const agreement = await readAgreement(pool, permission)
    if (!agreement) throw new Error(`no agreement ${permission}`)
    await publish(pool, { agreements: [{ ...agreement, status: 'suspended' }] }, { author: 'test' })
  } finally {
    await pool.end()
  }
}

test('attempts without a valid token are limited there as well', async () => {
  const statuses: number[] = []
  for (let attempt = 0; attempt < 60; attempt++) statuses.push((await permissionsOf({})).status)
  expect(statuses).toContain(503)
})
