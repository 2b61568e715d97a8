import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { consistencyPath, hash, inclusionPath, treeRoot } from '#tests/naive-tree.ts'
import { growingTree, leafHash, verifyConsistency, verifyInclusion } from './tree.ts'

const leaves = Array.from({ length: 34 }, (_, index) => hash(Buffer.of(0), `entry ${index}`))
const sizes = Array.from({ length: leaves.length }, (_, index) => index + 1)
const root = (size: number) => treeRoot(leaves.slice(0, size))

test('leaves and the empty tree are hashed as RFC 6962 has them', () => {
  expect(leafHash(Buffer.from('entry 3'))).toEqual(new Uint8Array(leaves[3] ?? []))
  expect(Buffer.from(growingTree().root()).toString('hex')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
})

test('a tree that grows has the root of the definition at every size', () => {
  const tree = growingTree()
  for (const size of sizes) {
    tree.append(leaves[size - 1] ?? leafHash(new Uint8Array()))
    expect(Buffer.from(tree.root())).toEqual(root(size))
    expect(tree.size).toBe(size)
  }
})

test('every leaf of every size is shown to be there, and nowhere else', () => {
  for (const size of sizes) {
    for (let index = 0; index < size; index++) {
      const proof = { size, root: root(size), path: inclusionPath(index, leaves.slice(0, size)) }
      const leaf = leaves[index] ?? Buffer.alloc(0)
      expect(verifyInclusion({ ...proof, leaf, index })).toBe(true)
      expect(verifyInclusion({ ...proof, leaf, index: index + 1 })).toBe(false)
      expect(verifyInclusion({ ...proof, leaf, index, path: [...proof.path, root(1)] })).toBe(false)
      expect(
        proof.path.length > 0 && verifyInclusion({ ...proof, leaf, index, path: proof.path.slice(1) }),
      ).toBe(false)
    }
  }
})

test('every size is shown to be the beginning of every later one, and of no other tree', () => {
  const other = leaves.with(0, hash('another'))
  for (const newSize of sizes) {
    for (const oldSize of sizes.slice(0, newSize)) {
      const path = consistencyPath(oldSize, leaves.slice(0, newSize), true)
      const proof = { oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), path }
      expect(verifyConsistency(proof)).toBe(true)
      expect(verifyConsistency({ ...proof, oldRoot: treeRoot(other.slice(0, oldSize)) })).toBe(false)
      expect(verifyConsistency({ ...proof, newRoot: treeRoot(other.slice(0, newSize)) })).toBe(false)
      expect(verifyConsistency({ ...proof, path: [...path, root(1)] })).toBe(false)
      expect(oldSize < newSize && verifyConsistency({ ...proof, path: [] })).toBe(false)
      expect(oldSize < newSize && verifyConsistency({ ...proof, oldSize: newSize, newSize: oldSize })).toBe(
        false,
      )
    }
  }
  expect(verifyConsistency({ oldSize: 0, oldRoot: hash(), newSize: 1, newRoot: root(1), path: [] })).toBe(
    false,
  )
})

test('any changed bit of a path, a leaf or a root is refused', () => {
  fc.assert(
    fc.property(fc.nat(33), fc.nat(33), fc.nat(), fc.nat(255), (one, other, place, bit) => {
      const [oldSize, newSize] = [Math.min(one, other) + 1, Math.max(one, other) + 1]
      const flip = (bytes: Buffer) => {
        const copy = Buffer.from(bytes)
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        return copy
      }
      const parts = [
        leaves[oldSize - 1] ?? hash(),
        root(newSize),
        ...inclusionPath(oldSize - 1, leaves.slice(0, newSize)),
      ]
      const [leaf = hash(), top = hash(), ...path] = parts.map((part, index) =>
        index === place % parts.length ? flip(part) : part,
      )
      expect(verifyInclusion({ leaf, index: oldSize - 1, size: newSize, path, root: top })).toBe(false)

      const hashes = [
        root(oldSize),
        root(newSize),
        ...consistencyPath(oldSize, leaves.slice(0, newSize), true),
      ]
      const [oldRoot = hash(), newRoot = hash(), ...between] = hashes.map((part, index) =>
        index === place % hashes.length ? flip(part) : part,
      )
      expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, path: between })).toBe(false)
    }),
  )
})
