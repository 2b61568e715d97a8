import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isKnown } from './condition.ts'
import { DataFileError, DataReader } from './data-reader.ts'
import { readCondition } from './read-condition.ts'

function problemsOf(json: unknown): string {
  const reader = new DataReader()
  const condition = readCondition(reader, [JSON.parse(JSON.stringify(json)), 'it'])
  try {
    reader.finish()
  } catch (error) {
    if (error instanceof DataFileError) return error.message
    throw error
  }
  expect(condition).toStrictEqual(json)
  expect(condition !== null && isKnown(condition)).toBe(true)
  return ''
}

const self = { kind: 'self' }
const comparison = { kind: 'compare', attribute: 'Person.sex', operator: 'in', value: { values: ['F'] } }
const atMost = (value: unknown): object => ({ ...comparison, operator: 'atMost', value })

test.for([
  self,
  { kind: 'consent' },
  comparison,
  { ...comparison, value: { values: ['F', 7, false] } },
  { ...comparison, value: { claim: 'official' } },
  { ...comparison, value: { parameter: 'territory' } },
  { ...comparison, value: { relation: 'minorChildren' } },
  atMost({ yearsAgo: 18 }),
  atMost({ values: ['2026-01-01'] }),
  atMost({ values: [7.5] }),
  atMost({ parameter: 'limit' }),
  { kind: 'all', of: [self, { kind: 'not', of: { kind: 'any', of: [comparison, { kind: 'consent' }] } }] },
])('reads %j', (json) => {
  expect(problemsOf(json)).toBe('')
})

const nested = (depth: number): unknown =>
  Array.from({ length: depth - 1 }).reduce((of: unknown) => ({ kind: 'not', of }), self)
const wide = (parts: number): object => ({ kind: 'all', of: Array.from({ length: parts - 1 }, () => self) })
const values = (length: number): object => ({
  ...comparison,
  value: { values: Array.from({ length }, () => 'F') },
})
const kinds = 'must be one of: self, consent, compare, all, any, not'
const limit = 'takes one number or date: values, yearsAgo or a parameter'

test.for([
  [null, 'it: must be an object'],
  [[self], 'it: must be an object'],
  [{}, `it.kind: ${kinds}`],
  [{ kind: 'toString' }, `it.kind: ${kinds}`],
  [{ kind: 'self', of: [] }, 'it.of: is not known; known are: kind'],
  [{ kind: 'all', of: [] }, 'it.of: must not be empty'],
  [{ kind: 'all', of: self }, 'it.of: must be a list'],
  [{ kind: 'any', of: [self, { kind: 'me' }] }, `it.of[1].kind: ${kinds}`],
  [{ kind: 'not', of: [self] }, 'it.of: must be an object'],
  [{ ...comparison, attribute: 'sex' }, 'it.attribute: "sex" is no attribute such as Person.municipality'],
  [{ ...comparison, operator: '=' }, 'it.operator: must be one of: in, atLeast, atMost'],
  [
    { ...comparison, value: {} },
    'it.value: must have exactly one of: values, claim, parameter, yearsAgo, relation',
  ],
  [{ ...comparison, value: { values: ['F'], claim: 'official' } }, /^it.value: must have exactly one of/],
  [{ ...comparison, value: { values: [] } }, 'it.value.values: must have 1 to 1000 values'],
  [values(1001), 'it.value.values: must have 1 to 1000 values'],
  [
    { ...comparison, value: { values: [null] } },
    'it.value.values[0]: must be a text, a number, true or false',
  ],
  [{ ...comparison, value: { claim: 'sub' } }, /^it.value.claim: must be one of: consumer/],
  [{ ...comparison, value: { relation: 'cousins' } }, /^it.value.relation: must be one of: minorChildren/],
  [atMost({ yearsAgo: 1.5 }), 'it.value.yearsAgo: must be a whole number, 0 or more'],
  [atMost({ yearsAgo: 201 }), 'it.value.yearsAgo: must be at most 200'],
  [atMost({ values: ['F'] }), `it.value: atMost ${limit}`],
  [atMost({ values: [1, 2] }), `it.value: atMost ${limit}`],
  [atMost({ relation: 'companies' }), `it.value: atMost ${limit}`],
  [
    { kind: 'any', of: [self, { ...comparison, attribute: 'Property.municipality' }] },
    'it: must be about rows of one type; self and consent are about a Person',
  ],
  [nested(9), /: conditions lie in each other at most 8 deep$/],
  [wide(201), 'it: must have at most 200 parts'],
] as const)('refuses %j', ([json, problem]) => {
  expect(problemsOf(json)).toMatch(problem)
})

test('reads conditions up to its limits', () => {
  for (const json of [nested(8), wide(200), values(1000)]) expect(problemsOf(json)).toBe('')
})

test('reads the examples of the documentation', () => {
  const page = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8')
  const section = /### Row conditions\n(.*?)\n##/s.exec(page)?.[1] ?? ''
  const examples = [...section.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json ?? '')
  expect(examples).not.toStrictEqual([])
  for (const example of examples) expect(problemsOf(JSON.parse(example))).toBe('')
})
