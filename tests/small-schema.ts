import { buildSchema, Kind, parse } from 'graphql'
import type { FragmentDefinitionNode, OperationDefinitionNode } from 'graphql'
import { compilePolicySet } from '#policies/compile.ts'
import { decide } from '#policies/decide.ts'
import type { Grant } from '#policies/model.ts'
import { augment } from '#gateway/operation/augment.ts'
import { helperNames } from '#gateway/operation/helpers.ts'
import { askedCoordinates, dependsOnCaller, judge } from '#gateway/operation/prune.ts'
import { selectFields } from '#gateway/operation/selection.ts'
import { compileShape } from '#gateway/operation/shape.ts'
import { subjectLookup } from '#gateway/operation/subjects.ts'
import type { Subjects } from '#gateway/operation/subjects.ts'
import { plainTerms } from '#policies/plain-terms.ts'

/** People, properties and their owners, small enough to be read beside a test. */
export const smallSchema = buildSchema(`
  type Query {
    person(personalCode: String!): Person
    persons(familyName: String, first: Int = 20, after: String): PersonConnection
    property(number: String!): Property
  }
  type Person { givenName: String birth: String properties: [Property!] }
  type Property { number: String ownerships: [Ownership!] }
  type Ownership { share: String owner: Owner }
  union Owner = Person | Company
  type Company { name: String }
  type PersonConnection { edges: [PersonEdge!]! pageInfo: PageInfo! }
  type PersonEdge { cursor: String! node: Person }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`)

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
    ['Person.properties', aboutId],
    ['Ownership.share', aboutSubject],
    ['Ownership.owner', aboutSubject],
  ]),
  dataSubjectTypes: new Map([['Person', 'id']]),
  lookups: new Map([['Query.person', 'personalCode']]),
  inaccessible: new Set(['Query.person(scope:)']),
  owners: new Map([
    ['Query.person', 'population'],
    ['Person.givenName', 'population'],
    ['Person.codes', 'population'],
  ]),
}

export interface SmallRights {
  readonly granted?: readonly string[]
  readonly self?: readonly string[]
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
  const lookup = judged.fields.some(dependsOnCaller) ? subjectLookup(smallSchema, smallSubjects) : null
  return {
    ...judged,
    coordinates,
    augmented: augment(operation, judged.fields, smallSubjects, names, lookup),
    shape: compileShape('Query', judged.fields, names, smallSubjects),
  }
}

function decisionsOn(coordinates: readonly string[], { granted = [], self = [] }: SmallRights) {
  const grants: Grant[] = [
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
