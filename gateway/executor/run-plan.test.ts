import { expect, test } from 'vitest'
import type { FetchNode, PathSegment, PlanNode, Selector } from '#gateway/planner/query-plan.ts'
import { runPlan } from './run-plan.ts'
import type { SubgraphClient } from './subgraph-client.ts'
import type { SubgraphError, SubgraphReply } from './subgraph-reply.ts'

const key = (name: string): PathSegment => ({ kind: 'key', key: name })
const list: PathSegment = { kind: 'list' }
const field = (name: string): Selector => ({ kind: 'field', key: name, selectors: null })
const onType = (name: string, ...fields: string[]): Selector => ({
  kind: 'fragment',
  types: new Set([name]),
  selectors: ['__typename', ...fields].map(field),
})

/** As if every key had been asked for. */
const everything = Object.assign(new Map<string, null>(), { get: () => null })
const anything = { untyped: everything, byType: new Map(), otherwise: everything }

function fetchNode(subgraph: string, more: Partial<FetchNode> = {}): FetchNode {
  return {
    kind: 'fetch',
    endpoint: { name: subgraph, url: `http://${subgraph}` },
    repeatable: true,
    bodyHead: '{"query":"","variables":',
    variables: [],
    asked: anything,
    requires: null,
    hot: null,
    inputRewrites: [],
    interfaceNames: new Set(),
    outputRewrites: [],
    ...more,
  }
}

const entities = (subgraph: string, path: readonly PathSegment[], more: Partial<FetchNode>): PlanNode => ({
  kind: 'flatten',
  path,
  node: fetchNode(subgraph, more),
})
const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'sequence', nodes })

type Scripted = { data: unknown; errors?: SubgraphError[] } | Error

/** Answers each subgraph's requests in turn, from JSON as the wire would give it, and remembers what was sent. */
function scripted(script: Record<string, Scripted[]>): SubgraphClient & { sent: Record<string, unknown>[] } {
  const sent: Record<string, unknown>[] = []
  return {
    sent,
    async send({ name }, body): Promise<SubgraphReply> {
      sent.push({ name, ...JSON.parse(body).variables })
      const answer = script[name]?.shift()
      if (answer === undefined) throw new Error('not scripted')
      if (answer instanceof Error) throw answer
      const { data, errors = [] } = answer
      return { data: JSON.parse(JSON.stringify(data)), errors, position: null }
    },
    close: async () => undefined,
  }
}

const run = (root: PlanNode, client: SubgraphClient, variables: Record<string, unknown> = {}) =>
  runPlan({ root }, { client, variables })

const friends = {
  friends: [
    { __typename: 'User', id: '1' },
    null,
    { __typename: 'User', id: '2' },
    { __typename: 'User', id: '1' },
  ],
}
const names = entities('names', [key('friends'), list], { requires: [onType('User', 'id')] })

test('equal representations are asked once, and their answer goes everywhere', async () => {
  const client = scripted({
    users: [{ data: friends }],
    names: [{ data: { _entities: [{ name: 'A' }, { name: 'B' }] } }],
  })
  const { data, errors, fetches } = await run(sequence(fetchNode('users'), names), client)
  expect(client.sent[1]).toEqual({
    name: 'names',
    representations: [
      { __typename: 'User', id: '1' },
      { __typename: 'User', id: '2' },
    ],
  })
  expect(data['friends']).toEqual([
    { __typename: 'User', id: '1', name: 'A' },
    null,
    { __typename: 'User', id: '2', name: 'B' },
    { __typename: 'User', id: '1', name: 'A' },
  ])
  expect(errors).toEqual([])
  expect(fetches).toEqual({ users: 1, names: 1 })
})

test("an entity's error is told at every place of the entity, in the response's own names", async () => {
  const client = scripted({
    users: [{ data: friends }],
    names: [
      {
        data: { _entities: [{ name_0: null }, { name_0: 'B' }] },
        errors: [{ message: 'no', path: ['_entities', 0, 'name_0'], extensions: { code: 'X' } }],
      },
    ],
  })
  const renaming = entities('names', [key('friends'), list], {
    requires: [onType('User', 'id')],
    outputRewrites: [{ path: [], key: 'name_0', action: { kind: 'rename', to: 'name' } }],
  })
  const { data, errors } = await run(sequence(fetchNode('users'), renaming), client)
  expect(errors.map(({ path }) => path)).toEqual([
    ['friends', 0, 'name'],
    ['friends', 3, 'name'],
  ])
  expect(errors[0]).toMatchObject({
    subgraph: 'names',
    message: 'no',
    code: 'REGISTRY_UNAVAILABLE',
    extensions: { code: 'X' },
  })
  const [first, , second] = data['friends'] as Record<string, unknown>[]
  expect(first).toHaveProperty('name', undefined)
  expect(second).toHaveProperty('name', 'B')
  expect(first).not.toHaveProperty('name_0')
})

test('elements without a representation do not shift the others', async () => {
  const mixed = { friends: [{ __typename: 'Firm' }, { __typename: 'User', id: '1' }] }
  const client = scripted({
    users: [{ data: mixed }],
    names: [{ data: { _entities: [null] }, errors: [{ message: 'no', path: ['_entities', 0] }] }],
  })
  const { errors } = await run(sequence(fetchNode('users'), names), client)
  expect(errors.map(({ path }) => path)).toEqual([['friends', 1]])
})

test('null is what the registry said; what an error nulled is undefined, and required as null', async () => {
  const plan = sequence(
    fetchNode('users'),
    entities('taxes', [key('me')], { requires: [onType('User', 'id', 'said', 'failed')] }),
    entities('names', [key('me')], { requires: [onType('User', 'id', 'neverFetched')] }),
  )
  const client = scripted({
    users: [
      {
        data: { me: { __typename: 'User', id: '1', said: null, failed: null } },
        errors: [{ message: 'no', path: ['me', 'failed', 'deep', 0] }],
      },
    ],
    taxes: [{ data: { _entities: [{ tax: 1 }] } }],
  })
  const { data, fetches } = await run(plan, client)
  expect(data['me']).toStrictEqual({ __typename: 'User', id: '1', said: null, failed: undefined, tax: 1 })
  expect(client.sent[1]).toEqual({
    name: 'taxes',
    representations: [{ __typename: 'User', id: '1', said: null, failed: null }],
  })
  expect(fetches).toEqual({ users: 1, taxes: 1 })
})

test('a failed fetch is one error without a path, and costs its own fields only', async () => {
  const client = scripted({ users: [{ data: friends }], names: [new Error('no answer within 3000 ms')] })
  const { data, errors } = await run(sequence(fetchNode('users'), names), client)
  expect(data).toEqual(friends)
  expect(errors).toEqual([
    {
      message: 'names: no answer within 3000 ms',
      code: 'REGISTRY_UNAVAILABLE',
      path: null,
      around: expect.any(Array),
      subgraph: 'names',
    },
  ])
})

test('a wrong number of entities is no answer', async () => {
  const client = scripted({ users: [{ data: friends }], names: [{ data: { _entities: [{ name: 'A' }] } }] })
  const { data, errors } = await run(sequence(fetchNode('users'), names), client)
  expect(errors).toHaveLength(1)
  expect(data).toEqual(friends)
})

test('type conditions on a path, nested lists, and shapes that do not fit', async () => {
  const path: PathSegment[] = [key('rows'), list, list, { kind: 'types', types: new Set(['User']) }]
  const client = scripted({
    users: [
      {
        data: {
          rows: [
            [
              { __typename: 'User', id: '1' },
              { __typename: 'Firm', id: '2' },
            ],
            null,
            'x',
            [[]],
          ],
        },
      },
    ],
    names: [{ data: { _entities: [{ name: 'A' }] } }],
  })
  const plan = sequence(fetchNode('users'), entities('names', path, { requires: [onType('User', 'id')] }))
  const { data, errors } = await run(plan, client)
  expect(errors).toEqual([])
  expect(data).toMatchObject({ rows: [[{ name: 'A' }, { id: '2' }], null, 'x', [[]]] })
})

test("an interface object's name does not replace the type that is known", async () => {
  const client = scripted({
    users: [{ data: { me: { __typename: 'User', id: '1' } } }],
    names: [{ data: { _entities: [{ __typename: 'Named', name: 'A' }] } }],
  })
  const asInterface = entities('names', [key('me')], {
    requires: [onType('User', 'id')],
    inputRewrites: [{ path: [], key: '__typename', action: { kind: 'set', value: 'Named' } }],
    interfaceNames: new Set(['Named']),
  })
  const { data } = await run(sequence(fetchNode('users'), asInterface), client)
  expect(client.sent[1]).toEqual({ name: 'names', representations: [{ __typename: 'Named', id: '1' }] })
  expect(data['me']).toEqual({ __typename: 'User', id: '1', name: 'A' })
})

const condition = (defaultValue: boolean): PlanNode => ({
  kind: 'condition',
  variable: 'with',
  defaultValue,
  whenTrue: fetchNode('yes'),
  whenFalse: fetchNode('no'),
})

async function chosen(defaultValue: boolean, variables: Record<string, unknown>): Promise<string[]> {
  const client = scripted({ yes: [{ data: {} }], no: [{ data: {} }] })
  return Object.keys((await run(condition(defaultValue), client, variables)).fetches)
}

test('conditions choose by the variable or its default', async () => {
  expect(await chosen(true, {})).toEqual(['yes'])
  expect(await chosen(true, { with: false })).toEqual(['no'])
  expect(await chosen(false, { with: true })).toEqual(['yes'])
})

test('names from outside never reach a prototype', async () => {
  const evil = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"me":{"__typename":"User","id":"1","__proto__":{"a":1}}}',
  ) as object
  const client: SubgraphClient = {
    async send({ name }) {
      const entity = JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}') as Record<string, unknown>
      return {
        data: name === 'users' ? { ...JSON.parse(JSON.stringify(evil)) } : { _entities: [entity] },
        errors: [],
        position: null,
      }
    },
    close: async () => undefined,
  }
  const plan = sequence(
    fetchNode('users', { variables: ['__proto__', 'constructor', 'toString'] }),
    entities('names', [key('me')], { requires: [onType('User', 'id')] }),
    entities('names', [key('toString')], { requires: [onType('User', 'id')] }),
  )
  const { data, errors } = await run(plan, client)
  expect(errors).toEqual([])
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  const me = data['me'] as Record<string, unknown>
  expect(Object.getPrototypeOf(me)).toBe(Object.prototype)
  expect(Object.hasOwn(me, '__proto__')).toBe(true)
  expect(me['constructor']).toBe('x')
})
