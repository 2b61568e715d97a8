import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedByte } from '#tests/mutations.ts'
import { commitmentOf, naiveLog, naiveRecord } from '#tests/naive-log.ts'
import { noteKey } from '#tests/note-keys.ts'
import type { Trust } from './checkpoint.ts'
import { verifyRecordProof } from './record-proof.ts'

const key = noteKey('dagr.test/log')
const log = naiveLog(key)
const record = naiveRecord()
const delayed = naiveRecord({ disclosedFrom: 1_764_100_000_000 })
const ofBefore = naiveRecord({ shown: null, content: Buffer.from('\u0001{}') })
log.append({ sealedAt: 1, operations: [commitmentOf(record)], records: [naiveRecord(), record] })
log.append({ sealedAt: 2, records: [delayed, ofBefore], housekeeping: [commitmentOf(delayed)] })
const trust: Trust = { origin: log.origin, verifierKeys: [log.verifierKey] }
const proof = log.recordProof(record)

function codeOf(text: string): string {
  const result = verifyRecordProof(text, trust)
  return result.ok ? 'ok' : result.finding.code
}

/** The proof with another opening in it. */
function withExtra(change: (extra: string) => string): string {
  return proof.replace(/^extra (.*)$/m, (_, base64: string) => {
    const extra = change(Buffer.from(base64, 'base64').toString())
    return `extra ${Buffer.from(extra).toString('base64')}`
  })
}

test('a proof shows that the record as it is shown is in the log', () => {
  const result = verifyRecordProof(proof, trust)
  expect(result).toMatchObject({
    ok: true,
    value: {
      index: 2,
      row: { at: record.at, disclosedFrom: null },
      shown: { organisation: 'State Revenue Service' },
    },
  })
  expect(result.ok && Buffer.from(result.value.commitment)).toEqual(commitmentOf(record))
})

test('it is as good against every later checkpoint, and against none before the record', () => {
  for (const { treeSize } of log.seals) expect(codeOf(log.recordProof(record, treeSize))).toBe('ok')
  const early = log.recordProof(delayed).replace(/\n\n[^]*$/, `\n\n${log.checkpoint(4)}`)
  expect(codeOf(early)).toBe('NOT_INCLUDED')
})

test('a delayed record shows when it may be seen', () => {
  expect(verifyRecordProof(log.recordProof(delayed), trust)).toMatchObject({
    value: { row: { disclosedFrom: 1_764_100_000_000 } },
  })
})

test('a record of the time before is shown to be there, and nothing of its content', () => {
  expect(verifyRecordProof(log.recordProof(ofBefore), trust)).toMatchObject({
    ok: true,
    value: { shown: null },
  })
})

test.each<[string, string, string]>([
  ['nothing', '', 'PROOF_MALFORMED'],
  ['another version', proof.replace('@v1', '@v2'), 'PROOF_MALFORMED'],
  ['no opening', proof.replace(/^extra .*\n/m, ''), 'PROOF_MALFORMED'],
  ['an index with a leading zero', proof.replace('index 2', 'index 02'), 'PROOF_MALFORMED'],
  ['a negative index', proof.replace('index 2', 'index -2'), 'PROOF_MALFORMED'],
  ['a hash that is none', proof.replace(/^index 2\n/m, 'index 2\nAAAA\n'), 'PROOF_MALFORMED'],
  ['a hash too many', proof.replace(/^(index 2\n)(.*\n)/m, '$1$2$2'), 'NOT_INCLUDED'],
  ['a hash too few', proof.replace(/^(index 2\n).*\n/m, '$1'), 'NOT_INCLUDED'],
  ['another index', proof.replace('index 2', 'index 3'), 'NOT_INCLUDED'],
  ['an index beyond the tree', proof.replace('index 2', 'index 200'), 'NOT_INCLUDED'],
  ['an opening that is no JSON', withExtra(() => 'x'), 'RECORD_MALFORMED'],
  ['an opening that is no object', withExtra(() => '[]'), 'RECORD_MALFORMED'],
  ['a space in the opening', withExtra((extra) => `${extra} `), 'RECORD_MALFORMED'],
  ['a member too many', withExtra((extra) => extra.replace('{', '{"more":1,')), 'RECORD_MALFORMED'],
  ['a member twice', withExtra((extra) => extra.replace('"at":', '"at":1,"at":')), 'RECORD_MALFORMED'],
  [
    'a salt of another length',
    withExtra((extra) => extra.replace(/"shownSalt":"../, '"shownSalt":"')),
    'RECORD_MALFORMED',
  ],
  [
    'a salt left out',
    withExtra((extra) => extra.replace(/"shownSalt":"\w*"/, '"shownSalt":null')),
    'RECORD_MALFORMED',
  ],
  ['a time that is none', withExtra((extra) => extra.replace(/"at":\d+/, '"at":-1')), 'RECORD_MALFORMED'],
  [
    'a disclosure at zero',
    withExtra((extra) => extra.replace('"disclosedFrom":null', '"disclosedFrom":0')),
    'RECORD_MALFORMED',
  ],
  [
    'another organisation',
    withExtra((extra) => extra.replace('State Revenue', 'State Refuse')),
    'NOT_INCLUDED',
  ],
  ['another time', withExtra((extra) => extra.replace(/"at":\d+/, '"at":1')), 'NOT_INCLUDED'],
  [
    'what was shown left out',
    withExtra((extra) =>
      extra.replace(
        /"shown":.*,"sealedDigest"/,
        '"shown":null,"shownSalt":null,"keptDigest":null,"sealedDigest"',
      ),
    ),
    'NOT_INCLUDED',
  ],
  ['a checkpoint cut off', proof.slice(0, proof.indexOf('\n\n') + 2), 'NOTE_MALFORMED'],
])('%s is refused', (_, changed, code) => {
  expect(changed).not.toBe(proof)
  expect(codeOf(changed)).toBe(code)
})

test('any changed byte of a proof is refused', () => {
  fc.assert(
    fc.property(changedByte(proof), (changed) => {
      expect(changed === null || codeOf(changed) !== 'ok').toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('no text at all makes the verifier fail otherwise than by a finding', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `${proof.slice(0, 60)}${text}`),
      ),
      (text) => {
        expect(codeOf(text)).not.toBe('ok')
      },
    ),
  )
})
