import { expect, test } from 'vitest'
import { readRetentionPurposes, RetentionRulesError, rulesDigest } from './retention-rules.ts'

test('days by purpose, also of records without one', () => {
  const text = '{ "purposes": { "Nodokļu administrēšana (tax administration)": 730, "": 365 } }'
  expect([...readRetentionPurposes(text)]).toEqual([
    ['Nodokļu administrēšana (tax administration)', 730],
    ['', 365],
  ])
})

test('the digest says which days, whatever their order', () => {
  const days = [
    ['a', 1],
    ['b', 2],
  ] as const
  const none = new Map<string, number>()
  const digest = rulesDigest({ agreements: new Map(days), purposes: none })
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  expect(rulesDigest({ agreements: new Map(days.toReversed()), purposes: none })).toBe(digest)
  const others = [
    { agreements: none, purposes: new Map(days) },
    { agreements: new Map(days.slice(1)), purposes: none },
    { agreements: new Map([...days, ['b', 3] as const]), purposes: none },
  ]
  for (const rules of others) expect(rulesDigest(rules)).not.toBe(digest)
})

test.each([
  ['{', 'not JSON'],
  ['[]', 'must be an object'],
  ['{}', 'purposes must be an object'],
  ['{ "purposes": { "a": 0 } }', '"a" must be a whole number'],
  ['{ "purposes": { "a": "30" } }', '"a" must be a whole number'],
  ['{ "purposes": { "a": 1.5 } }', '"a" must be a whole number'],
  ['{ "purposes": {}, "otherwise": 30 }', '"otherwise"'],
])('a file that would be read otherwise than it is meant is refused: %s', (text, message) => {
  expect(() => readRetentionPurposes(text)).toThrow(RetentionRulesError)
  expect(() => readRetentionPurposes(text)).toThrow(message)
})
