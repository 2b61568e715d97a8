import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { verifyCheckpoint as sigstoreCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js'
import { verifyMerkleInclusion as sigstoreInclusion } from '@sigstore/verify/dist/tlog/merkle.js'
import { RFC9162 } from '@transmute/rfc9162'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCheckpoint } from '#audit/proofs/checkpoint.ts'
import { readSignedNote, readVerifierKey } from '#audit/proofs/signed-note.ts'
import { verifyConsistency, verifyInclusion } from '#audit/verify/tree.ts'
import { isConsistent } from '#audit/witness/consistency.ts'
import { smallLog } from '#tests/small-log.ts'

const privateKey = generateKeyPairSync('ed25519').privateKey
const log = smallLog({ key: privateKey, size: 130 })
const sizes = fc.integer({ min: 1, max: 130 })

/** A size, and the index of a leaf that it has. */
const leaves = fc.tuple(sizes, fc.nat()).map(([size, place]) => ({ size, index: place % size }))
/** Two sizes, the smaller one first. */
const pairs = fc
  .tuple(sizes, sizes)
  .map(([one, other]) => ({ oldSize: Math.min(one, other), newSize: Math.max(one, other) }))

describe('@sigstore/verify', () => {
  const authority = {
    logID: readVerifierKey(log.verifierKeys[0] ?? '').keyId,
    baseURL: `https://${log.origin}`,
    publicKey: createPublicKey(privateKey),
    validFor: { start: new Date(0), end: new Date('2100-01-01') },
  }

  async function entryOf(index: number, size: number) {
    const hashes = await log.inclusion(index, size)
    const rootHash = await log.root(size)
    const checkpoint = { envelope: await log.checkpoint(size) }
    const inclusionProof = { logIndex: `${index}`, treeSize: `${size}`, rootHash, hashes, checkpoint }
    return {
      logIndex: `${index}`,
      logId: { keyId: authority.logID },
      kindVersion: { kind: 'none', version: '0' },
      integratedTime: '0',
      inclusionPromise: undefined,
      inclusionProof,
      canonicalizedBody: log.entries[index] ?? Buffer.alloc(0),
    }
  }

  test('verifies our checkpoints and inclusion proofs', async () => {
    await fc.assert(
      fc.asyncProperty(leaves, async ({ size, index }) => {
        const entry = await entryOf(index, size)
        const checkpoint = sigstoreCheckpoint(entry, [authority])
        expect(checkpoint.logSize).toBe(BigInt(size))
        expect(checkpoint.logHash).toEqual(
          readCheckpoint(readSignedNote(await log.checkpoint(size)).text).root,
        )
        sigstoreInclusion(entry, checkpoint)
      }),
    )
  })

  test('refuses them where they are bent', async () => {
    const entry = await entryOf(17, 100)
    const checkpoint = sigstoreCheckpoint(entry, [authority])
    const other = { ...entry, canonicalizedBody: Buffer.from('another entry') }
    expect(() => sigstoreInclusion(other, checkpoint)).toThrow('calculated root hash does not match')
    const { inclusionProof } = entry
    const envelope = inclusionProof.checkpoint.envelope.replace('\n100\n', '\n101\n')
    const forged = { ...entry, inclusionProof: { ...inclusionProof, checkpoint: { envelope } } }
    expect(() => sigstoreCheckpoint(forged, [authority])).toThrow('invalid checkpoint signature')
  })
})

const entriesOf = (size: number) => log.entries.slice(0, size).map((entry) => new Uint8Array(entry))
const pathOf = (path: readonly Uint8Array[]) => path.map((node) => Buffer.from(node))
const isPowerOfTwo = (size: number) => Number.isInteger(Math.log2(size))

describe('@transmute/rfc9162', () => {
  test('has the same roots', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (size) => {
        expect(await log.root(size)).toEqual(Buffer.from(await RFC9162.treeHead(entriesOf(size))))
      }),
      { numRuns: 30 },
    )
  })

  test('verifies our inclusion proofs, and makes the same ones, which ours verifies', async () => {
    await fc.assert(
      fc.asyncProperty(leaves, async ({ size, index }) => {
        const [root, path] = [await log.root(size), await log.inclusion(index, size)]
        const leaf = await RFC9162.leaf(log.entries[index] ?? Buffer.alloc(0))
        const proof = { log_id: '', tree_size: size, leaf_index: index, inclusion_path: path }
        expect(await RFC9162.verifyInclusionProof(root, leaf, proof)).toBe(true)
        const theirs = await RFC9162.PATH(index, entriesOf(size))
        expect(pathOf(theirs)).toEqual(path)
        expect(verifyInclusion({ leaf, index, size, path: theirs, root })).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('verifies our consistency proofs, and makes the same ones, which ours verify', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, async ({ oldSize, newSize }) => {
        fc.pre(oldSize < newSize)
        const [oldRoot, newRoot] = [await log.root(oldSize), await log.root(newSize)]
        const ours = await log.consistency(oldSize, newSize)
        // It has the old root begin the path also where the old tree is complete: there, the RFC leaves it out.
        const complete = isPowerOfTwo(oldSize) ? [oldRoot] : []
        const theirs = pathOf(await RFC9162.PROOF(oldSize, entriesOf(newSize)))
        expect(theirs).toEqual([...complete, ...ours])
        const proof = { log_id: '', tree_size_1: oldSize, tree_size_2: newSize, consistency_path: theirs }
        expect(await RFC9162.verifyConsistencyProof(oldRoot, newRoot, proof)).toBe(true)
        const path = theirs.slice(complete.length)
        expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, path })).toBe(true)
        expect(isConsistent({ size: oldSize, root: oldRoot }, { size: newSize, root: newRoot }, path)).toBe(
          true,
        )
      }),
      { numRuns: 30 },
    )
  })
})
