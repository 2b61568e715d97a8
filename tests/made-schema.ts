import { schemaPreamble } from './schema-preamble.ts'

/** The schema of a made-up registry, for tests of composing. It keeps every rule. */
export const kept = `${schemaPreamble(['@key', '@inaccessible', '@composeDirective'])}
  type Query {
    "One person" person("Code" personalCode: String! @personal): Person @lookup(field: "personalCode") @personal
    "People" persons("Rows" first: Int, "Scope" scope: RowScope @inaccessible): PersonConnection
      @scopes(attributes: ["Person.givenName", "Person.home"])
  }
  "A person"
  type Person @key(fields: "id") @personal(subject: "id") {
    "Id" id: ID! @inaccessible
    "Name" givenName: String @personal(subject: "id")
    "Home" home: [String!] @inaccessible
    "Family" family("Scope" scope: RowScope @inaccessible): [Relation!] @personal(subject: "id")
  }
  "A relation"
  type Relation { "Kind" kind: String "The other" person: Person @personal }
  "A page" type PersonConnection { "Rows" edges: [PersonEdge!]! "Where" pageInfo: PageInfo! }
  "A row" type PersonEdge { "Position" cursor: String! "Row" node: Person @personal }
  "A page's place" type PageInfo { "More" hasNextPage: Boolean! }
`
