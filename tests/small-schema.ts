import { buildSchema, extendSchema, Kind, parse } from 'graphql'
import type { FragmentDefinitionNode, OperationDefinitionNode } from 'graphql'
import { compilePolicySet } from '#policies/compile.ts'
import type { Bindings } from '#policies/condition.ts'
import { decide } from '#policies/decide.ts'
import type { Grant } from '#policies/model.ts'
import { augment } from '#gateway/operation/augment.ts'
import { helperNames } from '#gateway/operation/helpers.ts'
import { askedCoordinates } from '#gateway/operation/asked-coordinates.ts'
import { allGuards, judge } from '#gateway/operation/prune.ts'
import { selectFields } from '#gateway/operation/selection.ts'
import { compileShape } from '#gateway/operation/compile-shape.ts'
import { subjectLookup } from '#gateway/operation/subjects.ts'
import type { Subjects } from '#gateway/operation/subjects.ts'
import { plainTerms } from '#policies/plain-terms.ts'

/** People, properties and their owners, small enough to be read beside a test. */
const smallText = `
  type Query {
    person(personalCode: String!): Person
    persons(familyName: String, first: Int = 20, after: String): PersonConnection
    property(number: String!): Property
    properties(first: Int, after: String): PropertyConnection
  }
  scalar Date
  type Person { givenName: String birth: Date address: Address children: [Child!] properties: [Property!] }
  type Child { since: Date person: Person }
  type Address { text: String adminUnit: String }
  type Property { number: String name: String ownerships: [Ownership!] }
  type Ownership { share: String owner: Owner }
  union Owner = Person | Company
  type Company { name: String }
  type PersonConnection { edges: [PersonEdge!]! pageInfo: PageInfo! }
  type PersonEdge { cursor: String! node: Person }
  type PropertyConnection { edges: [PropertyEdge!]! pageInfo: PageInfo! }
  type PropertyEdge { cursor: String! node: Property }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`
export const smallSchema = buildSchema(smallText)

/** The same with what is hidden from callers. */
export const smallFullSchema = extendSchema(
  smallSchema,
  parse(`
    extend type Person {
      id: ID! codes: [String] territory: String isSecret: Boolean age: Int consents: [String!]
    }
    extend type Property { territory: String }
    extend type Company { status: String }
    extend type Ownership { subject: ID }
  `),
)

const aboutId = { subject: 'id' }
const aboutSubject = { subject: 'subject' }
const itself = { subject: null }

export const smallSubjects: Subjects = {
  personal: new Map<string, { readonly subject: string | null }>([
    ['Query.person', itself],
    ['Query.person(personalCode:)', itself],
    ['PersonEdge.node', itself],
    ['Person.givenName', aboutId],
    ['Person.birth', aboutId],
    ['Person.address', aboutId],
    ['Person.children', aboutId],
    ['Child.person', itself],
    ['Person.properties', aboutId],
    ['Ownership.share', aboutSubject],
    ['Ownership.owner', aboutSubject],
  ]),
  dataSubjectTypes: new Map([['Person', 'id']]),
  lookups: new Map([['Query.person', 'personalCode']]),
  inaccessible: new Set(['Query.person(scope:)', 'Query.persons(scope:)', 'Query.properties(scope:)']),
  scopes: new Map([
    ['Query.person', new Set(['Person.territory'])],
    ['Query.persons', new Set(['Person.territory', 'Person.age'])],
  ]),
  owners: new Map([
    ['Query.person', 'population'],
    ['Person.givenName', 'population'],
    ['Person.codes', 'population'],
  ]),
}

/** What conditions compare with in tests. */
export const smallBindings: Bindings = {
  claims: { consumer: 'agency', application: 'test' },
  parameters: { territory: ['A', 'B'], nowhere: [] },
  relations: {},
  today: '2026-06-15',
}

export interface SmallRights {
  readonly granted?: readonly string[]
  readonly self?: readonly string[]
  readonly grants?: readonly Omit<Grant, 'id'>[]
}

/** A query under an agreement with these grants, as the stages see it before it is planned. */
export function permitted(query: string, rights: SmallRights, variables: Record<string, unknown> = {}) {
  const document = parse(query)
  const operation = document.definitions.find(
    (each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION,
  )
  if (!operation) throw new Error('no operation')
  const fragments = new Map(
    document.definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  )
  const fields = selectFields(smallSchema, operation, fragments, variables)
  const coordinates = [...askedCoordinates(fields, variables)]
  const judged = judge(fields, decisionsOn(coordinates, rights), variables, smallSubjects)
  const names = helperNames(document)
  const needsSelf = judged.fields
    .flatMap(allGuards)
    .flat()
    .some(({ needs }) => needs.self)
  const lookup = needsSelf ? subjectLookup(smallSchema, smallSubjects) : null
  return {
    ...judged,
    coordinates,
    augmented: augment(operation, judged.fields, smallSubjects, names, lookup, smallFullSchema),
    shape: compileShape('Query', judged.fields, names, smallSubjects, smallFullSchema),
  }
}

function decisionsOn(
  coordinates: readonly string[],
  { granted = [], self = [], grants: given = [] }: SmallRights,
) {
  const grants: Grant[] = [
    ...given.map((grant, position) => ({ id: String(position), ...grant })),
    ...granted.map((coordinate) => ({ id: coordinate, coordinate })),
    ...self.map((coordinate) => ({ id: coordinate, coordinate, condition: { kind: 'self' as const } })),
  ]
  const set = compilePolicySet({
    epoch: 1,
    applications: [],
    agreements: [
      {
        ...plainTerms,
        permission: '1',
        consumer: 'agency',
        organisation: 'Agency',
        purpose: 'test',
        legalBasis: 'test',
        caseRequired: false,
        validFrom: '2020-01-01T00:00:00Z',
        validTo: null,
        status: 'active',
        grants,
        forbids: [],
      },
    ],
  })
  const caller = { consumer: 'agency', application: 'test' }
  const decisions = decide(set, { caller, permission: '1', coordinates, at: new Date() })
  return new Map(decisions.map((decision, position) => [coordinates[position] ?? '', decision]))
}
