import * as fc from 'fast-check'
import {
  buildSchema,
  getIntrospectionQuery,
  Kind,
  parse,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { DagrError } from '../errors.ts'
import { assertVariables, assertWithin, defaultLimits, limitTable, noLimits, parseWithin } from './limits.ts'
import { listCost } from './list-cost.ts'
import { measureDocument } from './measure.ts'

/** The limit that refuses, or the code of another error, or `fits`. */
function refusedBy(action: () => unknown): unknown {
  try {
    action()
    return 'fits'
  } catch (error) {
    if (!(error instanceof DagrError)) throw error
    return error.code === 'REQUEST_TOO_LARGE' ? error.extensions?.['limit'] : error.code
  }
}

/** Fragments that each use the next one several times. */
function chain(length: number, uses: number): string {
  return Array.from({ length }, (_, n) => `fragment F${n} on Q {${` ...F${n + 1}`.repeat(uses)} }`).join(' ')
}

/** So many fragments with the same selections, and the spreads of all of them. */
function many(count: number, selections: string): string {
  return Array.from({ length: count }, (_, n) => `fragment F${n} on Q { ${selections} }`).join(' ')
}
function spreads(count: number): string {
  return Array.from({ length: count }, (_, n) => `...F${n}`).join(' ')
}

describe('parseWithin', () => {
  test.each([
    ['fits', '{ a { b } }'],
    ['GRAPHQL_PARSE_FAILED', '{ a { b }'],
    ['documentBytes', `{ a } # ${'ā'.repeat(50_000)}`],
    ['tokens', `{${' a'.repeat(10_001)} }`],
    ['depth', `${'{a'.repeat(21)}${'}'.repeat(21)}`],
    ['depth', `{ a { ...F } } fragment F on Q ${'{a'.repeat(20)}${'}'.repeat(20)}`],
    ['aliases', `{${Array.from({ length: 201 }, (_, n) => ` a${n}: a`).join('')} }`],
    ['fields', `{ b {${' a'.repeat(2001)} } }`],
    ['rootFields', `{${' a'.repeat(51)} }`],
    ['fields', `{ a { ...F0 } } ${chain(40, 2)} fragment F40 on Q { a }`],
    ['fields', `{ a { ...F0 } } ${chain(800, 2)} fragment F800 on Q { a }`],
    [
      'fields',
      `{ a {${' a'.repeat(1500)} } }`.replace('{', 'query A {') + ` query B { a {${' a'.repeat(600)} } }`,
    ],
    ['overlaps', `{ b {${' a'.repeat(200)} } }`],
    ['overlaps', `{ b { ${'a { c } '.repeat(101)} } }`],
    ['fits', `{ ${'...F '.repeat(45)} } fragment F on Q { a { a b c d e f g h i j } }`],
    ['overlaps', `{ ${spreads(45)} } ${many(45, 'a { a b c d e f g h i j }')}`],
    ['fits', `{ ...F0 } ${chain(60, 2)} fragment F60 on Q { ...Unknown }`],
    ['fits', '{ a { b } a { b c } ...F } fragment F on Q { a { c } ...Unknown }'],
    ['GRAPHQL_VALIDATION_FAILED', 'fragment A on Q { a ...B } fragment B on Q { b ...A } { ...A }'],
    ['GRAPHQL_VALIDATION_FAILED', `{ a } fragment A on Q {${' a'.repeat(9000)} }`],
    ['GRAPHQL_VALIDATION_FAILED', '{ a } fragment A on Q { ...B ...B } fragment B on Q { ...A ...A }'],
  ])('%s', (limit, text) => {
    expect(refusedBy(() => parseWithin(text, defaultLimits))).toBe(limit)
  })

  test('open mode has no limits, but a document too deep to be read is refused all the same', () => {
    expect(refusedBy(() => parseWithin(`{${' a'.repeat(30_000)} }`, noLimits))).toBe('fits')
    expect(refusedBy(() => parseWithin('{a'.repeat(300_000), noLimits))).toBe('depth')
  })

  test('a refusal says what and how much', () => {
    expect(() => parseWithin(`{${' a'.repeat(51)} }`, defaultLimits)).toThrow(
      expect.objectContaining({
        message: 'Too large: 51 root fields, fragments expanded, at most 50 are allowed',
        extensions: { limit: 'rootFields', allowed: 50, found: 51 },
      }),
    )
    expect(() => assertWithin(defaultLimits, 'fields', Infinity)).toThrow('more than 2000 fields')
  })

  test('every limit has a variable of its own, a default and a meaning', () => {
    const entries = Object.values(limitTable)
    expect(new Set(entries.map((entry) => entry.env)).size).toBe(entries.length)
    for (const { env, default: value, meaning } of entries) {
      expect([env, value > 0, meaning.length > 0]).toEqual([expect.stringMatching(/^LIMIT_/), true, true])
    }
  })
})

interface Node {
  readonly alias: boolean
  readonly fragment: boolean
  readonly below: readonly Node[]
}

function nodesAt(depth: number): fc.Arbitrary<readonly Node[]> {
  const below = depth === 0 ? fc.constant([]) : nodesAt(depth - 1)
  return fc.array(fc.record({ alias: fc.boolean(), fragment: fc.boolean(), below }), { maxLength: 3 })
}

interface Written {
  readonly text: string
  readonly size: { depth: number; fields: number; aliases: number }
}

/** Writes the same selections with fragments where a node says so, and counts them as written out. */
function write(some: readonly Node[], definitions: string[]): Written {
  const size = { depth: 0, fields: 0, aliases: 0 }
  const parts = some.map(({ alias, fragment, below }) => {
    const inside = write(below, definitions)
    size.depth = Math.max(size.depth, 1 + inside.size.depth)
    size.fields += 1 + inside.size.fields
    size.aliases += (alias ? 1 : 0) + inside.size.aliases
    const field = `${alias ? 'x: ' : ''}a${below.length > 0 ? ` { ${inside.text} }` : ''}`
    if (!fragment) return field
    const name = `F${definitions.length}`
    definitions.push(`fragment ${name} on Q { ${field} }`)
    return `...${name}`
  })
  return { text: parts.join(' '), size }
}

describe('measureDocument', () => {
  const nodes = nodesAt(4).filter((some) => some.length > 0)

  test('counts the same whether fields are written out or in fragments', () => {
    fc.assert(
      fc.property(nodes, (some) => {
        const definitions: string[] = []
        const { text, size } = write(some, definitions)
        const measured = measureDocument(parse(`{ ${text} } ${definitions.join(' ')}`))
        expect(measured).toEqual({ ...size, rootFields: some.length, cyclic: null, unused: null })
      }),
    )
  })
})

/** The size that the variables are taken to have. */
function refusedAt(variables: Record<string, unknown>): number {
  let least = 0
  let most = 10_000_000
  while (least < most) {
    const middle = Math.floor((least + most) / 2)
    const fits =
      refusedBy(() => assertVariables(variables, { ...defaultLimits, variablesBytes: middle })) === 'fits'
    if (fits) most = middle
    else least = middle + 1
  }
  return least
}

describe('assertVariables', () => {
  test('refuses large variables of any shape, and stops counting early', () => {
    const limits = { ...defaultLimits, variablesBytes: 1000 }
    expect(refusedBy(() => assertVariables({ a: 'x'.repeat(900) }, limits))).toBe('fits')
    expect(refusedBy(() => assertVariables({ a: 'x'.repeat(1000) }, limits))).toBe('variablesBytes')
    expect(refusedBy(() => assertVariables({ a: { b: Array(1000).fill(1) } }, limits))).toBe('variablesBytes')
    expect(refusedBy(() => assertVariables({ ['k'.repeat(1000)]: null }, limits))).toBe('variablesBytes')
    expect(refusedBy(() => assertVariables({ a: 'x'.repeat(1e6) }, noLimits))).toBe('fits')
    expect(refusedBy(() => assertVariables(undefined, limits))).toBe('fits')
  })

  test('is near the length of the JSON text', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (variables) => {
        const size = refusedAt(variables)
        const bytes = JSON.stringify(variables).length
        expect(size).toBeGreaterThanOrEqual(bytes / 6)
        expect(size).toBeLessThanOrEqual(bytes * 5)
      }),
    )
  })
})

function manyFields(inside: string): string {
  return Array.from({ length: 14 }, (_, n) => `f${n}: fields { ${inside} }`).join(' ')
}

describe('listCost', () => {
  const schema = buildSchema(`
    type Query { people(first: Int = 20, codes: [ID!]): PersonConnection byIds(ids: [ID!]!): [Person!] person: Person }
    type PersonConnection { edges: [PersonEdge!]! }
    type PersonEdge { node: Person! }
    type Person { name: String friends: [Person!] things(first: Int): ThingConnection }
    type ThingConnection { edges: [ThingEdge!]! }
    type ThingEdge { node: Thing }
    union Thing = Person
  `)

  test.each<[number, string, Record<string, unknown>?]>([
    [2, '{ person { name } }'],
    [1 + 1 + 5, '{ person { friends { __typename } } }'],
    [1 + 20 * 3, '{ people { edges { node { name } } } }'],
    [1 + 3 * 3, '{ people(first: 3) { edges { node { name } } } }'],
    [1 + 7 * 3, 'query($n: Int) { people(first: $n) { edges { node { name } } } }', { n: 7 }],
    [1 + 20 * 3, 'query($n: Int) { people(first: $n) { edges { node { name } } } }'],
    [1 + 3, '{ byIds(ids: [1, 2, 3]) { name } }'],
    [1 + 4, 'query($ids: [ID!]!) { byIds(ids: $ids) { name } }', { ids: [1, 2, 3, 4] }],
    [1 + 1 + 5 * (1 + 5 * 1), '{ person { friends { friends { name } } } }'],
    [
      1 + 2 * (2 + 1 + 100 * 3),
      '{ people(first: 2) { edges { node { things { edges { node { __typename } } } } } } }',
    ],
    [
      1 + 2 * 3,
      'query { people(first: 2) { ...P } } fragment P on PersonConnection { edges { node { name } } }',
    ],
  ])('%d for %s', (cost, text, variables = {}) => {
    expect(costOf(text, variables)).toBe(cost)
  })

  test('a page of less than nothing does not pay for the others', () => {
    const rest = costOf('{ people { edges { node { name } } } }')
    expect(
      costOf('{ a: people(first: -1000) { edges { node { name } } } people { edges { node { name } } } }'),
    ).toBe(1 + (rest ?? 0))
  })

  test('introspection costs what it answers, and the usual one is affordable', () => {
    expect(costOf(getIntrospectionQuery())).toBeLessThan(defaultLimits.listCost)
    expect(
      costOf(`{ __schema { types { ${manyFields(`type { ${manyFields('name')} }`)} } } }`),
    ).toBeGreaterThan(100_000)
  })

  test('pages within pages multiply, without expanding a fragment twice', () => {
    const levels = 1000
    const texts = Array.from(
      { length: levels },
      (_, n) => `fragment F${n} on Person { friends { ...F${n + 1} ...F${n + 1} } }`,
    )
    expect(costOf(`{ person { ...F0 } } ${texts.join(' ')} fragment F${levels} on Person { name }`)).toBe(
      Infinity,
    )
  })

  function costOf(text: string, variables: Record<string, unknown> = {}): number | undefined {
    const fragments = new Map<string, FragmentDefinitionNode>()
    let operation: OperationDefinitionNode | undefined
    for (const each of parse(text).definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
      if (each.kind === Kind.OPERATION_DEFINITION) operation = each
    }
    return operation && listCost(operation, { schema, fragments, variables })
  }
})
