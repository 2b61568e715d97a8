import { array, assert, integer, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { quoted } from './json-text.ts'

/** Halves of characters, in any order. */
const loneSurrogates = array(integer({ min: 0xd700, max: 0xe0ff })).map((codes) =>
  codes.map((code) => String.fromCharCode(code)).join(''),
)

test('is what JSON.stringify writes', () => {
  const units = ['grapheme', 'binary', 'binary-ascii'] as const
  const texts = units.map((unit) => string({ unit, size: 'medium', maxLength: 120 }))
  assert(
    property(oneof(...texts, loneSurrogates), (text) => {
      expect(quoted(text)).toBe(JSON.stringify(text))
    }),
  )
})

test('of each character, in a short text and in a long one', () => {
  const codes = Array.from({ length: 0x10000 }, (_, code) => code)
  const different = codes.filter((code) => {
    const text = String.fromCharCode(code)
    return [text, 'a'.repeat(100) + text].some((each) => quoted(each) !== JSON.stringify(each))
  })
  expect(different).toEqual([])
})
