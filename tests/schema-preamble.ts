/**
 * What begins the schema of a made-up registry: the directives and inputs that the gateway reads. `federation` are the
 * directives of the federation specification that the schema uses.
 */
export function schemaPreamble(federation: readonly string[]): string {
  const names = federation.map((name) => JSON.stringify(name)).join(', ')
  return `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names}])
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
}
