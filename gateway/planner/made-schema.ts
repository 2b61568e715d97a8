/** Schemas of a made-up registry, for tests of composing. */
const preamble = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
    @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@personal", "@lookup", "@scopes"])
    @composeDirective(name: "@personal")
    @composeDirective(name: "@lookup")
    @composeDirective(name: "@scopes")
  "Whose" directive @personal("Field" subject: String) on FIELD_DEFINITION | ARGUMENT_DEFINITION | OBJECT
  "Finds" directive @lookup("Field" field: String!) on FIELD_DEFINITION
  "What" directive @scopes("Which" attributes: [String!]!) on FIELD_DEFINITION
  "Rows" input RowScope @inaccessible { "Ids" subjects: [ID!] "True" where: RowCondition }
  "Condition"
  input RowCondition @inaccessible {
    "Each" all: [RowCondition!] "Some" any: [RowCondition!] "Opposite" not: RowCondition
    "Ids" subjects: [ID!] "Which" attribute: String
    "One of" in: [String!] "More" atLeast: String "Less" atMost: String
  }
`

/** Keeps every rule. */
export const kept = `${preamble}
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
