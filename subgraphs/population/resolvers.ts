import { dateScalar } from '../date-scalar.ts'
import { elevenDigits } from '../person-codes.ts'
import { limitListed } from '../paging.ts'
import { referenceTo } from '../reference.ts'
import { registrySubgraph } from '../registry-source.ts'
import type { GivenScope } from '../row-scope.ts'
import { personInScope, readScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type { PersonReference, PersonRow, PopulationReader, PopulationSource } from './source.ts'
import type { Resolvers } from './types.generated.ts'

const resolvers: Resolvers<PopulationReader> = {
  Date: dateScalar,
  Query: {
    person: async (_root, { personalCode, scope }, reader) => {
      const condition = readScope(scope)
      const code = elevenDigits(personalCode)
      if (code === null) return null
      const row = await (condition === null ? reader.under(code) : reader.underInScope(code, condition))
      return row && found(row)
    },
    persons: async (_root, { first, after, scope, personalCodes, ...search }, reader) => {
      const listed = personalCodes && limitListed('personalCodes', personalCodes).map(elevenDigits)
      const { edges, pageInfo } = await reader.search(
        {
          ...search,
          personalCodes: listed?.filter((code) => code !== null) ?? null,
          condition: readScope(scope),
        },
        { first, after, listed: personalCodes },
      )
      return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: found(node) })) }
    },
  },
  Person: {
    __resolveReference: async ({ id }, reader) => {
      const row = await reader.under(id)
      return row && { id, row }
    },
    codes: (person, _arguments, reader) => codesOf(person, reader),
    personalCode: async (person, _arguments, reader) => {
      const row = await rowOf(person, reader)
      return row && displayed(row.code)
    },
    earlierPersonalCodes: async (person, _arguments, reader) => {
      const row = await rowOf(person, reader)
      if (row === null) return null
      const codes = await reader.codes.load(row.code)
      return codes.filter(({ code }) => code !== row.code).map(({ code }) => displayed(code))
    },
    municipality: attribute('municipality'),
    territories: attribute('territories'),
    addressSecret: attribute('addressSecret'),
    givenName: attribute('givenName'),
    familyName: attribute('familyName'),
    birthName: attribute('birthName'),
    nameHistory: aboutPerson(async (row, reader) =>
      latestFirst(await reader.names.load(row.code), 'validFrom'),
    ),
    dateOfBirth: attribute('dateOfBirth'),
    dateOfDeath: attribute('dateOfDeath'),
    placeOfBirth: attribute('placeOfBirth'),
    sex: attribute('sex'),
    citizenship: attribute('citizenship'),
    residency: attribute('residency'),
    residence: async (person, _arguments, reader) => {
      const row = await rowOf(person, reader)
      if (row === null) return null
      return latestFirst(await reader.residences.load(row.code), 'since')[0] ?? null
    },
    family: aboutPerson((row, reader) => reader.family.load(row.code)),
    documents: aboutPerson((row, reader) => reader.documents.load(row.code)),
  },
  Residence: {
    address: ({ addressCode }) => referenceTo(addressCode),
  },
  FamilyRelation: {
    person: ({ relatedCode }) => ({ id: relatedCode }),
  },
}

/** The Register of Natural Persons as a subgraph. */
export function populationSubgraph(source: PopulationSource): SubgraphDefinition<PopulationReader> {
  return registrySubgraph('population', new URL('schema.graphql', import.meta.url), resolvers, source)
}

/** A field that is read from the person's row. */
function attribute<Field extends keyof PersonRow>(field: Field) {
  return (person: PersonReference, _arguments: object, reader: PopulationReader) =>
    person.row ? person.row[field] : reader.under(person.id).then((row) => row && row[field])
}

/** A list whose every row is about the person: outside the scope it is empty. */
function aboutPerson<Listed>(rowsOf: (row: PersonRow, reader: PopulationReader) => Promise<Listed[]>) {
  return async (
    person: PersonReference,
    { scope }: { scope?: GivenScope },
    reader: PopulationReader,
  ): Promise<Listed[] | null> => {
    const isScoped = readScope(scope) !== null
    const row = await rowOf(person, reader)
    if (row === null) return null
    if (isScoped && !personInScope((await codesOf(person, reader)) ?? [], scope)) return []
    return rowsOf(row, reader)
  }
}

async function codesOf(person: PersonReference, reader: PopulationReader): Promise<string[] | null> {
  const row = await rowOf(person, reader)
  if (row === null) return null
  const codes = await reader.codes.load(row.code)
  return codes.map(({ code }) => code)
}

function rowOf(person: PersonReference, reader: PopulationReader): Promise<PersonRow | null> | PersonRow {
  return person.row ?? reader.under(person.id)
}

function found(row: PersonRow): PersonReference {
  return { id: row.code, row }
}

function displayed(code: string): string {
  return `${code.slice(0, 6)}-${code.slice(6)}`
}

/** By a date, the unknown ones last; otherwise in the order given. */
function latestFirst<Dated>(rows: readonly Dated[], field: keyof Dated): Dated[] {
  const dateOf = (row: Dated): string => String(row[field] ?? '')
  return rows.toSorted((a, b) => (dateOf(a) < dateOf(b) ? 1 : dateOf(a) > dateOf(b) ? -1 : 0))
}
