import { generateKeyPairSync, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCheckpoint } from './checkpoint.ts'
import {
  MalformedNote,
  readSignedNote,
  readVerifierKey,
  signaturesOf,
  verifierKeyText,
} from './signed-note.ts'

/** From the specification of `tlog-checkpoint`. */
const example = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`

test("the specification's example is read", () => {
  const note = readSignedNote(example)
  expect(note.signatures.map(({ name, keyId }) => [name, keyId.toString('hex')])).toEqual([
    ['example.com/behind-the-sofa', '033de0ae'],
  ])
  expect(readCheckpoint(note.text)).toEqual({
    origin: 'example.com/behind-the-sofa',
    size: 20_852_163,
    root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
  })
})

test("a verifier key of Go's checksum database is read", () => {
  const key = readVerifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')
  expect(key).toMatchObject({ name: 'sum.golang.org', type: 'note' })
})

test.each([
  ['another id', 'sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'],
  ['another name', 'sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'],
  ['a short key', 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuA=='],
  ['an unknown type', `sum.golang.org+033de0ae+${Buffer.alloc(33, 9).toString('base64')}`],
  ['nothing', ''],
])('a verifier key with %s is refused', (_what, text) => {
  expect(() => readVerifierKey(text)).toThrow(MalformedNote)
})

test.each([
  ['without signatures', example.slice(0, example.indexOf('—'))],
  ['without a newline at the end', example.slice(0, -1)],
  ['with a carriage return', example.replace('\n', '\r\n')],
  ['with a broken line of a signature', `${example}— nobody\n`],
  ['with a signature in loose base64', example.replace('YQ8=', 'YQ9=')],
  ['with a lone surrogate', example.replace('sofa', 'sof\ud800')],
  ['with too many signatures', example + '— a AAAAAAAA\n'.repeat(64)],
  ['too long', `${'x'.repeat(70_000)}\n${example}`],
])('a note %s is refused', (_what, note) => {
  expect(() => readSignedNote(note)).toThrow(MalformedNote)
})

test.each([
  'log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
  'log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
  'log\n99999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
  'log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n',
  'log\n1\n',
  '\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
])('%j is no checkpoint', (text) => {
  expect(() => readCheckpoint(text)).toThrow(MalformedNote)
})

test('what is read of a note is what was written, whatever its text', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = readVerifierKey(verifierKeyText('log.test', 'note', privateKey))
  const line = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed())
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = `${lines.join('\n')}\n`
      const signature = Buffer.concat([key.keyId, sign(null, Buffer.from(text), privateKey)])
      const note = readSignedNote(`${text}\n— log.test ${signature.toString('base64')}\n`)
      expect(note.text).toBe(text)
      expect(signaturesOf(note, key)).toHaveLength(1)
    }),
  )
})
