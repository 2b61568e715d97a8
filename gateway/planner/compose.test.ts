import { describe, expect, test } from 'vitest'
import { composeSupergraph } from './compose.ts'
import { CompositionError } from './composition-error.ts'
import { kept } from '#tests/made-schema.ts'
import type { Supergraph } from './supergraph.ts'

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

const hot = (type: string, limits: string): string =>
  kept
    .replace('"@scopes"]', '"@scopes", "@hot"]')
    .replace('@composeDirective(name: "@scopes")', '$& @composeDirective(name: "@hot")')
    .replace(`type ${type} `, `$&@hot(registry: "population", ${limits}) `)
    .concat(
      '"Kept" directive @hot("Whose" registry: String! "Seconds" maxAge: Int! "Seconds" maxStale: Int!) ',
    )
    .concat('repeatable on OBJECT')

describe('what may be kept in memory', () => {
  test('is told of types that can be asked for by their ids', () => {
    const { facts } = compose(hot('Person', 'maxAge: 5, maxStale: 60'))
    expect([...facts.hot]).toEqual([['population Person', { maxAgeMs: 5_000, maxStaleMs: 60_000 }]])
  })

  test.each([
    [
      'Relation',
      'maxAge: 5, maxStale: 60',
      /Relation with @hot\(registry: "population"\) cannot be asked for/,
    ],
    [
      'Person',
      'maxAge: 5, maxStale: 4',
      /Person with @hot\(registry: "population"\) is stale before it is old/,
    ],
    [
      'Person',
      'maxAge: -1, maxStale: 4',
      /Person with @hot\(registry: "population"\) is stale before it is old/,
    ],
  ])('is refused: %s with %s', (type, limits, reason) => {
    expect(() => compose(hot(type, limits))).toThrow(reason)
  })
})
