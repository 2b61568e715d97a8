import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What the attack suite must have, row by row. */
const attacks = [
  'alias',
  'nested and named fragments',
  'concrete type against interface, both ways',
  'union member',
  '`@requires` that pulls a denied field',
  'denied key in data or error',
  'renamed or unmapped directive',
  'field shared by two subgraphs',
  'new field by default',
  'filter, sort or count by a denied attribute',
  'cursor that leaks',
  '`_entities` and `_service` from outside',
  '`@skip` and `@include` by variable',
  'trusted operation after narrowing',
  'permission swapped inside a batch',
  '`__proto__` in alias, variable and subgraph JSON',
  'plan cache across callers',
  'suggestions and introspection',
  'timing of denied against missing',
  'null collapse of siblings',
  'subgraph that returns more than asked',
  'personal data in subgraph errors',
  'GET and CSRF',
  '10,000 aliases',
  'fragment bomb',
  'enumeration of personal codes',
]

const rows = readFileSync('docs/threat-model.md', 'utf8')
  .split(/^## /m)
  .filter((section) => section.startsWith('Attacks that are carried out'))
  .flatMap((section) => section.split('\n').filter((line) => line.startsWith('|')))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .slice(2)

/** A story by its name, a test by its path. */
const shown = rows.flatMap(([, , proof = '']) =>
  [...proof.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
)

test('every attack has its row', () => {
  expect(rows.map(([attack]) => attack)).toEqual(expect.arrayContaining(attacks))
})

test.each(rows)('%s is shown by what is there', (_attack, holds = '', proof = '') => {
  expect(holds).not.toBe('')
  expect(proof).toMatch(/^`[^`]+`(, `[^`]+`)*$/)
})

test('every proof that is named is there, and whatever is there is named', () => {
  const stories = globSync('tests/scenarios/attack-*').map((path) => path.slice('tests/scenarios/'.length))
  const tests = globSync('tests/attacks/*.test.ts').filter((path) => !path.endsWith('table.test.ts'))
  expect(shown.filter((name) => !existsSync(name) && !existsSync(`tests/scenarios/${name}`))).toEqual([])
  expect([...stories, ...tests].filter((name) => !shown.includes(name))).toEqual([])
})
