import { assert, constantFrom, double, integer, oneof, property, string, tuple } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { buildSchema, execute, parse, print } from 'graphql'
import { expect, test } from 'vitest'
import { createDocumentCache, documentOf } from './parsed-document.ts'
import type { DocumentCache } from './parsed-document.ts'
import { defaultLimits, noLimits } from './limits.ts'

const schema = buildSchema(`
  type Query {
    echo(text: String, id: ID, count: Int = 3, size: Float, day: Date, sex: Sex, list: [String!], filter: Filter): Query
    said: String
  }
  scalar Date
  enum Sex { MALE FEMALE }
  input Filter { text: String }
`)

const read = (text: string, documents = createDocumentCache(1_000_000)) =>
  documentOf(text, { api: schema, documents, limits: defaultLimits })

/** What is answered: each field says what it was given. */
const echo = {
  echo: (given: object) => ({ ...echo, said: JSON.stringify(given) }),
  said: 'nothing',
}

function answerTo(text: string, documents: DocumentCache) {
  const { document, literals } = read(text, documents)
  return execute({ schema, document, rootValue: echo, variableValues: literals ?? {} })
}

const plainly = (text: string) => execute({ schema, document: parse(text), rootValue: echo })

const literal = {
  text: oneof(string(), string({ unit: 'binary' })).map((text) => JSON.stringify(text)),
  id: oneof(
    string().map((text) => JSON.stringify(text)),
    integer().map(String),
  ),
  count: integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map(String),
  size: oneof(double({ noNaN: true, noDefaultInfinity: true }), integer()).map((value) => String(value)),
  day: constantFrom('"2020-01-01"', '"x"'),
  sex: constantFrom('MALE', 'FEMALE', 'null'),
  list: constantFrom('"a"', '["a", "b"]', '[]'),
  filter: constantFrom('{ text: "a" }', '{ text: "b" }', '{}'),
}
const given = oneof(
  ...Object.entries<Arbitrary<string>>(literal).map(([name, values]) =>
    values.map((value) => `${name}: ${value}`),
  ),
)
const texts = tuple(given, given, constantFrom('', 'a: ', 'b: ')).map(
  ([one, other, alias]) =>
    `{ ${alias}echo(${one}) { said # 5 "x"\n  b: echo(${other}) @include(if: true) { said } } said1: said }`,
)

test('texts are answered as they are written, whatever texts were read before', () => {
  const documents = createDocumentCache(1_000_000)
  let lifted = 0
  assert(
    property(texts, (text) => {
      expect(answerTo(text, documents)).toEqual(plainly(text))
      if (read(text, documents).literals !== null) lifted++
    }),
    { numRuns: 600 },
  )
  expect(lifted).toBeGreaterThan(200)
})

test('texts that differ in literals alone share what they are read as, each with its own hash', () => {
  const documents = createDocumentCache(1_000_000)
  const [one, other] = ['a', 'b"\\u0041'].map((value) =>
    read(`{ echo(text: ${JSON.stringify(value)}, count: 5) { said } }`, documents),
  )
  expect(one?.document).toBe(other?.document)
  expect(one?.key).toBe(other?.key)
  expect(one?.hash).not.toBe(other?.hash)
  expect(one?.literals).toEqual({ literal0: 'a', literal1: 5 })
  expect(print(other?.document as never)).toContain('query ($literal0: String!, $literal1: Int!)')
})

test.for([
  ['a default', 'query ($a: String = "x") { echo(text: $a) { said } }'],
  ['an argument of a directive', '{ echo @skip(if: false) { said } }'],
  ['a list, or an item of one', '{ echo(list: "x") { said } a: echo(list: ["x"]) { said } }'],
  ['a field of an input object', '{ echo(filter: { text: "x" }) { said } }'],
  ['a scalar that reads literals in its own way', '{ echo(day: "2020-01-01") { said } }'],
  ['a field that may be merged', '{ echo(text: "x") { said } ... { echo(text: "x") { a: said } } }'],
  ['what the schema says of itself', '{ __type(name: "Query") { name } }'],
  ['one of several operations', 'query A { echo(text: "x") { said } } query B { said }'],
  ['what is no value of its type', '{ echo(count: 5000000000) { said } }'],
])('%s stays', ([, text]) => {
  expect(read(text ?? '').literals).toBeNull()
})

const merged = (one: string, other: string) => `{ echo(text: ${one}) { said } echo(text: ${other}) { said } }`

test('what may not be merged, or is no value of its type, is wrong after a text that was right', () => {
  const documents = createDocumentCache(1_000_000)
  expect(read(merged('"a"', '"a"'), documents).isValid).toBe(true)
  expect(read(merged('"a"', '"b"'), documents).isValid).toBe(false)
  expect(read('{ echo(count: 5) { said } }', documents).isValid).toBe(true)
  expect(read('{ echo(count: 5000000000) { said } }', documents).isValid).toBe(false)
  expect(read('{ echo(text: "\\u0041") { said } }', documents).literals).toEqual({ literal0: 'A' })
  expect(() => read('{ echo(text: "\\q") { said } }', documents)).toThrow('Syntax Error')
  expect(() => read('{ echo(count: 5a) { said } }', documents)).toThrow('Syntax Error')
})

test('a variable of a caller is never one of a literal', () => {
  const { literals } = read('query ($literal0: Int) { echo(text: "x", count: $literal0) { said } }')
  expect(Object.keys(literals ?? {})).toEqual(['literal_0'])
})

test('a large text is refused before it is looked at', () => {
  const documents = createDocumentCache(10_000_000)
  expect(() => read(`{ echo(text: "${'x'.repeat(200_000)}") { said } }`, documents)).toThrow('Too large')
})

test('in open mode, texts are planned as they stand', () => {
  const documents = createDocumentCache(1_000_000)
  const { literals } = documentOf('{ echo(text: "x") { said } }', {
    api: schema,
    documents,
    limits: noLimits,
  })
  expect(literals).toBeNull()
})
