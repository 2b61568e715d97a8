import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as naive from '#tests/naive-tree.ts'
import { placeOf } from './head-node.ts'
import type { Head, HeadNode } from './head-node.ts'
import { HeadsMap } from './heads-map.ts'
import { membershipPath } from './membership-path.ts'
import type { HeadsReader } from './membership-path.ts'

/** Tokens that agree in many of their first bits are as likely as those that do not. */
const tokens = fc
  .tuple(
    fc.constantFrom('', '00', '0000', '000000', 'ffff', 'abcdef', '5a'.repeat(31)),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  .map(([beginning, rest]) => Buffer.concat([Buffer.from(beginning, 'hex'), rest]).subarray(0, 32))
const heads = fc.uniqueArray(
  fc.record({
    token: tokens,
    count: fc.integer({ min: 1, max: 1_000_000 }),
    head: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  }),
  { selector: ({ token }) => token.toString('hex'), maxLength: 60 },
)

/** As `subject_head` answers. */
class Table implements HeadsReader {
  readonly rows = new Map<string, Head>()
  readonly #map: HeadsMap

  constructor(map: HeadsMap) {
    this.#map = map
  }

  put(changed: readonly Head[]): ReturnType<HeadsMap['replace']> {
    for (const head of changed) this.rows.set(head.token.toString('hex'), head)
    const buckets = new Set(changed.map(({ token }) => this.#map.bucketOf(placeOf(token))))
    return this.#map.replace(
      buckets,
      this.sorted().filter(({ token }) => buckets.has(this.#map.bucketOf(placeOf(token)))),
    )
  }

  sorted(): Head[] {
    return [...this.rows.values()].toSorted((one, other) => one.token.compare(other.token))
  }

  naive(): naive.Head[] {
    return this.sorted().map(({ token, count, head }) => ({ token, count, link: head }))
  }

  async branches() {
    return this.#map.branches()
  }

  async heads(first: number, last: number) {
    return this.sorted().filter(({ token }) => placeOf(token) >= first && placeOf(token) <= last)
  }
}

const hex = (hash: Buffer | undefined): string | undefined => hash?.toString('hex')

function told(branches: ReadonlyMap<number, HeadNode>): string[] {
  return Array.from(
    branches,
    ([branch, { subjects, root }]) => `${branch} ${subjects} ${hex(root)}`,
  ).toSorted()
}

const expectedSubjects = fc.constantFrom(0, 50_000, 200_000)

test('the root is that of the naive map, however heads come and grow, and a change taken back leaves nothing', () => {
  fc.assert(
    fc.property(
      expectedSubjects,
      fc.array(heads, { minLength: 1, maxLength: 4 }),
      heads,
      (expected, batches, undone) => {
        const map = new HeadsMap(expected)
        const table = new Table(map)
        for (const batch of batches) {
          table.put(batch)
          expect(hex(map.root)).toBe(hex(naive.mapRoot(table.naive(), 0)))
          expect(map.subjects).toBe(table.rows.size)
        }
        const before = [hex(map.root), map.subjects, ...told(map.branches())]
        table.put(undone).revert()
        expect([hex(map.root), map.subjects, ...told(map.branches())]).toEqual(before)
      },
    ),
    { numRuns: 40 },
  )
})

test('the branches that a change tells of are all that changed', () => {
  fc.assert(
    fc.property(expectedSubjects, heads, heads, (expected, before, changed) => {
      const map = new HeadsMap(expected)
      const table = new Table(map)
      table.put(before)
      const branches = map.branches()
      for (const [branch, node] of table.put(changed).branches) branches.set(branch, node)
      expect(told(branches)).toEqual(told(map.branches()))
    }),
    { numRuns: 40 },
  )
})

test('paths lead to the root: of tokens that are there, and of those that are not', async () => {
  await fc.assert(
    fc.asyncProperty(heads, tokens, async (all, absent) => {
      const table = new Table(new HeadsMap(0))
      table.put(all)
      for (const token of [...all.slice(0, 2).map((head) => head.token), absent]) {
        const path = await membershipPath(token, table)
        const { siblings, found } = naive.descend(table.naive(), token, 0)
        expect(path.siblings.map(hex)).toEqual(siblings.map(hex))
        const [own, other] = found?.token.equals(token) ? [found, null] : [null, found]
        expect(hex(path.own?.head)).toBe(hex(own?.link))
        expect(hex(path.neighbour?.token)).toBe(hex(other?.token))
      }
    }),
    { numRuns: 40 },
  )
})

test('a map is as deep as it is large, and says when it has become too small', () => {
  expect([0, 8192, 16_384, 2_000_000, 100_000_000].map((subjects) => new HeadsMap(subjects).depth)).toEqual([
    12, 12, 13, 20, 22,
  ])
  expect(new HeadsMap(0).isCrowded).toBe(false)
})
