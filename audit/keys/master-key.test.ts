import { createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { masterKeys } from './master-key.ts'

const [former, current, stranger] = [randomBytes(32), randomBytes(32), randomBytes(32)] as const
const [key, subjectHash, keyId] = [randomBytes(32), randomBytes(32), randomUUID()] as const
const wrapped = masterKeys([former]).wrap(key, subjectHash, keyId)

describe('a key', () => {
  it('is wrapped as the format says', () => {
    expect(wrapped.subarray(0, 4)).toEqual(createHash('sha256').update(former).digest().subarray(0, 4))
    const decipher = createDecipheriv('aes-256-gcm', former, wrapped.subarray(4, 16))
    decipher.setAAD(Buffer.concat([subjectHash, Buffer.from(keyId.replaceAll('-', ''), 'hex')]))
    decipher.setAuthTag(wrapped.subarray(48))
    expect(Buffer.concat([decipher.update(wrapped.subarray(16, 48)), decipher.final()])).toEqual(key)
  })

  it('unwraps under a former master key, and is wrapped under the current one', () => {
    const both = masterKeys([current, former])
    expect(both.unwrap(wrapped, subjectHash, keyId)).toEqual(key)
    expect(both.isCurrent(wrapped)).toBe(false)
    const anew = both.wrap(key, subjectHash, keyId)
    expect(both.isCurrent(anew)).toBe(true)
    expect(masterKeys([current]).unwrap(anew, subjectHash, keyId)).toEqual(key)
  })

  it.each([
    ['under another master key', () => masterKeys([stranger]).unwrap(wrapped, subjectHash, keyId)],
    ["in another data subject's row", () => masterKeys([former]).unwrap(wrapped, stranger, keyId)],
    ['under another id', () => masterKeys([former]).unwrap(wrapped, subjectHash, randomUUID())],
    ['cut short', () => masterKeys([former]).unwrap(wrapped.subarray(0, -1), subjectHash, keyId)],
    ['changed', () => masterKeys([former]).unwrap(changed(wrapped, 20), subjectHash, keyId)],
  ])('does not unwrap %s', (_, unwrap) => {
    expect(unwrap).toThrow(/not wrapped under any|unable to authenticate/)
  })
})

it('there is at least one master key, and none twice', () => {
  expect(() => masterKeys([])).toThrow('no master key')
  expect(() => masterKeys([current, former, current])).toThrow('twice')
})

function changed(bytes: Buffer, place: number): Buffer {
  const other = Buffer.from(bytes)
  other[place] = (other[place] ?? 0) ^ 1
  return other
}
