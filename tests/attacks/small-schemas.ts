import { schemaPreamble } from '../schema-preamble.ts'

const preamble = schemaPreamble([
  '@key',
  '@shareable',
  '@external',
  '@requires',
  '@inaccessible',
  '@composeDirective',
])

/**
 * What the country has not: an interface, a link to a union, a field of two registries, `@requires` of a field that callers
 * have, filters as input objects, sorting, counting, and a change of somebody's data.
 */
export const people = `${preamble}
  type Query {
    "One person" person("Code" personalCode: String! @personal "Scope" scope: RowScope @inaccessible): Person
      @lookup(field: "personalCode") @personal @scopes(attributes: ["Person.born"])
    "Somebody or something" named("Code" code: String! @personal): Named @personal
    "People"
    persons(
      "Which" filter: Filter "Sorted" order: Order "Rows" first: Int = 20 "Place" after: String
      "Scope" scope: RowScope @inaccessible
    ): PersonConnection @scopes(attributes: ["Person.born"])
    "How many people" count("Which" filter: Filter): Int
  }
  type Mutation {
    "Changes a name" rename("Code" personalCode: String! @personal, "Name" to: String!): Person @personal
  }
  "Which people" input Filter { "By name" name: String "By year" born: Int "Some" any: [Filter!] }
  "Sorted by" enum Order { "Name" NAME "Year" BORN }
  "What has a name" interface Named { "Name" name: String }
  "A friend" union Party = Person | Company
  "A person"
  type Person implements Named @key(fields: "id") @personal(subject: "id") {
    "Id" id: ID! @inaccessible
    "Codes" codes: [String] @inaccessible
    "Code" personalCode: String @personal(subject: "id")
    "Name" name: String @personal(subject: "id")
    "Year of birth" born: Int @personal(subject: "id")
    "Title" title: String @shareable @personal(subject: "id")
    "Friend" friend: Party @personal(subject: "id")
    "Friends" friends("Scope" scope: RowScope @inaccessible): [Person!] @personal(subject: "id")
  }
  "A company"
  type Company implements Named @key(fields: "id") {
    "Id" id: ID! @inaccessible
    "Name" name: String
    "Number" number: String
  }
  "A page" type PersonConnection { "Rows" edges: [PersonEdge!]! "Where" pageInfo: PageInfo! }
  "A row" type PersonEdge { "Position" cursor: String! "Row" node: Person @personal }
  "A page's place" type PageInfo { "More" hasNextPage: Boolean! "Last" endCursor: String }
`

export const taxes = `${preamble}
  "A person"
  type Person @key(fields: "id") @personal(subject: "id") {
    "Id" id: ID! @inaccessible
    "Title" title: String @shareable @personal(subject: "id")
    "Year of birth" born: Int @external
    "Tax bracket" bracket: String @requires(fields: "born") @personal(subject: "id")
    "Income" income: Int @personal(subject: "id")
  }
`

const hotDirective =
  'directive @hot("By" registry: String!, "Seconds" maxAge: Int!, "Seconds" maxStale: Int!) repeatable on OBJECT'

/** The same with people kept in memory. */
export const hotSchemas = { people: hot(people, 'people'), taxes: hot(taxes, 'taxes') }

function hot(sdl: string, registry: string): string {
  return sdl
    .replace('"@scopes"]', '"@scopes", "@hot"]')
    .replace('@composeDirective(name: "@scopes")', '$& @composeDirective(name: "@hot")')
    .replace('"Whose" directive', `"Kept" ${hotDirective} $&`)
    .replace(
      /type Person[^{]*@key\(fields: "id"\)/,
      `$& @hot(registry: "${registry}", maxAge: 60, maxStale: 3600)`,
    )
}
