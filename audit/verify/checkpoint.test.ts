import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedByte } from '#tests/mutations.ts'
import { naiveLog, naiveRecord } from '#tests/naive-log.ts'
import { cosignatureLine, noteKey, signatureLine } from '#tests/note-keys.ts'
import { verifyCheckpoint } from './checkpoint.ts'
import type { Trust } from './checkpoint.ts'

const key = noteKey('dagr.test/log')
const witness = noteKey('witness.test/w1', 4)
const otherWitness = noteKey('witness.test/w2', 4)
const log = naiveLog(key, [witness])
log.append({ sealedAt: 1, records: [naiveRecord(), naiveRecord()] })
const note = log.checkpoint()
const trust: Trust = { origin: 'dagr.test/log', verifierKeys: [key.verifierKey] }
const [text = '', signatures = ''] = note.split(/\n\n/)

function codeOf(checked: string, trusted: Trust = trust): string {
  const result = verifyCheckpoint(checked, trusted)
  return result.ok ? 'ok' : result.finding.code
}

function signed(body: string): string {
  return `${body}\n${signatureLine(key, body)}`
}

test('a checkpoint says what a trusted key signed', () => {
  expect(verifyCheckpoint(note, trust)).toEqual({
    ok: true,
    value: {
      origin: 'dagr.test/log',
      size: 3,
      root: new Uint8Array(log.root()),
      signers: ['dagr.test/log'],
      cosigners: 0,
    },
  })
})

test('the example of C2SP signed-note is one, and its checkpoint is of another log', () => {
  // The key of the example is not published; that of a Go module's checkpoint is, but its size has no business here.
  const example =
    'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
    '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'
  expect(codeOf(example)).toBe('ORIGIN_DIFFERS')
  expect(codeOf(example, { ...trust, origin: 'example.com/behind-the-sofa' })).toBe('SIGNATURE_MISSING')
})

test('several keys sign while one takes over from another, and either is enough', () => {
  const next = noteKey('dagr.test/log')
  const both = `${note}${signatureLine(next, `${text}\n`)}`
  for (const verifierKeys of [[key.verifierKey], [next.verifierKey], [key.verifierKey, next.verifierKey]])
    expect(codeOf(both, { ...trust, verifierKeys })).toBe('ok')
})

test('a false signature under a trusted key refuses the note, whoever else signed it', () => {
  const false1 = signatureLine(key, 'something else\n')
  expect(codeOf(`${note}${false1}`)).toBe('SIGNATURE_FALSE')
  expect(codeOf(`${text}\n\n${false1}`)).toBe('SIGNATURE_FALSE')
})

function quorum(count: number, ...witnesses: string[]): Trust {
  return { ...trust, witnesses, quorum: count }
}

describe('witnesses', () => {
  test('are counted where they are trusted, each once', () => {
    expect(codeOf(note, quorum(1, witness.verifierKey))).toBe('ok')
    const twice = `${note}${cosignatureLine(witness, `${text}\n`, 1_764_000_001)}`
    expect(codeOf(twice, quorum(2, witness.verifierKey, otherWitness.verifierKey))).toBe('WITNESSES_TOO_FEW')
    const both = `${note}${cosignatureLine(otherWitness, `${text}\n`, 1)}`
    expect(codeOf(both, quorum(2, witness.verifierKey, otherWitness.verifierKey))).toBe('ok')
    expect(codeOf(note, quorum(1, otherWitness.verifierKey))).toBe('WITNESSES_TOO_FEW')
  })

  test('do not stand in for the log', () => {
    const cosigned = `${text}\n\n${cosignatureLine(witness, `${text}\n`, 1)}`
    expect(codeOf(cosigned, quorum(1, witness.verifierKey))).toBe('SIGNATURE_MISSING')
  })

  test('who cosigned another time or tree than they say refuse the note', () => {
    const otherTime = cosignatureLine(witness, `${text}\n`, 7).replace(/ [^ ]+$/, (line) => {
      const bytes = Buffer.from(line.trim(), 'base64')
      bytes[11] = (bytes[11] ?? 0) + 1
      return ` ${bytes.toString('base64')}\n`
    })
    expect(codeOf(`${signed(`${text}\n`)}${otherTime}`, quorum(0, witness.verifierKey))).toBe(
      'COSIGNATURE_FALSE',
    )
    const short = signatureLine({ ...witness }, `${text}\n`)
    expect(codeOf(`${signed(`${text}\n`)}${short}`, quorum(0, witness.verifierKey))).toBe('COSIGNATURE_FALSE')
  })
})

test.each<[string, string, string]>([
  ['nothing', '', 'NOTE_MALFORMED'],
  ['no signature', `${text}\n\n`, 'NOTE_MALFORMED'],
  ['no last newline', note.slice(0, -1), 'NOTE_MALFORMED'],
  ['a carriage return', note.replace('\n', '\r\n'), 'NOTE_MALFORMED'],
  ['a hyphen for the dash', note.replace('— ', '- '), 'NOTE_MALFORMED'],
  ['half a character', `\uD800${note}`, 'NOTE_MALFORMED'],
  [
    'more signatures than anybody needs',
    `${note}${`${signatures.split('\n')[0]}\n`.repeat(200)}`,
    'NOTE_MALFORMED',
  ],
  ['an extension line', signed(`${text}\nmore\n`), 'CHECKPOINT_MALFORMED'],
  ['a size with a leading zero', signed('dagr.test/log\n03\nAAAA\n'), 'CHECKPOINT_MALFORMED'],
  [
    'a size that is no number',
    signed(`dagr.test/log\n-3\n${log.root().toString('base64')}\n`),
    'CHECKPOINT_MALFORMED',
  ],
  [
    'a size beyond all logs',
    signed(`dagr.test/log\n9007199254740992\n${log.root().toString('base64')}\n`),
    'CHECKPOINT_MALFORMED',
  ],
  [
    'a root of another length',
    signed(`dagr.test/log\n3\n${Buffer.alloc(31).toString('base64')}\n`),
    'CHECKPOINT_MALFORMED',
  ],
  ['a root that is no base64', signed(`dagr.test/log\n3\n${'?'.repeat(44)}\n`), 'CHECKPOINT_MALFORMED'],
  ['no origin', signed(`\n3\n${log.root().toString('base64')}\n`), 'CHECKPOINT_MALFORMED'],
  ['another origin', signed(`${text}\n`.replace('dagr', 'darg')), 'ORIGIN_DIFFERS'],
])('%s is refused', (_, malformed, code) => {
  expect(codeOf(malformed)).toBe(code)
})

test.each([
  ['', 'KEY_MALFORMED'],
  [key.verifierKey.slice(0, -4), 'KEY_MALFORMED'],
  [key.verifierKey.replace('log', 'log2'), 'KEY_MALFORMED'],
  [witness.verifierKey, 'KEY_MALFORMED'],
])('a log key that is none is refused: %s', (verifierKey, code) => {
  expect(codeOf(note, { ...trust, verifierKeys: [verifierKey] })).toBe(code)
})

test('without a key nothing is trusted', () => {
  expect(codeOf(note, { ...trust, verifierKeys: [] })).toBe('SIGNATURE_MISSING')
})

test('any changed byte of a checkpoint is refused', () => {
  const plain = signed(`${text}\n`)
  fc.assert(
    fc.property(changedByte(plain), (changed) => {
      expect(changed === null || codeOf(changed) !== 'ok').toBe(true)
    }),
    { numRuns: 300 },
  )
})
