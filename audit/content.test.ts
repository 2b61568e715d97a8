import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { accessOutcomes, freshnesses } from './access-record.ts'
import type { AccessContent } from './access-record.ts'
import { contentOf, decodeContent, encodeContent } from './content.ts'
import type { ContentBinding } from './content.ts'

const key = { id: randomUUID(), key: randomBytes(32) }
const binding = { id: randomUUID(), operation: randomUUID(), subjectHash: randomBytes(32) }
const content = contentOf(operationRecord(), accessRecordInput('39010112345', { withheld: ['Person.sex'] }))

const text = fc.string({ unit: 'binary', maxLength: 12 })
const known = fc.option(text)
const contents: fc.Arbitrary<AccessContent> = fc.record({
  consumer: known,
  organisation: known,
  application: known,
  official: known,
  permission: known,
  purpose: known,
  legalBasis: known,
  case: known,
  outcome: fc.constantFrom(...accessOutcomes),
  released: fc.array(text, { maxLength: 4 }),
  withheld: fc.array(text, { maxLength: 4 }),
  entity: text,
  registries: fc.array(text, { maxLength: 2 }),
  freshness: fc.option(fc.constantFrom(...freshnesses)),
  epoch: fc.option(fc.nat()),
  trace: known,
})

function decode(column: Buffer, row: ContentBinding = binding, secret = key.key) {
  return decodeContent(column, row, (id) => (id === key.id ? secret : undefined))
}

/** A content column by the format's description alone. */
function encrypted(shown: string, kept: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(Buffer.byteLength(shown))
  const nonce = randomBytes(12)
  const [id, row, operation] = [key.id, binding.id, binding.operation].map((uuid) =>
    Buffer.from(uuid.replaceAll('-', ''), 'hex'),
  ) as [Buffer, Buffer, Buffer]
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce)
  cipher.setAAD(Buffer.concat([row, operation, binding.subjectHash]))
  const plain = Buffer.concat([randomBytes(64), length, Buffer.from(shown), Buffer.from(kept)])
  return Buffer.concat([Buffer.of(2), id, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

describe('a content', () => {
  it('comes back as it was encrypted', () => {
    fc.assert(
      fc.property(contents, (given) => {
        expect(decode(encodeContent(given, binding, key).column)?.content).toEqual(given)
      }),
    )
  })

  it('is what the format says, byte by byte', () => {
    const { column, plainDigest } = encodeContent(content, binding, key)
    const id = Buffer.from(key.id.replaceAll('-', ''), 'hex')
    expect(column.subarray(0, 17)).toEqual(Buffer.concat([Buffer.of(2), id]))
    const decipher = createDecipheriv('aes-256-gcm', key.key, column.subarray(17, 29))
    const ids = `${binding.id}${binding.operation}`.replaceAll('-', '')
    decipher.setAAD(Buffer.concat([Buffer.from(ids, 'hex'), binding.subjectHash]))
    decipher.setAuthTag(column.subarray(-16))
    const plain = Buffer.concat([decipher.update(column.subarray(29, -16)), decipher.final()])
    const keptAt = 68 + plain.readUInt32BE(64)
    const shown = plain.subarray(68, keptAt)
    const kept = plain.subarray(keptAt)
    expect(Object.keys(JSON.parse(shown.toString())).join()).toBe(
      'consumer,organisation,application,permission,purpose,legalBasis,case,outcome,released,withheld,entity,registries,freshness,epoch,trace',
    )
    expect(kept.toString()).toBe('{"official":"official-17"}')
    const shownDigest = sha256('dagr/shown/v1\n', plain.subarray(0, 32), shown)
    const keptDigest = sha256('dagr/kept/v1\n', plain.subarray(32, 64), kept)
    expect(plainDigest).toEqual(sha256('dagr/plain/v1\n', shownDigest, keptDigest))
    expect(decode(column)).toEqual({
      content,
      shown: shown.toString(),
      shownSalt: plain.subarray(0, 32),
      keptDigest,
    })
  })

  it('is never the same twice, and says nothing of itself', () => {
    const [one, other] = [encodeContent(content, binding, key), encodeContent(content, binding, key)]
    expect(one.plainDigest).not.toEqual(other.plainDigest)
    expect(one.column.subarray(17)).not.toEqual(other.column.subarray(17))
    for (const said of ['VID-2026/17', 'official-17', 'Person.givenName']) {
      expect(one.column.includes(said)).toBe(false)
    }
  })

  it('does not decrypt with a bit of it changed', () => {
    const { column } = encodeContent(content, binding, key)
    fc.assert(
      fc.property(fc.integer({ min: 17, max: column.length - 1 }), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(column)
        changed[place] = (changed[place] ?? 0) ^ (1 << bit)
        expect(() => decode(changed)).toThrow('unable to authenticate')
      }),
    )
  })

  it.each([
    ['another record', { id: randomUUID() }],
    ['another operation', { operation: randomUUID() }],
    ['another data subject', { subjectHash: randomBytes(32) }],
  ])('does not decrypt in the row of %s', (_, moved) => {
    const { column } = encodeContent(content, binding, key)
    expect(() => decode(column, { ...binding, ...moved })).toThrow('unable to authenticate')
  })

  it('does not decrypt with another key, nor cut short', () => {
    const { column } = encodeContent(content, binding, key)
    expect(() => decode(column, binding, randomBytes(32))).toThrow('unable to authenticate')
    for (const length of [1, 16, 17, 28, 29, 44, column.length - 1]) {
      const cut = column.subarray(0, length)
      expect(() => decodeContent(cut, binding, () => key.key)).toThrow(/cut short|unable to authenticate/)
    }
  })

  it('is gone without its key, or where it was removed', () => {
    const { column } = encodeContent(content, binding, key)
    expect(decodeContent(column, binding, () => undefined)).toBeNull()
    expect(decode(Buffer.alloc(0))).toBeNull()
  })

  it('of the time before is read as it is', () => {
    const column = Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(content))])
    expect(decode(column)).toEqual({ content, shown: null, shownSalt: null, keptDigest: null })
  })

  it('from before its freshness was kept has none', () => {
    const { freshness: _, ...former } = content
    const column = Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(former))])
    expect(decode(column)?.content).toEqual({ ...former, freshness: null })
    const { official, ...shown } = former
    const texts = [JSON.stringify(shown), JSON.stringify({ official })] as const
    expect(decode(encrypted(...texts))?.content).toEqual({ ...former, freshness: null })
  })

  it('of a format to come is not guessed at', () => {
    expect(() => decode(Buffer.of(3, 123, 125))).toThrow('Unknown format 3')
  })
})
