import { readFileSync } from 'node:fs'
import { composeServices } from '@apollo/composition'
import type { GraphQLNamedType, GraphQLOutputType, GraphQLType } from 'graphql'
import {
  getNamedType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
} from 'graphql'
import { expect, test } from 'vitest'
import { catalogueEntries } from '#gateway/catalogue-entries.ts'
import { structureOf } from '#gateway/operation/coordinates.ts'
import { loadSupergraph } from '#gateway/planner/local-planner.ts'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { releasing } from '#policies/idle-lines.ts'
import { knownSchema } from '#policies/known-schema.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import type { Grant } from '#policies/model.ts'

const registries = [
  'enterprise',
  'cadastre',
  'population',
  'addresses',
  'institutions',
  'access-history',
  'policy',
]

const composed = composeServices(
  registries.map((name) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8')),
  })),
)
if (composed.supergraphSdl === undefined) throw new Error(String(composed.errors))
const supergraph = loadSupergraph(composed.supergraphSdl)
const { api, facts } = supergraph
const { agreements } = readAgreementsFile(readFileSync(demoAgreements, 'utf8'))

/** Every coordinate that an agreement can grant: those of structural types and required arguments follow their field. */
function grantable(): Set<string> {
  const coordinates = new Set<string>()
  for (const type of Object.values(api.getTypeMap())) {
    if (type.name.startsWith('__') || structureOf(type) !== null) continue
    if (isInputObjectType(type)) {
      for (const field of Object.keys(type.getFields())) coordinates.add(`${type.name}.${field}`)
    }
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      coordinates.add(coordinate)
      for (const argument of field.args) {
        if (!isRequiredArgument(argument)) coordinates.add(`${coordinate}(${argument.name}:)`)
      }
    }
  }
  return coordinates
}

/** What a field gives, through connections and edges. */
function rowOf(type: GraphQLOutputType): GraphQLNamedType {
  const named = getNamedType(type)
  const carrier = { connection: 'edges', edge: 'node', pageInfo: undefined }[structureOf(named) ?? 'pageInfo']
  if (carrier === undefined || !isObjectType(named)) return named
  const carried = named.getFields()[carrier]
  return carried === undefined ? named : rowOf(carried.type)
}

/** Whether it is answered by who acts, as everything is by which permissions are run. */
function isOfPolicies(coordinate: string): boolean {
  const [field = ''] = coordinate.split('(')
  const type = api.getType(field.split('.')[0] ?? '')
  return facts.owners.get(field) === 'policy' || isInputObjectType(type)
}

function registryOf(coordinate: string): string | undefined {
  return catalogueEntries(supergraph).find((entry) => entry.coordinate === coordinate)?.registry
}

/** What can be reached without passing anything that is `@personal`, or anybody. */
function openData(): Set<string> {
  const coordinates = new Set<string>()
  const seen = new Set<GraphQLType>()
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type)) return
    seen.add(type)
    if (isUnionType(type)) type.getTypes().forEach(visit)
    if (!isObjectType(type)) return
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const row = rowOf(field.type)
      if (facts.personal.has(coordinate) || facts.dataSubjectTypes.has(row.name)) continue
      if (isOfPolicies(coordinate)) continue
      coordinates.add(coordinate)
      for (const argument of field.args) {
        const name = `${coordinate}(${argument.name}:)`
        if (!isRequiredArgument(argument) && !facts.personal.has(name)) coordinates.add(name)
      }
      visit(row)
    }
  }
  const query = api.getQueryType()
  if (query) visit(query)
  return coordinates
}

function grantsOf(permission: string): Set<string> {
  const found = agreements.find((agreement) => agreement.permission === permission)
  return new Set(found?.grants.map(({ coordinate }) => coordinate))
}

test('the permissions of the demonstration', () => {
  expect(agreements.map(({ permission, consumer }) => `${permission} ${consumer}`)).toStrictEqual([
    '1001 vid',
    '1002 vid',
    '2001 riga',
    '3001 csp',
    '4001 vdaa',
    '5001 latvija.lv',
    '5002 latvija.lv',
    '6001 bank',
    '8001 vid',
    '9001 pmlp',
    '9002 vzd',
    '9003 ur',
    '9004 vdaa',
    '9011 pmlp',
    '9012 vzd',
    '9013 ur',
    '9014 vdaa',
  ])
})

test.for(agreements)('$permission grants only what callers can ask for', ({ grants, forbids }) => {
  const known = grantable()
  const unknown = [...grants, ...forbids].filter(({ coordinate }) => !known.has(coordinate))
  expect(unknown.map(({ coordinate }) => coordinate)).toStrictEqual([])
})

test.for(agreements)('$permission grants nothing that it grants no way to', ({ permission }) => {
  const granted = grantsOf(permission)
  const reached = new Set<string>(['Query', 'Mutation'])
  let before = 0
  while (before < reached.size) {
    before = reached.size
    for (const type of [...reached].map((name) => api.getType(name))) {
      if (isUnionType(type)) for (const member of type.getTypes()) reached.add(member.name)
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) reached.add(getNamedType(field.type).name)
      }
      if (!isObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        if (!granted.has(`${type.name}.${field.name}`)) continue
        reached.add(rowOf(field.type).name)
        for (const argument of field.args) reached.add(getNamedType(argument.type).name)
      }
    }
  }
  expect([...granted].filter((coordinate) => !reached.has(coordinate.split('.')[0] ?? ''))).toStrictEqual([])
})

test('4001 grants everything that is not personal, and nothing else', () => {
  const open = [...grantsOf('4001')].filter((coordinate) => !isOfPolicies(coordinate))
  expect(open.toSorted()).toStrictEqual([...openData()].toSorted())
})

test('5001 grants only what is about the caller, all that a person has among it', () => {
  const agreement = agreements.find(({ permission }) => permission === '5001')
  // Consents, and the agreement itself, are answered by who acts.
  const others = agreement?.grants.filter(({ coordinate }) => !isOfPolicies(coordinate)) ?? []
  expect(others.filter(({ condition }) => condition?.kind !== 'self')).toStrictEqual([])
  const person = [...grantable()].filter((coordinate) => coordinate.startsWith('Person.'))
  expect(
    [...grantsOf('5001')].filter((coordinate) => coordinate.startsWith('Person.')).toSorted(),
  ).toStrictEqual(person.toSorted())
  for (const type of [
    'AccessRecord',
    'RecordedField',
    'AccessHistoryFilter',
    'IdentityDocument',
    'FamilyRelation',
    'Residence',
    'PersonName',
    'Office',
    'Ownership',
  ]) {
    const fields = [...grantable()].filter((coordinate) => coordinate.startsWith(`${type}.`))
    expect(fields.filter((coordinate) => !grantsOf('5001').has(coordinate))).toStrictEqual([])
  }
})

function isOfResidence({ coordinate }: Grant): boolean {
  return /^(Person\.residence$|Residence\.)/.test(coordinate)
}

test('every other agreement grants residences where the address is not secret, and has no other condition', () => {
  const others = agreements
    .filter(({ permission }) => !['5001', '5002', '8001'].includes(permission))
    .flatMap(({ grants }) => grants)
  const residences = others.filter(isOfResidence)
  expect(residences.filter(({ coordinate }) => coordinate === 'Person.residence')).toHaveLength(4)
  const isNotSecret = {
    kind: 'compare',
    attribute: 'Person.addressSecret',
    operator: 'in',
    value: { values: [false] },
  }
  expect(residences.map(({ condition }) => condition)).toStrictEqual(residences.map(() => isNotSecret))
  expect(others.filter((grant) => !isOfResidence(grant) && grant.condition)).toStrictEqual([])
  expect(agreements.flatMap(({ forbids }) => forbids)).toStrictEqual([])
})

test('5002 grants only what is about the caller’s minor children and wards', () => {
  const agreement = agreements.find(({ permission }) => permission === '5002')
  const theirs = ['minorChildren', 'wards'].map((relation) => ({
    kind: 'compare',
    attribute: 'Person.codes',
    operator: 'in',
    value: { relation },
  }))
  const others = agreement?.grants.filter(({ coordinate }) => registryOf(coordinate) !== 'policy') ?? []
  expect(others.length).toBeGreaterThan(1)
  expect(others.map(({ condition }) => condition)).toStrictEqual(
    others.map(() => ({ kind: 'any', of: theirs })),
  )
})

test('8001 grants only the use that its own organisation made of somebody’s data', () => {
  const agreement = agreements.find(({ permission }) => permission === '8001')
  const ofPeople = agreement?.grants.filter(({ coordinate }) => coordinate.startsWith('Person.')) ?? []
  expect(ofPeople.map(({ coordinate }) => coordinate.split('(')[0])).toStrictEqual(
    ofPeople.map(() => 'Person.accessHistory'),
  )
  const ownUse = {
    kind: 'compare',
    attribute: 'AccessRecord.consumer',
    operator: 'in',
    value: { claim: 'consumer' },
  }
  expect(ofPeople.map(({ condition }) => condition)).toStrictEqual(ofPeople.map(() => ownUse))
})

test.for(agreements)('$permission names as providers whoever resolves what it grants', (agreement) => {
  const owners = new Map(catalogueEntries(supergraph).map((entry) => [entry.coordinate, entry.registry]))
  const providers = new Set(agreement.grants.map(({ coordinate }) => owners.get(coordinate) ?? coordinate))
  expect(agreement.providers).toStrictEqual([...providers].toSorted())
})

test.for(agreements)('each line of $permission can release something', (agreement) => {
  const schema = knownSchema(
    catalogueEntries(supergraph).map((entry) => ({ ...entry, firstSeen: '', lastSeen: null })),
  )
  if (schema === null) throw new Error('The schema has no shapes')
  expect(releasing({ ...agreement, organisation: agreement.consumer }, schema).idle).toStrictEqual([])
})

test('everybody is told what their agreements grant', () => {
  const told = agreements.filter(({ permission }) => grantsOf(permission).has('Query.myPermissions'))
  expect(told).toHaveLength(agreements.length)
})

test('stewardship of each registry is one agreement to write and another one to approve', () => {
  const stewards = agreements.filter(({ parameters }) => parameters['stewardOf'] !== undefined)
  const registriesOf = (mutation: string): string[] =>
    stewards
      .filter(({ permission }) => grantsOf(permission).has(`Mutation.${mutation}`))
      .flatMap(({ parameters }) => parameters['stewardOf'] ?? [])
      .toSorted()
  const governed = registries.toSorted()
  expect(registriesOf('reviewRevision')).toStrictEqual(governed)
  expect(registriesOf('approveRevision')).toStrictEqual(governed)
  const both = stewards.filter(
    ({ permission }) =>
      grantsOf(permission).has('Mutation.approveRevision') &&
      grantsOf(permission).has('Mutation.amendAgreement'),
  )
  expect(both).toStrictEqual([])
})

test('nobody else reviews, approves, rejects, suspends, resumes or forbids', () => {
  const stewardly = /^Mutation\.(review|approve|reject|suspend|resume|forbid)/
  const others = agreements.filter(({ parameters }) => parameters['stewardOf'] === undefined)
  const granted = others.flatMap(({ grants }) => grants.map(({ coordinate }) => coordinate))
  expect(granted.filter((coordinate) => stewardly.test(coordinate))).toStrictEqual([])
})

test('the bank gets nothing of a person without consent', () => {
  const bank = agreements.find(({ permission }) => permission === '6001')
  const ofPeople = bank?.grants.filter(({ coordinate }) => /^(Query\.person|Person\.)/.test(coordinate)) ?? []
  expect(ofPeople.length).toBeGreaterThan(1)
  expect(ofPeople.filter(({ consentRequired }) => consentRequired !== true)).toStrictEqual([])
})
