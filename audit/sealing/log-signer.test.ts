import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkpointText, openLogSigner } from './log-signer.ts'

const origin = 'dagr.test/log'
const [current, former] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
const text = checkpointText(origin, 42, Buffer.alloc(32, 1))

test('a note is the text, an empty line and a signature of every private key, the current one first', () => {
  const signer = openLogSigner({ origin, keys: [current.privateKey, former.privateKey] })
  const note = signer.sign(text)
  expect(note.startsWith(`${origin}\n42\n${Buffer.alloc(32, 1).toString('base64')}\n\n— ${origin} `)).toBe(
    true,
  )
  const lines = note
    .slice(text.length + 1)
    .trimEnd()
    .split('\n')
  expect(lines).toHaveLength(2)
  for (const [index, { publicKey }] of [current, former].entries()) {
    const signature = Buffer.from(lines[index]?.split(' ')[2] ?? '', 'base64')
    const [name, id, ...key] = signer.verifierKeys()[index]?.split('+') ?? []
    expect(name).toBe(origin)
    expect(signature.subarray(0, 4).toString('hex')).toBe(id)
    expect(verify(null, Buffer.from(text), publicKey, signature.subarray(4))).toBe(true)
    const { x = '' } = publicKey.export({ format: 'jwk' })
    expect(Buffer.from(key.join('+'), 'base64')).toEqual(
      Buffer.concat([Buffer.of(1), Buffer.from(x, 'base64url')]),
    )
  }
})

test('a key id is that of C2SP signed-note', () => {
  // The example of https://pkg.go.dev/golang.org/x/mod/sumdb/note: a verifier key with its id.
  const key = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64')
  const publicKey = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') },
  })
  const signer = openLogSigner({ origin: 'PeterNeumann', keys: [current.privateKey, publicKey] })
  const known =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const note = `${known}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
  expect(signer.hasSigned(note, known)).toBe(true)
})

test('what was signed is known by any key, a lost one among them; anything else is not', () => {
  const note = openLogSigner({ origin, keys: [former.privateKey] }).sign(text)
  const knows = (keys: Parameters<typeof openLogSigner>[0]['keys'], name = origin, wanted = text) =>
    openLogSigner({ origin: name, keys }).hasSigned(note, wanted)
  expect(knows([former.privateKey])).toBe(true)
  expect(knows([current.privateKey, former.publicKey])).toBe(true)
  expect(knows([current.privateKey])).toBe(false)
  expect(knows([former.privateKey], 'another.test/log')).toBe(false)
  expect(knows([former.privateKey], origin, checkpointText(origin, 43, Buffer.alloc(32, 1)))).toBe(false)
})

test('only what can sign a log makes a signer', () => {
  const other = generateKeyPairSync('x25519').privateKey
  expect(() => openLogSigner({ origin, keys: [] })).toThrow(TypeError)
  expect(() => openLogSigner({ origin, keys: [current.publicKey] })).toThrow('one private key at least')
  expect(() => openLogSigner({ origin, keys: [other] })).toThrow('Ed25519')
  expect(() => openLogSigner({ origin: 'a+b', keys: [current.privateKey] })).toThrow('no plus sign')
  expect(() => openLogSigner({ origin, keys: [current.privateKey] }).sign('text')).toThrow(
    'ends with a newline',
  )
})
