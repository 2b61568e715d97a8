import { expect, test } from 'vitest'
import { reportErrors } from './report-errors.ts'
import type { ReportedError } from './report-errors.ts'

const entry = {
  subgraph: 'cadastre',
  path: ['property'],
  name: 'Error',
  code: 'ECONNREFUSED',
  stack: ['at a'],
}

test('errors of one kind are reported once in ten seconds, with the number of the others', () => {
  let now = 0
  const reported: ReportedError[] = []
  const note = reportErrors((error) => reported.push(error), { now: () => now })
  note(entry)
  note({ ...entry, path: ['properties', 1] })
  note({ ...entry, code: '57P01' })
  now = 9_999
  note(entry)
  now = 10_000
  note(entry)
  note(entry)
  now = 20_000
  note(entry)
  expect(reported.map(({ code, unreported }) => [code, unreported])).toStrictEqual([
    ['ECONNREFUSED', 0],
    ['57P01', 0],
    ['ECONNREFUSED', 2],
    ['ECONNREFUSED', 1],
  ])
})
