import { expect, test } from 'vitest'
import { line } from './load-tables.ts'

test('a row is written as COPY reads it', () => {
  expect(line(['a', null, '', 1.5, true, false])).toBe('a\t\\N\t\t1.5\tt\tf\n')
  expect(line(['', 'tab\there', 'line\nend', 'back\\slash', '\\N'])).toBe(
    '\ttab\\there\tline\\nend\tback\\\\slash\t\\\\N\n',
  )
  expect(line([[], ['900000001', '2'], ['', 'NULL', 'a,b', '"', '\\', 'tab\t']])).toBe(
    '{}\t{900000001,2}\t{"","NULL","a,b","\\\\"","\\\\\\\\","tab\\t"}\n',
  )
})
