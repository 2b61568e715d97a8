import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { descend, hash, mapRoot, nothing } from '#tests/naive-tree.ts'
import { headLeaf, rootFrom, valueOfAbsent } from './heads-map.ts'
import { headsTree } from './heads-tree.ts'

/** Tokens that agree in many bits, as well as ones that do not. */
const token = fc
  .tuple(fc.constantFrom(0, 0x80, 0xff), fc.constantFrom(0, 1, 0x40), fc.integer({ min: 0, max: 255 }))
  .map(([first, middle, last]) => {
    const bytes = Buffer.alloc(32, first)
    bytes[1] = middle
    bytes[31] = last
    return bytes
  })

function headsOf(records: readonly (readonly [Buffer, Buffer])[]) {
  const chains = Map.groupBy(records, ([subject]) => subject.toString('hex'))
  return [...chains].map(([name, chain]) => ({
    token: Buffer.from(name, 'hex'),
    count: chain.length,
    link: chain.reduce<Buffer>((link, [, commitment]) => hash('dagr/chain/v1\n', link, commitment), nothing),
  }))
}

const records = fc.array(
  fc.tuple(
    token,
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  ),
)

test('the map that grows has the root, the number and the heads that the definition gives, after every record', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 5 }), (added, every) => {
      const tree = headsTree()
      expect(Buffer.from(tree.root())).toEqual(nothing)
      const roots = added.map(([subject, commitment], index) => {
        tree.extend(subject, commitment)
        return index % every === 0 ? Buffer.from(tree.root()) : null
      })
      const expected = roots.map((root, index) => root && mapRoot(headsOf(added.slice(0, index + 1)), 0))
      expect(roots).toEqual(expected)
      const heads = headsOf(added)
      expect(Buffer.from(tree.root())).toEqual(mapRoot(heads, 0))
      expect(tree.subjects).toBe(heads.length)
      expect(
        [...tree.heads()].map((head) => [Buffer.from(head.token), head.count, Buffer.from(head.link)]),
      ).toEqual(
        heads
          .toSorted((one, other) => one.token.compare(other.token))
          .map((head) => [head.token, head.count, head.link]),
      )
    }),
    { numRuns: 30 },
  )
})

test('thousands of random tokens outgrow what was reserved at first', () => {
  const tree = headsTree()
  const added = Array.from(
    { length: 3000 },
    (_, index) => [hash(`token ${index % 2500}`), hash(`record ${index}`)] as const,
  )
  for (const [subject, commitment] of added) tree.extend(subject, commitment)
  expect(Buffer.from(tree.root())).toEqual(mapRoot(headsOf(added), 0))
})

test('siblings lead to the root for a token that is there, and for one that is not', () => {
  fc.assert(
    fc.property(records, token, (added, asked) => {
      const heads = headsOf(added)
      const root = new Uint8Array(mapRoot(heads, 0))
      const { siblings, found } = descend(heads, asked, 0)
      const isThere = found?.token.equals(asked) ?? false
      const value = found && isThere ? headLeaf(found) : valueOfAbsent(asked, found, siblings.length)
      expect(value && rootFrom(asked, value, siblings)).toEqual(root)
      const absent = isThere ? valueOfAbsent(asked, found, siblings.length) : null
      expect(absent).toBeNull()
      const longer = headLeaf({ token: asked, count: (found?.count ?? 0) + 1, link: found?.link ?? nothing })
      expect(rootFrom(asked, longer, siblings)).not.toEqual(root)
    }),
  )
})

test('a neighbour that is not at the place of the token says nothing about it', () => {
  const neighbour = { token: Buffer.alloc(32, 0xff), count: 1, link: hash('link') }
  expect(valueOfAbsent(Buffer.alloc(32), neighbour, 1)).toBeNull()
  expect(valueOfAbsent(Buffer.alloc(32), neighbour, 0)).toEqual(headLeaf(neighbour))
})

test('a token that is alone in its branch does not stand below the top of it', () => {
  expect(rootFrom(Buffer.alloc(32), hash('leaf'), [nothing])).toBeNull()
  expect(
    rootFrom(
      Buffer.alloc(32),
      hash('leaf'),
      Array.from({ length: 257 }, () => hash('sibling')),
    ),
  ).toBeNull()
})
