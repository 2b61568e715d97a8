import {
  buildSchema,
  getIntrospectionQuery,
  graphqlSync,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql'
import { array, assert, boolean, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentErrors, variableErrors } from './contract-errors.ts'
import { contractSchema, coordinatesOf } from './contract.ts'

const api = buildSchema(`
  type Query {
    "One person"
    person(code: String!, asOf: Date): Person
    persons(name: String, filter: Filter, first: Int): PersonConnection
    company(code: String!): Company
    holder(code: String!): Holder
    thing(code: String!): Thing
  }
  type Mutation { register(input: Filter!): Person }
  scalar Date
  enum Sex { "Sieviete" FEMALE MALE }
  enum Form { LIMITED }
  input Filter { sex: Sex, born: Born }
  input Born { after: Date }
  interface Thing { code: String, label: String }
  type Person implements Thing {
    "Personal code"
    code: String
    label: String
    sex: Sex
    born: Date @deprecated(reason: "by age")
    holdings(kind: String): [Holding!]
  }
  type Holding { of: Company, share: String }
  type Company implements Thing { code: String, label: String, form: Form, owner: Holder }
  union Holder = Person | Company
  type PersonConnection { edges: [PersonEdge!]!, pageInfo: PageInfo!, totalCount: Int }
  type PersonEdge { node: Person, cursor: String! }
  type PageInfo { endCursor: String, hasNextPage: Boolean! }
`)

function contract(...granted: string[]) {
  return contractSchema(api, (coordinate) => granted.includes(coordinate))
}

describe('the contract schema', () => {
  test('has granted fields with required arguments and granted optional ones, and what they lead to', () => {
    expect(
      printSchema(
        contract(
          'Query.person',
          'Query.persons',
          'Query.persons(first:)',
          'Person.sex',
          'Person.born',
          'Company.form',
          'Mutation.nothing',
        ),
      ),
    ).toBe(`type Query {
  """One person"""
  person(code: String!): Person
  persons(first: Int): PersonConnection
}

scalar Date

enum Sex {
  """Sieviete"""
  FEMALE
  MALE
}

type Person {
  sex: Sex
  born: Date @deprecated(reason: "by age")
}

type PersonConnection {
  edges: [PersonEdge!]!
  pageInfo: PageInfo!
  totalCount: Int
}

type PersonEdge {
  node: Person
  cursor: String!
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
}`)
  })

  test('an abstract type has the members of which something is granted, an interface what all of these have', () => {
    const both = contract('Query.thing', 'Query.holder', 'Person.code', 'Company.code', 'Company.label')
    expect(printSchema(both)).toContain('union Holder = Person | Company')
    expect(printSchema(both)).toContain('interface Thing {\n  code: String\n}')
    const one = contract('Query.thing', 'Query.holder', 'Company.code', 'Company.label')
    expect(printSchema(one)).toContain('union Holder = Company')
    expect(printSchema(one)).toContain('interface Thing {\n  code: String\n  label: String\n}')
    expect(one.getType('Person')).toBeUndefined()
  })

  test('input objects have the fields that are granted, and lead to what these take', () => {
    const schema = contract('Query.persons', 'Query.persons(filter:)', 'Filter.sex')
    expect(printSchema(schema)).toContain('input Filter {\n  sex: Sex\n}')
    expect(schema.getType('Born')).toBeUndefined()
  })

  test('a type of which nothing is granted has a placeholder that no operation can ask for', () => {
    const schema = contract('Query.thing')
    expect(validateSchema(schema)).toEqual([])
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['thing'])
    const nothing = contract()
    expect(Object.keys(nothing.getTypeMap()).filter((name) => !name.startsWith('__'))).toEqual([
      'Query',
      'Boolean',
      'String',
    ])
    expect(Object.keys(nothing.getQueryType()?.getFields() ?? {})).toEqual(['_'])
    expect(documentErrors(parse('{ _ }'), nothing).map(({ message }) => message)).toEqual([
      'The document does not fit the schema',
    ])
    expect(validate(api, parse('{ _ }'))).toHaveLength(1)
  })

  test('of any grants it is a valid part of the API schema, with nothing in it that is not granted', () => {
    const coordinates = coordinatesOf(api)
    const choices = array(boolean(), { minLength: coordinates.length, maxLength: coordinates.length })
    assert(
      property(choices, (chosen) => {
        const granted = new Set(coordinates.filter((_, position) => chosen[position]))
        const schema = contractSchema(api, (coordinate) => granted.has(coordinate))
        expect(validateSchema(schema)).toEqual([])
        const { data } = graphqlSync({ schema, source: getIntrospectionQuery() })
        expect(data).toBeTruthy()
        const known = new Set(coordinates)
        const free =
          /^(PersonConnection|PersonEdge|PageInfo)\.|\.(person|company|holder|thing)\(code:\)$|\(input:\)$|\._$/
        const had = coordinatesOf(schema).filter((coordinate) => !free.test(coordinate))
        expect(had.filter((coordinate) => !known.has(coordinate) || !granted.has(coordinate))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is told of a mistake', () => {
  const schema = contract('Query.person', 'Query.person(asOf:)', 'Person.code', 'Query.persons')
  const told = (query: string) => documentErrors(parse(query), schema).map(({ message }) => message)

  test('suggests what is granted, and reads what is not as what is not there', () => {
    expect(told('{ person(code: "1") { codee } }')).toEqual([
      'Cannot query field "codee" on type "Person". Did you mean "code"?',
    ])
    expect(told('{ person(code: "1") { sexx } }')).toEqual(['Cannot query field "sexx" on type "Person".'])
    expect(told('{ person(code: "1") { sex nothing } }')[0]).toBe(
      'Cannot query field "sex" on type "Person".',
    )
    expect(told('{ persons(nam: "x") { totalCount } }')).toEqual([
      'Unknown argument "nam" on field "Query.persons".',
    ])
    expect(told('fragment F on Compan { code } { person(code: "1") { ...F } }')).toEqual([
      'Unknown type "Compan".',
    ])
  })

  test('of a variable whose type the contract has not, nothing is told but that its value does not fit', () => {
    const [definition] = parse('query ($sex: Sex, $asOf: Date) { __typename }').definitions
    const definitions =
      definition && 'variableDefinitions' in definition ? definition.variableDefinitions : []
    const messages = (given: Record<string, unknown>, known = schema) =>
      variableErrors(definitions ?? [], given, { api, contract: known }).map(({ message }) => message)
    expect(messages({ sex: 'FEMAL', asOf: '2026-01-01' })).toEqual([
      'Variable "$sex" has a value that does not fit its type',
    ])
    expect(messages({ sex: 'FEMAL' }, api)[0]).toContain('Did you mean the enum value "FEMALE"')
  })
})
