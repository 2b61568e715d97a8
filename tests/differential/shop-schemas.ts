/**
 * A test supergraph that uses what federation has: several keys, compound keys, `@requires` (through lists and type conditions),
 * `@provides`, `@shareable`, an interface object, unions, nested lists, mutations in three subgraphs, one `@inaccessible` helper.
 */

const link = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`

export const shopSchemas = {
  users:
    link('"@key", "@shareable", "@inaccessible"') +
    `
    type Query { me: User, user(id: ID!): User, users(first: Int = 3): [User!]!, everything: [Anything], place: Place @shareable, places: [Place!] @shareable, strict: Strict }
    type Mutation { renameUser(id: ID!, name: String!): Change, failUser: Change }
    type User @key(fields: "id") { id: ID!, name: String @shareable, age: Int!, secret: String @inaccessible, friends(first: Int): [User], bestFriend: User!, address: Address, favourite: Anything }
    type Address @shareable { street: String, city: String!, lines: [String!]! }
    type Place @shareable { name: String, street: String }
    type Strict { must: String!, list: [Strict!], user: User!, matrix: [[Int!]]! }
    type Change @key(fields: "id") { id: ID!, number: Int, by: String }
    union Anything = User | Book | Film | Shop
    type Book @key(fields: "id") { id: ID! }
    type Film @key(fields: "id") { id: ID! }
    type Shop @key(fields: "code country { code }") { code: String!, country: Country! @shareable }
    type Country @shareable { code: ID! }
  `,
  catalogue:
    link('"@key", "@shareable", "@external", "@provides", "@inaccessible"') +
    `
    type Query { media(first: Int = 4): [Media!], medium(id: ID!): Media, shelves(width: Int = 2): [[Media]], search(text: String, filter: Filter): [Found!]!, place: Place @shareable, places: [Place!] @shareable, book(id: ID!): Book }
    type Mutation { addBook(title: String!, kind: Kind = NOVEL): Change }
    input Filter { kinds: [Kind!], maxPrice: Float, not: Filter }
    enum Kind { NOVEL ESSAY HIDDEN @inaccessible }
    interface Named { title: String }
    interface Media implements Named @key(fields: "id") { id: ID!, title: String, price: Float, creator: User }
    type Book implements Media & Named @key(fields: "id") @key(fields: "isbn") { id: ID!, isbn: String!, title: String, price: Float, creator: User @provides(fields: "name"), kind: Kind, pages: Int!, sequel: Book, size: BookSize }
    type Film implements Media & Named @key(fields: "id") { id: ID!, title: String, price: Float, creator: User, minutes: Int, size: FilmSize, cast: [[User!]!] }
    type BookSize @shareable { width: Int!, height: Int! }
    type FilmSize { width: Int, gauge: String }
    union Found = Book | Film | Notice
    type Notice { name: String!, size: Float }
    type Place @shareable { name: String, city: String }
    type User @key(fields: "id") { id: ID!, name: String @external, created: [Media!] }
    type Change @key(fields: "id") { id: ID!, title: String }
  `,
  reviews:
    link('"@key", "@shareable", "@external", "@requires", "@interfaceObject", "@provides"') +
    `
    type Query { latest: [Review!], topMedia: [Media!] }
    type Mutation { review(media: ID!, stars: Int!): Change, failReview: Change! }
    type Media @interfaceObject @key(fields: "id") { id: ID!, reviews(first: Int = 2): [Review!]!, score: Float, price: Float @external, verdict: String @requires(fields: "price") }
    type Review @key(fields: "id") { id: ID!, stars: Int, author: User @provides(fields: "name"), about: Media! }
    type User @key(fields: "id") { id: ID!, name: String @external, age: Int! @external, reviews: [Review!], greeting(loud: Boolean): String @requires(fields: "name age") }
    type Change @key(fields: "id") { id: ID!, stars: Int }
  `,
  shops:
    link('"@key", "@shareable", "@external", "@requires"') +
    `
    type Query { shops: [Shop], shop(code: String!): Shop, anyShop: Sellable }
    interface Sellable { owner: User }
    type Shop implements Sellable @key(fields: "code country { code }") @key(fields: "number") { code: String!, number: Int!, country: Country!, owner: User, stock: [Stock!], address: Address }
    type Stock @key(fields: "shop { number } book { id }") { shop: Shop!, book: Book, amount: Int! }
    type Country @shareable { code: ID!, name: String }
    type Address @shareable { street: String, city: String!, lines: [String!]! }
    type Book @key(fields: "isbn") { isbn: String!, id: ID! @external, price: Float @external, size: BookSize @external, shipping: Float @requires(fields: "price size { width height }"), sellers: [Shop!] }
    type BookSize @shareable { width: Int!, height: Int! }
    type User @key(fields: "id") { id: ID!, favourite: Anything @external, customerOf: [Sellable], taste: String @requires(fields: "favourite { ... on Book { price } ... on Film { price } ... on User { age } }"), age: Int! @external }
    type Film @key(fields: "id") { id: ID!, price: Float @external }
    union Anything = User | Book | Film | Shop
  `,
  ledger:
    link('"@key"') +
    `
    type Shop @key(fields: "number") { number: Int!, turnover: Float, rank: Int }
    type Change @key(fields: "id") { id: ID!, at: Int! }
    type Stock @key(fields: "shop { number } book { id }") { shop: Shop!, book: Book!, value: Float }
    type Book @key(fields: "id", resolvable: false) { id: ID! }
  `,
}

/** The same, of which memory may keep what has an `id`. */
export const hotShopSchemas = Object.fromEntries(
  Object.entries(shopSchemas).map(([name, sdl]) => [name, hot(name, sdl)]),
)

function hot(registry: string, sdl: string): string {
  const kept = `@hot(registry: "${registry}", maxAge: 60, maxStale: 600)`
  const ours = `
    extend schema @link(url: "https://dagr.gov.lv/spec/v1.0", import: ["@lookup", "@hot"])
      @composeDirective(name: "@lookup") @composeDirective(name: "@hot")
    directive @lookup(field: String!) on FIELD_DEFINITION
    directive @hot(registry: String!, maxAge: Int!, maxStale: Int!) repeatable on OBJECT
  `
  return (sdl.replace(/import: \[/, 'import: ["@composeDirective", ') + ours)
    .replaceAll(/(type (?:User|Book|Film|Review)\b[^@{]*@key\(fields: "id"\))/g, `$1 ${kept}`)
    .replaceAll(/((?:user|book)\(id: ID!\): \w+)/g, '$1 @lookup(field: "id")')
}

export type ShopSubgraph = keyof typeof shopSchemas
