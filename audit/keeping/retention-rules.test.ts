import { expect, test } from 'vitest'
import { readRetentionPurposes, RetentionRulesError } from './retention-rules.ts'

test('days by purpose, also of records without one', () => {
  const text = '{ "purposes": { "Nodokļu administrēšana (tax administration)": 730, "": 365 } }'
  expect([...readRetentionPurposes(text)]).toEqual([
    ['Nodokļu administrēšana (tax administration)', 730],
    ['', 365],
  ])
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
