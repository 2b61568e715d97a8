import { expect, test } from 'vitest'
import { termInWords } from './term-changes.ts'

test.for<[string, unknown, unknown, boolean, string]>([
  ['status', 'active', 'suspended', false, 'Status: was active, now suspended'],
  ['status', null, 'active', true, 'Status: now active'],
  ['quotaPerDay', null, 500, false, 'Requests per day: was no limit, now 500'],
  [
    'validTo',
    null,
    '2027-01-01T00:00:00Z',
    false,
    'Valid to: was until further notice, now 2027-01-01T00:00:00Z',
  ],
  ['caseRequired', false, true, false, 'Case reference required: was no, now yes'],
  ['revision', 1, 2, false, 'Revision: was 1, now 2'],
  ['providers', [], ['addresses', 'population'], false, 'Providers: was none, now addresses, population'],
  [
    'parameters',
    { territory: ['0001000'], since: ['2020'] },
    { territory: ['0001000', '0004000'] },
    false,
    'since is no longer there; loses 2020; territory gains 0004000',
  ],
])('a change of %s is told in the words of an effect', ([name, before, after, isNew, words]) => {
  expect(termInWords(name, { before, after }, isNew)).toBe(words)
})
