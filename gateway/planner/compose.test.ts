import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CompositionError, composeSupergraph, followSubgraphs } from './compose.ts'
import type { FollowedSubgraphs, FollowOptions } from './compose.ts'
import type { Supergraph } from './supergraph.ts'

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

/** Keeps every rule. Each breach below is one replacement in it. */
const kept = `${preamble}
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

const compose = (sdl: string): Supergraph =>
  composeSupergraph([{ name: 'population', url: 'http://population.invalid/graphql', sdl }])

/** Beside the registry, a subgraph that answers by who acts: its lists need no scope. */
const told = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])
  "Who" input Acting @inaccessible { "Organisation" consumer: String! }
  type Query {
    "One" agreement("Number" permission: String!, "Who" acting: Acting @inaccessible): Agreement
    "Everything" everything: Everything! @inaccessible
  }
  type Mutation { "End" end("Number" permission: String!, "Who" acting: Acting @inaccessible): Agreement }
  "An agreement" type Agreement { "Lines" lines: [Line!] }
  "A line" type Line { "What" coordinate: String }
  "All of it" type Everything @inaccessible { "Agreements" agreements: [Agreement!]! }`
const composeBoth = (sdl: string): Supergraph =>
  composeSupergraph([
    { name: 'population', url: 'http://population.invalid/graphql', sdl: kept },
    { name: 'policy', url: 'http://policy.invalid/graphql', sdl },
  ])

/** Time for several of them. */
const polls = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

describe('a composed schema', () => {
  test('that keeps the rules is served, its hidden parts only in the full schema', () => {
    const { api, full } = compose(kept)
    expect(full.getType('RowScope')).toBeDefined()
    expect(api.getType('RowScope')).toBeUndefined()
  })

  test('tells a subgraph that asks for it who acts, in every root field that callers have', () => {
    const { api, facts } = composeBoth(told)
    expect([...facts.acting]).toEqual(['Mutation.end', 'Query.agreement'])
    const fields = api.getQueryType()?.getFields() ?? {}
    expect(fields['agreement']?.args.map(({ name }) => name)).toEqual(['permission'])
  })

  test.each([
    ['Query.agreement', ', "Who" acting: Acting @inaccessible): Agreement\n', '): Agreement\n'],
    ['Mutation.end', ', "Who" acting: Acting @inaccessible): Agreement }', '): Agreement }'],
    ['Query.everything', 'Everything! @inaccessible', 'Agreement'],
  ])('in which %s alone is not told is refused', (coordinate, part, broken) => {
    expect(told).toContain(part)
    expect(() => composeBoth(told.replace(part, broken))).toThrow(`${coordinate} is not told who acts`)
  })

  test.each<[string, string, string, RegExp]>([
    [
      'a field that could not be withheld',
      '"Kind" kind: String',
      '"Kind" kind: String!',
      /Relation\.kind .* must be nullable/,
    ],
    ['a field without a description', '"Kind" kind', 'kind', /Relation\.kind has no description/],
    [
      'an argument without a description',
      '"Rows" first',
      'first',
      /Query\.persons\(first:\) has no description/,
    ],
    [
      'a field of a person that is not personal',
      'givenName: String @personal(subject: "id")',
      'givenName: String',
      /Person\.givenName is a field of a data subject/,
    ],
    [
      'a field of a person that is about another',
      'givenName: String @personal(subject: "id")',
      'givenName: String @personal',
      /Person\.givenName is a field of a data subject/,
    ],
    [
      'a link to a person that is not personal',
      'person: Person @personal }',
      'person: Person }',
      /Relation\.person leads to data subjects/,
    ],
    [
      'a row that is a person and not personal',
      'node: Person @personal',
      'node: Person',
      /PersonEdge\.node leads to data subjects/,
    ],
    [
      'a list without a scope',
      'family("Scope" scope: RowScope @inaccessible)',
      'family',
      /Person\.family gives a list without the hidden argument/,
    ],
    [
      'a scope that callers can see',
      '"Scope" scope: RowScope @inaccessible): PersonConnection',
      '"Scope" scope: Scope): PersonConnection',
      /Query\.persons gives a list without the hidden argument/,
    ],
    [
      'attributes of a scope that is not there',
      '@lookup(field: "personalCode")',
      '@lookup(field: "personalCode") @scopes(attributes: ["Person.givenName"])',
      /Query\.person has @scopes and no scope/,
    ],
    [
      'a search that does not say what its rows can be cut by',
      '@scopes(attributes: ["Person.givenName", "Person.home"])',
      '',
      /Query\.persons is a search that does not say what its rows can be cut by/,
    ],
    [
      'an attribute that is not there',
      '"Person.home"]',
      '"Person.house"]',
      /Query\.persons scopes by Person\.house, which is no value of its rows/,
    ],
    ['an attribute of other rows', '"Person.home"]', '"Relation.kind"]', /scopes by Relation\.kind/],
    ['an attribute that is no value', '"Person.home"]', '"Person.family"]', /scopes by Person\.family/],
    [
      'a condition that lacks a part',
      '"Opposite" not: RowCondition',
      '',
      /RowCondition\.not is not there, since a subgraph leaves it out/,
    ],
    [
      'a scope without conditions',
      '"True" where: RowCondition',
      '',
      /RowScope\.where is not there, since a subgraph leaves it out/,
    ],
    [
      'a search that is a bare list',
      '): PersonConnection',
      '): [Person] @personal',
      /Query\.persons is a search that gives a bare list/,
    ],
  ])('%s is refused', (_name, part, broken, reason) => {
    expect(kept).toContain(part)
    const sdl = `${kept.replace(part, broken)} "A visible scope" input Scope { "Ids" subjects: [ID!] }`
    expect(() => compose(sdl)).toThrow(CompositionError)
    expect(() => compose(sdl)).toThrow(reason)
  })

  test('all breaches are told at once', () => {
    const sdl = kept
      .replace('"Kind" kind: String', 'kind: String!')
      .replace('person: Person @personal }', 'person: Person }')
    expect(() => compose(sdl)).toThrow(/kind .*nullable[^]*kind has no description[^]*Relation\.person leads/)
  })
})

describe('subgraphs that are followed', () => {
  const changed = kept.replace('"Kind" kind', '"Kind" kindOf')
  let sdl: string | null
  let server: Server
  let url: string
  let followed: FollowedSubgraphs
  let supergraphs: Supergraph[]
  let problems: string[]

  beforeEach(async () => {
    sdl = kept
    supergraphs = []
    problems = []
    server = createServer((request, response) => {
      const isOurs = request.headers.authorization === 'Bearer secret'
      response.writeHead(sdl === null || !isOurs ? 503 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { _service: { sdl } } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`
  })
  afterEach(async () => {
    await followed.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  function follow(credential = 'secret', losses?: FollowOptions['losses']): void {
    followed = followSubgraphs({
      ...(losses && { losses }),
      subgraphs: [{ name: 'population', url }],
      credential,
      onSupergraph: (supergraph) => supergraphs.push(supergraph),
      onProblem: (message) => problems.push(message),
      intervalMs: 5,
    })
  }

  test('are composed once, and again when a schema has changed', async () => {
    follow()
    await followed.ready
    await polls()
    expect(supergraphs).toHaveLength(1)
    sdl = changed
    await expect.poll(() => supergraphs.length).toBe(2)
    expect(supergraphs[1]?.facts.owners.has('Relation.kindOf')).toBe(true)
    expect(problems).toEqual([])
  })

  test('keep the last good supergraph where composition fails, which is told once, and go on when it is mended', async () => {
    follow()
    await followed.ready
    sdl = kept.replace('"Kind" kind', 'kind')
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/Relation\.kind has no description/)])
    expect(supergraphs).toHaveLength(1)
    sdl = changed
    await expect.poll(() => supergraphs.length).toBe(2)
  })

  test('that are away keep their part, which is told once', async () => {
    follow()
    await followed.ready
    sdl = null
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/schemas cannot be read: population: HTTP status 503/)])
    sdl = kept
    await polls()
    expect(supergraphs).toHaveLength(1)
  })

  test('are not waited for by whoever needs the first supergraph, where that does not compose', async () => {
    sdl = kept.replace('"Kind" kind', 'kind')
    follow()
    await expect(followed.ready).rejects.toThrow(/Relation\.kind/)
    sdl = kept
    await expect.poll(() => supergraphs.length).toBe(1)
  })

  test('keep the supergraph in use while another would take away what somebody relies on, or that is not known', async () => {
    let lost: readonly string[] | null = null
    follow('secret', (next, inUse) =>
      inUse === null || !next.facts.owners.has('Relation.kindOf') ? [] : lost,
    )
    await followed.ready
    sdl = changed
    await expect.poll(() => problems).toEqual([expect.stringMatching(/a new schema waits: the policies/)])
    lost = ['permission 1 grants Relation.kind']
    await expect.poll(() => problems.length).toBe(2)
    await polls()
    expect(problems[1]).toMatch(/the one before stays in use:\n- permission 1 grants Relation\.kind/)
    expect(supergraphs).toHaveLength(1)
    // Nobody's schema changes: the agreement does.
    lost = []
    await expect.poll(() => supergraphs.length).toBe(2)
    expect(supergraphs[1]?.facts.owners.has('Relation.kindOf')).toBe(true)
  })

  test('are first composed whatever that lacks, which is told once it is known', async () => {
    let lost: readonly string[] | null = null
    follow('secret', () => lost)
    await followed.ready
    await polls()
    expect([supergraphs.length, problems]).toEqual([1, []])
    lost = ['permission 1 grants Relation.kindOf']
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/has not all that is granted:\n- permission 1 grants/)])
  })

  test('are asked with the credential', async () => {
    follow('another')
    await expect.poll(() => problems.length).toBe(1)
    expect(supergraphs).toEqual([])
  })
})
