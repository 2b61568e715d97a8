import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findingCodes, refuse, verified, wordsOf } from './findings.ts'

test('every finding is in the auditor’s document, and the other way round', () => {
  const section =
    readFileSync('docs/audit.md', 'utf8').split('## How to check it oneself')[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((line) => [...line.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code))
  expect(new Set(named.filter((code) => code !== 'AUDIT_MASTER_KEY'))).toEqual(new Set<string>(findingCodes))
})

test('words begin with what it was found on, in either language', () => {
  const finding = { code: 'RECORD_MISSING', place: { kind: 'access record', number: 17 } } as const
  expect(wordsOf(finding)).toBe('access record 17: is missing')
  expect(wordsOf(finding, 'lv')).toBe('piekļuves ieraksts 17: trūkst')
  expect(wordsOf({ code: 'LOG_EMPTY', detail: 'x' })).toBe('there is no seal (x)')
  for (const code of findingCodes)
    for (const language of ['en', 'lv'] as const) expect(wordsOf({ code }, language)).toMatch(/^\p{L}/u)
})

test('only a refusal is a finding; any other failure stays one', () => {
  expect(verified(() => refuse('LOG_EMPTY'))).toEqual({ ok: false, finding: { code: 'LOG_EMPTY' } })
  expect(() =>
    verified(() => {
      throw new RangeError('x')
    }),
  ).toThrow(RangeError)
})
