import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { hmacSha256 } from './hmac.ts'

it('is what Node’s own says, whatever the key and the text', () => {
  const keys = fc.uint8Array({ maxLength: 130 }).map((bytes) => Buffer.from(bytes))
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 900 }))
  fc.assert(
    fc.property(keys, fc.array(texts, { minLength: 1, maxLength: 4 }), (key, given) => {
      for (const text of given) {
        const expected = createHmac('sha256', key).update(text).digest('hex')
        expect(Buffer.from(hmacSha256(key, text), 'latin1').toString('hex')).toBe(expected)
      }
    }),
  )
})
