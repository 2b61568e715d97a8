import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { truthOf } from '#policies/condition.ts'
import type { Condition } from '#policies/model.ts'
import type { TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'
import type { AttributeValues } from '#tests/row-conditions.ts'
import { conditions, rowCondition } from '#tests/row-conditions.ts'
import { asInserted, asRead, days, randomRows, scopesIn, searches } from './scoped-searches.ts'

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

const earlier = '01018012345'
const nobody = '39999999999'
const nothing = { where: { any: [] } }
const refused = { extensions: { code: 'ARGUMENT_NOT_VALID' } }

describe.each(searches)('row conditions over $search', (searched) => {
  const {
    registry: name,
    type,
    search,
    lookup,
    key,
    table,
    attributes,
    lists = {},
    isAboutPeople = false,
  } = searched
  let registry: TestRegistry
  const rows = randomRows(searched).map((row) => asRead(searched, row))
  const first = String(rows[0]?.id)
  const compared = Object.entries({ ...attributes, ...lists }).map(
    ([attribute, values]): AttributeValues => ({
      attribute: `${type}.${attribute}`,
      values,
      isOrdered: values === days,
    }),
  )

  beforeAll(async () => {
    registry = await openTestRegistry(name)
    await registry.insert(
      table,
      rows.map((row) => asInserted(searched, row)),
    )
    if (isAboutPeople)
      await registry.insert('personal_code', [
        ...rows.map(({ id }) => ({ code: id, person_code: id, current: true })),
        { code: earlier, person_code: first, current: false },
      ])
  })
  beforeEach(() => void registry.statements())
  afterAll(() => registry.close())

  /** What the reference of conditions says, where the caller is the first person. */
  const holding = (condition: Condition): string[] =>
    rows
      .filter((row) =>
        truthOf(condition, {
          subject: isAboutPeople ? row.id : null,
          callerCodes: new Set([first]),
          attribute: (coordinate) => row[coordinate.slice(type.length + 1)],
          bindings: { claims: {}, parameters: {}, relations: {}, today: '2026-01-01' },
          consented: undefined,
        }),
      )
      .map(({ id }) => id)

  async function page(variables: Record<string, unknown>): Promise<Page> {
    const text = `query ($scope: RowScope, $first: Int, $after: String) {
      found: ${search}(scope: $scope, first: $first, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
      } }`
    const { data, errors } = await registry.ask(text, variables)
    expect(errors).toBeUndefined()
    return data?.['found'] as Page
  }

  async function lookUp(codes: readonly string[], scope: object): Promise<string[]> {
    const fields = codes.map((code, index) => `r${index}: ${lookup}(${key}: "${code}", scope: $scope) { id }`)
    const { data, errors } = await registry.ask(`query ($scope: RowScope) { ${fields.join(' ')} }`, { scope })
    expect(errors).toBeUndefined()
    return Object.values(data ?? {}).flatMap((row) => (row as { id: string } | null)?.id ?? [])
  }

  test('the source, the lookup and the reference agree, whatever the condition', async () => {
    const all = rows.map(({ id }) => id)
    const property = fc.asyncProperty(conditions(compared, isAboutPeople, 0), async (condition) => {
      const scope = where(condition)
      const expected = holding(condition)
      expect(idsOn(await page({ scope, first: 100 }))).toEqual(expected)
      expect(await lookUp(all, scope)).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 60 })
  })

  test('pages are of the rows of which the condition is true, and nothing tells of others', async () => {
    const size = fc.integer({ min: 1, max: 7 })
    const property = fc.asyncProperty(conditions(compared, false, 0), size, async (condition, pageSize) => {
      const expected = holding(condition)
      const found: string[] = []
      let after: string | null = null
      do {
        // oxlint-disable-next-line no-await-in-loop -- a page begins where the one before ended
        const { edges, pageInfo } = await page({ scope: where(condition), first: pageSize, after })
        found.push(...edges.map(({ node }) => node.id))
        expect(pageInfo.hasNextPage).toBe(found.length < expected.length)
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null
      } while (after !== null)
      expect(found).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 15 })
  })

  test('a lookup takes as many statements for what is outside as for nothing', async () => {
    const scopes = [nothing, ...(isAboutPeople ? [{ subjects: [nobody] }] : [])]
    for (const scope of scopes) {
      // oxlint-disable no-await-in-loop -- statements are counted one lookup after the other
      expect(await lookUp([nobody], scope)).toEqual([])
      const forNothing = registry.statements()
      for (const code of isAboutPeople ? [first, earlier] : [first]) {
        expect(await lookUp([code], scope)).toEqual([])
        expect(registry.statements()).toEqual(forNothing)
      }
    }
  })

  test('the schema names each attribute that is taken', () => {
    const declared = scopesIn(`subgraphs/${name}/schema.graphql`)
    expect(declared.get(search)?.toSorted()).toEqual(compared.map(({ attribute }) => attribute).toSorted())
    expect(declared.get(lookup)).toEqual(declared.get(search))
  })

  const [{ attribute }] = compared as [AttributeValues]
  test.each<[string, object]>([
    ['nothing', {}],
    ['two things', { all: [], any: [] }],
    ['an attribute that is not compared', { attribute }],
    ['an attribute that is compared twice', { attribute, in: [], atLeast: '1' }],
    ['a list that no attribute is compared with', { in: [] }],
    ['a limit beside a choice', { any: [], atMost: '1' }],
    ['a text that has no order', { attribute, atLeast: '0001000' }],
    ['a field that is no attribute', { attribute: `${type}.id`, in: [] }],
    ['an attribute of another type', { attribute: 'Other.municipality', in: [] }],
    ['an attribute that every object has', { attribute: `${type}.__proto__`, in: [] }],
    ...Object.keys(lists).map((list): [string, object] => [
      'a list that has no order',
      { attribute: `${type}.${list}`, atMost: '1' },
    ]),
    ['an attribute without a type', { attribute: 'municipality', in: [] }],
    ...(isAboutPeople ? [] : [['data subjects', { subjects: [first] }] as [string, object]]),
    ['too deep', nested(33)],
    ['too much', { any: Array.from({ length: 1000 }, () => ({ all: [] })) }],
    ['too many values', { attribute, in: Array.from({ length: 50_001 }, () => '') }],
  ])('refuses %s, though all else is true', async (_, condition) => {
    const text = `query ($scope: RowScope) {
      searched: ${search}(scope: $scope) { edges { cursor } }
      lookedUp: ${lookup}(${key}: "${first}", scope: $scope) { id }
    }`
    const { data, errors } = await registry.ask(text, { scope: { where: { any: [{ all: [] }, condition] } } })
    expect(data).toEqual({ searched: null, lookedUp: null })
    expect(errors).toMatchObject([refused, refused])
    expect(registry.statements()[table]).toBeUndefined()
  })
})

function where(condition: Condition): object {
  return { where: rowCondition(condition, [earlier]) }
}

function idsOn({ edges }: Page): string[] {
  return edges.map(({ node }) => node.id)
}

function nested(depth: number): object {
  return depth === 1 ? { all: [] } : { not: nested(depth - 1) }
}
