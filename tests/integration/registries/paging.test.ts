import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RegistryName, TestRegistry } from '#tests/registry.ts'
import { openTestRegistry } from '#tests/registry.ts'

interface PagedSearch {
  registry: RegistryName
  field: string
  /** Argument that names rows one by one. */
  listedBy?: string
  table: string
  rowOf(key: string): Record<string, unknown>
}

interface Page {
  edges: { cursor: string; node: { id: string } }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

const searches: readonly PagedSearch[] = [
  {
    registry: 'addresses',
    field: 'addresses',
    table: 'address',
    rowOf: (code) => ({ code, type_code: 108, status: 'EKS', name: code, search_address: code }),
  },
  {
    registry: 'cadastre',
    field: 'properties',
    listedBy: 'cadastralNumbers',
    table: 'property',
    rowOf: (code) => ({ cadastral_number: code, not_corroborated: false }),
  },
  {
    registry: 'enterprise',
    field: 'legalEntities',
    listedBy: 'registrationNumbers',
    table: 'legal_entity',
    rowOf: (code) => ({
      registration_number: code,
      legal_name: code,
      search_name: code,
      without_quotes: false,
    }),
  },
  {
    registry: 'institutions',
    field: 'institutions',
    table: 'institution',
    rowOf: (code) => ({
      registration_number: code,
      legal_name: code,
      search_name: code,
      status: 'REGISTERED',
    }),
  },
  {
    registry: 'population',
    field: 'persons',
    listedBy: 'personalCodes',
    table: 'person',
    rowOf: (code) => ({
      code,
      given_name: code,
      family_name: code,
      search_given_name: code,
      search_family_name: code,
      date_of_birth: '2000-01-01',
      sex: 'MALE',
      address_secret: false,
    }),
  },
]

const rows = 43

/** Every seventh has ended. */
const isShown = (code: string): boolean => Number(code) % 7 !== 0

test.each(searches)('pages of $field, one after the other, are all rows in order', async (search) => {
  const registry = await openTestRegistry(search.registry)
  try {
    // Inserted in another order than that of the keys.
    const codes = Array.from({ length: rows }, (_, i) => String(39_000_000_000 + ((i * 17) % rows) * 1001))
    await registry.insert(
      search.table,
      codes.map((code) => ({
        ...search.rowOf(code),
        origin: 'synthetic',
        ...(!isShown(code) && { ended_at: '2025-01-01T00:00:00Z' }),
      })),
    )
    if (search.registry === 'population') {
      await registry.insert(
        'personal_code',
        codes.map((code) => ({ code, person_code: code, current: true })),
      )
    }
    const expected = codes.filter(isShown).toSorted()
    const pageSizes = fc.array(fc.integer({ min: 1, max: rows }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(pageSizes, async (sizes) => {
        expect(await allPages(registry, search.field, sizes)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
    if (search.listedBy === undefined) return
    const named = `${search.listedBy}: ${JSON.stringify(codes)}`
    const { data } = await registry.ask(`{ page: ${search.field}(${named}) { edges { node { id } } } }`)
    // Unless said otherwise, the page has room for all that are named.
    expect(data?.page).toEqual({ edges: expected.map((id) => ({ node: { id } })) })
  } finally {
    await registry.close()
  }
})

async function allPages(registry: TestRegistry, field: string, sizes: readonly number[]): Promise<string[]> {
  const found: string[] = []
  let after: string | null = null
  for (let turn = 0; ; turn++) {
    const first = sizes[turn % sizes.length]
    // oxlint-disable-next-line no-await-in-loop -- the next page begins where this one ends
    const { edges, pageInfo } = await page(registry, field, first, after)
    expect(edges.length).toBeLessThanOrEqual(first ?? 0)
    expect(pageInfo).toMatchObject({
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    })
    found.push(...edges.map(({ node }) => node.id))
    after = pageInfo.endCursor
    if (!pageInfo.hasNextPage || after === null) return found
  }
}

async function page(
  registry: TestRegistry,
  field: string,
  first: number | undefined,
  after: string | null,
): Promise<Page> {
  const { data, errors } = await registry.ask(
    `query ($first: Int, $after: String) {
      page: ${field}(first: $first, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`,
    { first, after },
  )
  expect(errors).toBeUndefined()
  return data?.page as Page
}
