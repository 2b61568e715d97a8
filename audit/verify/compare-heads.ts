import { hexOf, isEqual } from './bytes.ts'
import type { Found } from './found.ts'
import { branchBits } from './heads-map.ts'
import type { Branch, Head } from './heads-map.ts'

/** Compares the ends of the chains that follow from the records with the stored ones; both are in the order of tokens. */
export async function compareHeads(
  heads: Iterable<Head>,
  stored: AsyncIterable<readonly Head[]>,
  found: Found,
): Promise<void> {
  const expected = heads[Symbol.iterator]()
  let next = expected.next()
  for await (const rows of stored) {
    for (const row of rows) {
      for (; !next.done && compare(next.value.token, row.token) < 0; next = expected.next())
        found.add('HEAD_MISSING', placeOf(next.value))
      if (next.done || compare(next.value.token, row.token) > 0) {
        found.add('HEAD_UNKNOWN', placeOf(row))
        continue
      }
      if (next.value.count !== row.count)
        found.add(
          'HEAD_CHANGED',
          placeOf(row),
          `${next.value.count} records, ${row.count} in the stored chain`,
        )
      else if (!isEqual(next.value.link, row.link)) found.add('HEAD_CHANGED', placeOf(row))
      next = expected.next()
    }
  }
  for (; !next.done; next = expected.next()) found.add('HEAD_MISSING', placeOf(next.value))
}

/** Compares the roots of the map's branches with the stored ones, which proofs of histories are made from. */
export async function compareBranches(
  branches: Iterable<Branch>,
  stored: AsyncIterable<readonly Branch[]>,
  found: Found,
): Promise<void> {
  const missing = new Map(Array.from(branches, (each) => [each.branch, each]))
  for await (const rows of stored) {
    for (const { branch, subjects, root } of rows) {
      const expected = missing.get(branch)
      missing.delete(branch)
      if (expected?.subjects !== subjects || !isEqual(expected.root, root))
        found.add('BRANCH_DIFFERS', branchPlace(branch))
    }
  }
  for (const branch of missing.keys()) found.add('BRANCH_DIFFERS', branchPlace(branch), 'is missing')
}

function branchPlace(branch: number) {
  return { kind: 'branch', number: `${branch} of ${2 ** branchBits}` } as const
}

/** Named by the token, which whoever has the key of subjects can tell a person's from. */
function placeOf({ token }: Head) {
  return { kind: 'data subject', number: hexOf(token) } as const
}

function compare(one: Uint8Array, other: Uint8Array): number {
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
