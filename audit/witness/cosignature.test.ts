import { generateKeyPairSync, hash, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSignedNote, readVerifierKey, verifierKeyText } from '../proofs/signed-note.ts'
import { cosignatureIn, openCosigner } from './cosignature.ts'

const text = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const rawKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
const cosigner = openCosigner('witness.example.com/w1', privateKey)
const key = readVerifierKey(cosigner.verifierKey)
const noteOf = (line: string) => readSignedNote(`${text}\n${line}`)

test('a cosignature has the bytes of the specification', () => {
  const line = cosigner.cosign(text, new Date(1_679_315_147_900))
  const [, name, base64] = /^— (\S+) (\S+)\n$/.exec(line) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  const idInput = Buffer.concat([Buffer.from('witness.example.com/w1\n\u0004'), rawKey])
  expect(name).toBe('witness.example.com/w1')
  expect(bytes.subarray(0, 4)).toEqual(hash('sha256', idInput, 'buffer').subarray(0, 4))
  expect(bytes.readBigUInt64BE(4)).toBe(1_679_315_147n)
  const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`)
  expect(bytes).toHaveLength(4 + 8 + 64)
  expect(verify(null, message, publicKey, bytes.subarray(12))).toBe(true)
})

test('it is found among others', () => {
  const other = openCosigner('witness.example.com/w2', generateKeyPairSync('ed25519').privateKey)
  const [ours, theirs] = [cosigner, other].map((each) => each.cosign(text, new Date()))
  expect(cosignatureIn(noteOf(`${theirs}${ours}`), key)?.line).toBe(ours)
  expect(cosignatureIn(noteOf(`${theirs}`), key)).toBeNull()
})

test.each([
  ['time', 4],
  ['signature', 20],
])('it is wrong with another %s', (_what, place) => {
  const line = cosigner.cosign(text, new Date())
  const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64')
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
  expect(cosignatureIn(noteOf(`— ${cosigner.name} ${bytes.toString('base64')}\n`), key)).toBeNull()
})

test('it is wrong under another text, and a signature of the note itself is none', () => {
  const line = cosigner.cosign(text, new Date())
  expect(cosignatureIn(readSignedNote(`${text.replace('20852163', '20852164')}\n${line}`), key)).toBeNull()
  const asNote = readVerifierKey(verifierKeyText(cosigner.name, 'note', privateKey))
  expect(cosignatureIn(noteOf(line), asNote)).toBeNull()
})
