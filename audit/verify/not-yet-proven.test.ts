import { expect, test } from 'vitest'
import { commitmentOf, naiveLog, naiveRecord } from '#tests/naive-log.ts'
import type { NaiveRecord } from '#tests/naive-log.ts'
import { noteKey } from '#tests/note-keys.ts'
import { verifyHistory } from './history.ts'
import type { ShownRecord } from './history.ts'

/** Records that are shown without a proof, since they were sealed after their page was read, or are not sealed yet. */

const key = noteKey('dagr.test/log')
const log = naiveLog(key)
const anna = Buffer.alloc(32, 1)
const [first, second] = [naiveRecord({ subject: anna }), naiveRecord({ subject: anna })]
log.append({ sealedAt: 1_000, records: [naiveRecord(), first, naiveRecord()] })
log.append({ sealedAt: 2_000, records: [second, naiveRecord()] })
const trust = { origin: log.origin, verifierKeys: [log.verifierKey] }
const history = log.historyProof([anna])
const provenFirst = { proof: log.recordProof(first) }
const provenSecond = { proof: log.recordProof(second) }

function unproven(answer = {}): ShownRecord {
  return { proof: null, answer }
}

function verify(shown: readonly ShownRecord[], proof: string | null = history): readonly string[] {
  return verifyHistory(shown, proof, trust).findings.map(({ code, place }) => `${code} ${place?.number}`)
}

function notShown(record: NaiveRecord): string {
  return `RECORD_NOT_SHOWN ${commitmentOf(record).toString('hex')}`
}

test('a record without a proof is not yet proven, and not said to be left out', () => {
  const shown = [unproven(), provenFirst]
  expect(verify(shown)).toEqual(['RECORD_NOT_PROVEN 1'])
  expect(verifyHistory(shown, history, trust)).toMatchObject({ notShown: 0, notProven: 1 })
  expect(verify([unproven(), unproven()])).toEqual(['RECORD_NOT_PROVEN 1', 'RECORD_NOT_PROVEN 2'])
  expect(verify([unproven()], null)).toEqual(['RECORD_NOT_PROVEN 1'])
})

test('it stands for one record of the chain, however often it is shown', () => {
  expect(verify([unproven()])).toEqual(['RECORD_NOT_PROVEN 1', notShown(first)])
  const same = unproven({ id: 'one' })
  expect(verify([same, same])).toEqual(['RECORD_NOT_PROVEN 1', notShown(first)])
})

test('it stands for no record before one that is proven: that was sealed with it, and would have a proof', () => {
  expect(verify([unproven(), provenSecond])).toEqual(['RECORD_NOT_PROVEN 1', notShown(first)])
})

test('it may stand for a record before one that was disclosed later than it was sealed', () => {
  const late = naiveLog(key)
  const due = naiveRecord({ subject: anna, disclosedFrom: 2_500 })
  late.append({ sealedAt: 1_000, records: [due] })
  late.append({ sealedAt: 2_000, records: [naiveRecord({ subject: anna })] })
  late.append({ sealedAt: 3_000 })
  const shown = [unproven(), { proof: late.recordProof(due) }]
  expect(verify(shown, late.historyProof([anna]))).toEqual(['RECORD_NOT_PROVEN 1'])
})

test('a record that is shown with its proof, too, is proven', () => {
  expect(verify([unproven({ id: second.id }), provenFirst, provenSecond])).toEqual([])
})
