import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ChainBroken } from '#audit/proofs/history-proof.ts'
import { tokenOf } from '#audit/sealing/head-node.ts'
import { verifyHistory } from '#audit/verify/history.ts'
import { verifyHistoryProof } from '#audit/verify/history-proof.ts'
import { verifyRecordProof } from '#audit/verify/record-proof.ts'
import { isConsistent } from '#audit/witness/consistency.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

let log: SealedLog

beforeEach(async () => {
  log = await openSealedLog()
})
afterEach(async () => {
  await log.close()
})

/** The whole of what a person is given, as they would verify it. */
async function verified(codes: readonly string[], at?: Date) {
  const seal = await log.seal(at)
  const records = await log.history(codes, at)
  const proofs = await log.proofs.recordProofs(records, seal)
  const history = await log.proofs.historyProof(log.hashesOf(codes), seal)
  const shown = proofs.map((proof, index) => ({ proof, answer: { id: records[index]?.id } }))
  const result = verifyHistory(shown, history, log.trust)
  return { ...result, records, proven: result.records }
}

/** The first personal codes of synthetic people whose tokens begin with the same 12 bits. */
function codesOfOneBranch(count: number): string[] {
  const branches = new Map<number, string[]>()
  for (let number = 10_000; number < 99_999; number++) {
    const code = `390101${number}`
    const [hash = Buffer.alloc(0)] = log.hashesOf([code])
    const branch = tokenOf(hash).readUInt16BE(0) >>> 4
    const found = [...(branches.get(branch) ?? []), code]
    if (found.length === count) return found
    branches.set(branch, found)
  }
  throw new Error('No branch has so many')
}

test('a person verifies each record that they are shown, and that none was left out, under all their codes', async () => {
  const codes = ['39010110001', '39010110002']
  for (const code of [...codes, '39010120001', ...codes]) {
    await log.append([code])
    await log.seal()
  }
  const { records, findings, notShown, newer, history } = await verified(codes)
  expect(findings).toEqual([])
  expect([records.length, notShown, newer]).toEqual([4, 0, 0])
  expect(history?.chains.map(({ commitments }) => commitments.length)).toEqual([2, 2])
})

test('what a record says is what its proof opens', async () => {
  await log.append(['39010110001'], { organisation: 'Rīgas «dome»', case: null, official: 'official-17' })
  const seal = await log.seal()
  const [record] = await log.history(['39010110001'])
  const [proof] = await log.proofs.recordProofs(record ? [record] : [], seal)
  const result = verifyRecordProof(proof ?? '', log.trust)
  expect(result).toMatchObject({
    ok: true,
    value: {
      shown: { organisation: 'Rīgas «dome»', case: null, outcome: 'RELEASED' },
      checkpoint: { size: 3 },
    },
  })
  expect(Buffer.from(proof?.split('\n')[1]?.slice('extra '.length) ?? '', 'base64').toString()).not.toContain(
    'official-17',
  )
})

test('a record has no proof before it is sealed', async () => {
  await log.append(['39010110001'])
  const first = await log.seal()
  await log.append(['39010110001'])
  const records = await log.history(['39010110001'])
  expect(await log.proofs.recordProofs(records, first)).toEqual([null, expect.stringContaining('tlog-proof')])
  const second = await log.seal()
  const proofs = await log.proofs.recordProofs(records, second)
  expect(proofs.map((proof) => verifyRecordProof(proof ?? '', log.trust).ok)).toEqual([true, true])
  const [, older] = await log.proofs.recordProofs(records, first)
  expect(older?.endsWith(first.checkpoint)).toBe(true)
})

test('whoever has no records verifies that there are none, whoever is beside them in the map', async () => {
  const [one = '', two = '', three = ''] = codesOfOneBranch(3)
  await log.append(['39010120001'])
  expect((await verified(['39010130001'])).findings).toEqual([])
  await log.append([one, two])
  for (const codes of [[three], [one], [two], [one, three], ['39010120001']]) {
    const { records, findings } = await verified(codes)
    expect(findings).toEqual([])
    expect(records).toHaveLength(codes.filter((code) => code !== three).length)
  }
})

test('trees of several levels of tiles have proofs for all their records', async () => {
  const codes = Array.from({ length: 150 }, (_, index) => `390101${20_000 + index}`)
  for (let round = 0; round < 4; round++) {
    await log.append(codes)
    await log.append(['39010110001'])
    await log.seal()
  }
  for (const code of ['39010110001', '39010120000', '39010120149']) {
    const { findings, records } = await verified([code])
    expect(findings).toEqual([])
    expect(records).toHaveLength(4)
  }
})

test('each checkpoint continues every earlier one', async () => {
  const seals = []
  for (let round = 0; round < 6; round++) {
    await log.append(Array.from({ length: 70 }, (_, index) => `390101${10_000 + index}`))
    seals.push(await log.seal())
  }
  for (const later of seals) {
    for (const earlier of seals.slice(0, later.number)) {
      const path = await log.proofs.consistency(earlier.treeSize, later)
      expect(
        isConsistent(
          { size: earlier.treeSize, root: earlier.root },
          { size: later.treeSize, root: later.root },
          path,
        ),
      ).toBe(true)
    }
  }
})

const day = 86_400_000
const start = Date.parse('2026-03-02T08:00:00Z')

test('a delayed record is proven absent from the history before its time, and there all along afterwards', async () => {
  const code = '39010110001'
  const at = new Date(start)
  await log.append([code], { at, disclosedFrom: new Date(start + 2 * day) })
  await log.append([code], { at })
  const before = await verified([code], new Date(start + day))
  expect([before.records.length, before.history?.chains[0]?.commitments.length]).toEqual([1, 1])
  await log.append([code], { at: new Date(start + day) })
  const after = await verified([code], new Date(start + 3 * day))
  expect(after.findings).toEqual([])
  expect(after.history?.chains[0]?.commitments).toHaveLength(3)
  expect(after.proven.find(({ row }) => row.disclosedFrom !== null)?.index).toBe(2)
})

test('histories verify whatever was asked, delayed and sealed when', async () => {
  const request = fc.record({
    about: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
    delayDays: fc.constantFrom(0, 0, 1, 2, 5),
    sealAfter: fc.boolean(),
  })
  let time = start
  let firstPerson = 10_000
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 3, maxLength: 14 }), async (requests) => {
      firstPerson += 10
      const codeOf = (person: number) => `390101${firstPerson + person}`
      for (const { about, delayDays, sealAfter } of requests) {
        const at = new Date((time += day / 2))
        const disclosedFrom = delayDays === 0 ? null : new Date(time + delayDays * day)
        await log.append(about.map(codeOf), { at, disclosedFrom })
        if (sealAfter) await log.seal(at)
      }
      time += day / 2
      for (const person of [0, 1, 2, 3, 4, 5]) {
        const { findings, notShown } = await verified([codeOf(person)], new Date(time))
        expect([findings, notShown]).toEqual([[], 0])
      }
    }),
    { numRuns: 4 },
  )
})

test('a proof of a history is of the newest checkpoint', async () => {
  await log.append(['39010110001'])
  const first = await log.seal()
  await log.append(['39010110001'])
  const second = await log.seal()
  const history = await log.proofs.historyProof(log.hashesOf(['39010110001']), first)
  expect(verifyHistoryProof(history, log.trust)).toMatchObject({
    ok: true,
    value: { checkpoint: { size: second.treeSize } },
  })
})

test('a record whose content was removed keeps its place in the history', async () => {
  await log.append(['39010110001'])
  await log.append(['39010110001'])
  await log.seal()
  await asOwner(
    `UPDATE access_record SET content = '', sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content)
      WHERE sequence = 1`,
  )
  const { records, notShown, gone, history } = await verified(['39010110001'])
  expect([records.length, notShown, history?.chains[0]?.commitments.length]).toEqual([1, 0, 2])
  expect(gone).toEqual([{ commitment: history?.chains[0]?.commitments[0], reason: 'REMOVED' }])
})

test.each([
  ['removed', 'DELETE FROM access_record WHERE sequence = 1'],
  ['moved to somebody else', `UPDATE access_record SET subject_hash = sha256('') WHERE sequence = 1`],
  ['dated back', `UPDATE access_record SET at = at - interval '1 minute' WHERE sequence = 1`],
])('no proof is made over a record that was %s', async (_what, tampering) => {
  await log.append(['39010110001'])
  await log.append(['39010110001'])
  const seal = await log.seal()
  await asOwner(tampering)
  const asked = log.proofs.historyProof(log.hashesOf(['39010110001']), seal)
  await expect(asked).rejects.toThrow(ChainBroken)
})

/** As whoever owns the tables can. */
async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: log.url })
  await client.connect()
  try {
    await client.query('ALTER TABLE access_record DISABLE TRIGGER USER')
    await client.query(statement)
    await client.query('ALTER TABLE access_record ENABLE ALWAYS TRIGGER append_only')
  } finally {
    await client.end()
  }
}
