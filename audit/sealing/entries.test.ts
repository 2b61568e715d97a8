import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { entriesOf, NewEntries, sealEntry } from './entries.ts'
import { leafHash } from './merkle-tree.ts'

test('entries have the bytes of docs/audit-log-format.md', () => {
  const commitment = Buffer.alloc(32, 7)
  const added = new NewEntries(3)
  added.addCommitment('record', commitment)
  added.addCommitment('operation', commitment)
  added.addCommitment('housekeeping', commitment)
  const [bundle] = added.bundles(0, Buffer.alloc(0))
  const expected = [1, 2, 4].map((kind) => Buffer.concat([Buffer.of(0, 33, kind), commitment]))
  expect(bundle).toEqual({ bundle: 0, entries: Buffer.concat(expected) })
  expect(added.leaves()).toEqual(Buffer.concat(expected.map((entry) => leafHash(entry.subarray(2)))))
  const entry = sealEntry({
    number: 1,
    sealedAt: new Date(0x0102030405),
    lastOperation: 2,
    lastSequence: 3,
    lastHousekeeping: 4,
    subjects: 5,
    headsRoot: commitment,
  })
  const numbers = ['0000000000000001', '0000000102030405', '0000000000000002', '0000000000000003']
  expect(entry.toString('hex')).toBe(
    ['03', ...numbers, '0000000000000004', '0000000000000005', commitment.toString('hex')].join(''),
  )
})

test('bundles hold 256 entries each, in order, whatever they grow by', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 5 }), (batches) => {
      const stored = new Map<number, Buffer>()
      let size = 0
      for (const batch of batches) {
        const last = stored.get(Math.floor(size / 256)) ?? Buffer.alloc(0)
        const added = new NewEntries(batch)
        for (let index = 0; index < batch; index++) added.addEntry(Buffer.from(`entry ${size + index}`))
        for (const { bundle, entries } of added.bundles(size, last)) stored.set(bundle, entries)
        size += batch
      }
      const bundles = [...stored].toSorted(([one], [other]) => one - other)
      expect(bundles.map(([bundle]) => bundle)).toEqual(bundles.map((_, index) => index))
      const held = bundles.map(([, bytes]) => entriesOf(bytes))
      expect(held.slice(0, -1).every(({ length }) => length === 256)).toBe(true)
      expect(held.flat().map(String)).toEqual(Array.from({ length: size }, (_, index) => `entry ${index}`))
    }),
    { numRuns: 30 },
  )
})

test('a bundle that ends within an entry is none', () => {
  expect(() => entriesOf(Buffer.of(0, 3, 1, 2))).toThrow('ends within an entry')
})
