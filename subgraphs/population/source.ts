import type { Filter } from '#connectors/connector.ts'
import type { RowLoader, RowsLoader } from '../loaders.ts'
import { rowBy, rowsBy } from '../loaders.ts'
import type { Page, PageArguments } from '../paging.ts'
import { emptyPage, searchPage } from '../paging.ts'
import type { Reading } from '../reading.ts'
import type { RegistrySource, SourceOptions } from '../registry-source.ts'
import { openRegistrySource } from '../registry-source.ts'
import { elevenDigits } from '../person-codes.ts'
import type { RowCondition } from '../row-condition.ts'
import { subjectsIn, withSubjects } from '../row-condition.ts'
import { conditionTest } from '../row-scope.ts'
import { scopeAttributes, scopeFilters } from '../scope-attributes.ts'
import { beginsWith, equals, isListed } from '../search-filters.ts'
import type { RowOf } from '../table.ts'
import { describeTable, flag, key, oneOf, text, texts } from '../table.ts'
import { populationTouching } from './touching.ts'

const person = describeTable(
  'person',
  {
    code: key('code'),
    givenName: text('given_name'),
    familyName: text('family_name'),
    birthName: text('birth_name'),
    dateOfBirth: text('date_of_birth'),
    dateOfDeath: text('date_of_death'),
    placeOfBirth: text('place_of_birth'),
    sex: oneOf('sex', ['MALE', 'FEMALE']),
    citizenship: text('citizenship'),
    residency: text('residency'),
    municipality: text('municipality'),
    territories: texts('territories'),
    addressSecret: flag('address_secret'),
  },
  { ends: true, compared: ['search_family_name', 'search_given_name'] },
)

const personalCode = describeTable(
  'personal_code',
  { code: key('code'), personCode: key('person_code') },
  { ends: false },
)

const personName = describeTable(
  'person_name',
  {
    id: key('id'),
    personCode: key('person_code'),
    givenName: text('given_name'),
    familyName: text('family_name'),
    validFrom: text('valid_from'),
    validTo: text('valid_to'),
  },
  { ends: false },
)

const residence = describeTable(
  'residence',
  {
    id: key('id'),
    personCode: key('person_code'),
    addressCode: text('address_code'),
    foreignAddress: text('foreign_address'),
    country: text('country'),
    since: text('since'),
  },
  { ends: false, compared: ['kind', 'until'] },
)

const familyRelation = describeTable(
  'family_relation',
  {
    id: key('id'),
    personCode: key('person_code'),
    relation: oneOf('relation', ['PARENT', 'CHILD', 'SPOUSE', 'GUARDIAN', 'WARD']),
    relatedCode: key('related_code'),
  },
  { ends: false },
)

const identityDocument = describeTable(
  'identity_document',
  {
    id: key('id'),
    personCode: key('person_code'),
    kind: text('kind'),
    number: text('number'),
    issuedOn: text('issued_on'),
    issuer: text('issuer'),
    expiresOn: text('expires_on'),
    status: text('status'),
  },
  { ends: false },
)

export type PersonRow = RowOf<typeof person>
export type PersonNameRow = RowOf<typeof personName>
export type ResidenceRow = RowOf<typeof residence>
export type FamilyRelationRow = RowOf<typeof familyRelation>
export type IdentityDocumentRow = RowOf<typeof identityDocument>

/** By what `@scopes` lets people be scoped. */
export const personAttributes = scopeAttributes<PersonRow>('Person', {
  municipality: 'text',
  territories: 'texts',
  addressSecret: 'flag',
  dateOfBirth: 'date',
  dateOfDeath: 'date',
  sex: 'text',
  citizenship: 'text',
  residency: 'text',
})

/** A person under the code by which someone referred to them, a present or an earlier one; maybe read already. */
export interface PersonReference {
  readonly id: string
  readonly row?: PersonRow
}

export interface PersonSearch {
  /** Present or earlier. */
  personalCodes: readonly string[] | null
  familyName?: string | null | undefined
  givenName?: string | null | undefined
  dateOfBirth?: string | null | undefined
  municipality?: string | null | undefined
  condition: RowCondition | null
}

/** All loaders but `under` take a person's current code. */
export interface PopulationReader {
  /** The person who has or had the code. */
  under(code: string): Promise<PersonRow | null>
  /** The same, if the condition is true of the person: as many statements for somebody else as for nobody. */
  underInScope(code: string, condition: RowCondition): Promise<PersonRow | null>
  readonly codes: RowsLoader<RowOf<typeof personalCode>>
  readonly names: RowsLoader<PersonNameRow>
  /** Declared residences that have not ended. */
  readonly residences: RowsLoader<ResidenceRow>
  readonly family: RowsLoader<FamilyRelationRow>
  readonly documents: RowsLoader<IdentityDocumentRow>
  search(search: PersonSearch, page: PageArguments): Promise<Page<PersonRow>>
}

export type PopulationSource = RegistrySource<PopulationReader>

/** The Register of Natural Persons. */
export function openPopulationSource(options: SourceOptions): PopulationSource {
  const tables = [person, personalCode, personName, residence, familyRelation, identityDocument]
  return openRegistrySource(options, { tables, touching: populationTouching }, populationReader)
}

const declaredNow: readonly Filter[] = [
  { column: 'kind', op: 'eq', value: 'DECLARED' },
  { column: 'until', op: 'isNull' },
]

function populationReader(reading: Reading): PopulationReader {
  const people = rowBy(reading, person, 'code')
  const owners = rowBy(reading, personalCode, 'code')
  return {
    async under(code) {
      // Most codes are current; a second look is only for those that are not.
      const found = await people.load(code)
      if (found !== null) return found
      const owner = await owners.load(code)
      return owner && people.load(owner.personCode)
    },
    async underInScope(code, condition) {
      const [owner, current] = await Promise.all([owners.load(code), aboutCurrentCodes(owners, condition)])
      const isInScope = conditionTest(current, { codesOf: (row) => [row.code], attributes: personAttributes })
      const row = await people.load(owner?.personCode ?? code)
      return row !== null && isInScope(row) ? row : null
    },
    codes: rowsBy(reading, personalCode, 'personCode', { orderBy: ['code'] }),
    names: rowsBy(reading, personName, 'personCode', { orderBy: ['id'] }),
    residences: rowsBy(reading, residence, 'personCode', { orderBy: ['id'], where: declaredNow }),
    family: rowsBy(reading, familyRelation, 'personCode', { orderBy: ['id'] }),
    documents: rowsBy(reading, identityDocument, 'personCode', { orderBy: ['id'] }),
    async search(search, page) {
      const { personalCodes, condition } = search
      const [codes, current] = await Promise.all([
        personalCodes && currentCodes(owners, personalCodes),
        condition && aboutCurrentCodes(owners, condition),
      ])
      const scoped = scopeFilters(current, person, personAttributes, 'code')
      if (codes?.length === 0) return emptyPage(page)
      const where = [...isListed('code', codes), ...searchFilters(search), ...scoped]
      return searchPage(reading, person, 'code', where, page)
    },
  }
}

type Owners = RowLoader<RowOf<typeof personalCode>>

/** The current codes of the people who have or had one of the codes. */
async function currentCodes(owners: Owners, codes: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(codes.map((code) => owners.load(code)))
  return [...new Set(rows.flatMap((row) => row?.personCode ?? []))]
}

/** The condition with the current codes of whomever it names: one statement, whatever it names. */
async function aboutCurrentCodes(owners: Owners, condition: RowCondition): Promise<RowCondition> {
  const named = [...new Set(subjectsIn(condition).flatMap((code) => elevenDigits(code) ?? []))]
  const rows = await Promise.all(named.map((code) => owners.load(code)))
  const currentOf = new Map(named.map((code, index) => [code, rows[index]?.personCode]))
  return withSubjects(condition, (codes) =>
    codes.flatMap((code) => currentOf.get(elevenDigits(code) ?? '') ?? []),
  )
}

function searchFilters({ familyName, givenName, dateOfBirth, municipality }: PersonSearch): Filter[] {
  return [
    ...beginsWith('search_family_name', familyName),
    ...beginsWith('search_given_name', givenName),
    ...equals('date_of_birth', dateOfBirth),
    // Where someone with a secret address lives must not be found by asking who lives there.
    ...equals('municipality', municipality),
    ...equals('address_secret', municipality == null ? null : false),
  ]
}
