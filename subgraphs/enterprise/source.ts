import type { RowLoader, RowsLoader } from '../loaders.ts'
import { rowBy, rowsBy } from '../loaders.ts'
import type { Page, PageArguments } from '../paging.ts'
import { searchPage } from '../paging.ts'
import type { Reading } from '../reading.ts'
import type { RegistrySource, SourceOptions } from '../registry-source.ts'
import { openRegistrySource } from '../registry-source.ts'
import type { RowCondition } from '../row-condition.ts'
import { scopeAttributes, scopeFilters } from '../scope-attributes.ts'
import { beginsWith, equals, isListed } from '../search-filters.ts'
import type { RowOf } from '../table.ts'
import { decimal, describeTable, integer, key, oneOf, text } from '../table.ts'
import { enterpriseTouching } from './touching.ts'

const holderKinds = ['NATURAL_PERSON', 'LEGAL_ENTITY', 'FOREIGN_ENTITY', 'JOINT_OWNERS'] as const

const legalEntity = describeTable(
  'legal_entity',
  {
    id: key('registration_number'),
    registrationNumber: key('registration_number'),
    legalName: text('legal_name'),
    legalFormCode: text('legal_form_code'),
    legalFormLabel: text('legal_form_label'),
    status: oneOf('status', ['REGISTERED', 'LIQUIDATED', 'REORGANISED']),
    municipality: text('atvk'),
    register: text('register_label'),
    sepaCreditorId: text('sepa'),
    registeredOn: text('registered_on'),
    terminatedOn: text('terminated_on'),
    addressCode: text('address_code'),
    registeredAddressText: text('address_text'),
  },
  { ends: true, compared: ['search_name'] },
)

const officer = describeTable(
  'officer',
  {
    id: key('id'),
    registrationNumber: key('registration_number'),
    kind: oneOf('entity_type', holderKinds),
    position: text('position'),
    governingBody: text('governing_body'),
    representation: text('representation'),
    representationWithAtLeast: integer('representation_with_at_least'),
    name: text('name'),
    personCode: text('person_code'),
    maskedPersonalCode: text('masked_code'),
    birthDate: text('birth_date'),
    registeredOn: text('registered_on'),
    holderNumber: text('officer_registration_number'),
  },
  { ends: true },
)

const member = describeTable(
  'member',
  {
    id: key('id'),
    registrationNumber: key('registration_number'),
    kind: oneOf('entity_type', holderKinds),
    name: text('name'),
    personCode: text('person_code'),
    maskedPersonalCode: text('masked_code'),
    birthDate: text('birth_date'),
    numberOfShares: decimal('number_of_shares'),
    shareNominalValue: decimal('share_nominal_value'),
    shareCurrency: text('share_currency'),
    dateFrom: text('date_from'),
    holderNumber: text('member_registration_number'),
  },
  { ends: true },
)

const beneficialOwner = describeTable(
  'beneficial_owner',
  {
    id: key('id'),
    registrationNumber: key('registration_number'),
    givenName: text('forename'),
    familyName: text('surname'),
    personCode: text('person_code'),
    maskedPersonalCode: text('masked_code'),
    birthDate: text('birth_date'),
    nationality: text('nationality'),
    residenceCountry: text('residence'),
    registeredLocally: text('registered_on'),
  },
  { ends: true },
)

const formerName = describeTable(
  'former_name',
  { registrationNumber: key('registration_number'), name: text('name'), dateTo: text('date_to') },
  { ends: true },
)

export type LegalEntityRow = RowOf<typeof legalEntity>
export type OfficerRow = RowOf<typeof officer>
export type MemberRow = RowOf<typeof member>
export type BeneficialOwnerRow = RowOf<typeof beneficialOwner>
export type FormerNameRow = RowOf<typeof formerName>

/** By what `@scopes` lets legal entities be scoped. */
export const legalEntityAttributes = scopeAttributes<LegalEntityRow>('LegalEntity', {
  municipality: 'text',
  status: 'text',
  registrationNumber: 'text',
  registeredOn: 'date',
  terminatedOn: 'date',
})

/** A person whom another subgraph may know under more codes than this register does. */
export interface PersonReference {
  readonly id: string
  readonly codes?: readonly (string | null)[] | null
}

export interface LegalEntitySearch {
  legalName?: string | null | undefined
  legalFormCode?: string | null | undefined
  status?: LegalEntityRow['status'] | undefined
  registrationNumbers?: readonly string[] | null | undefined
  condition: RowCondition | null
}

/** Loaders take a legal entity's registration number where nothing else is said. */
export interface EnterpriseReader {
  readonly legalEntities: RowLoader<LegalEntityRow>
  readonly officers: RowsLoader<OfficerRow>
  /** By personal code. */
  readonly offices: RowsLoader<OfficerRow>
  readonly members: RowsLoader<MemberRow>
  readonly beneficialOwners: RowsLoader<BeneficialOwnerRow>
  readonly formerNames: RowsLoader<FormerNameRow>
  search(search: LegalEntitySearch, page: PageArguments): Promise<Page<LegalEntityRow>>
}

export type EnterpriseSource = RegistrySource<EnterpriseReader>

/** The Register of Enterprises. */
export function openEnterpriseSource(options: SourceOptions): EnterpriseSource {
  const tables = [legalEntity, officer, member, beneficialOwner, formerName]
  return openRegistrySource(options, { tables, touching: enterpriseTouching }, enterpriseReader)
}

function enterpriseReader(reading: Reading): EnterpriseReader {
  return {
    legalEntities: rowBy(reading, legalEntity, 'id'),
    officers: rowsBy(reading, officer, 'registrationNumber', { orderBy: ['id'] }),
    offices: rowsBy(reading, officer, 'personCode', { orderBy: ['id'] }),
    members: rowsBy(reading, member, 'registrationNumber', { orderBy: ['id'] }),
    beneficialOwners: rowsBy(reading, beneficialOwner, 'registrationNumber', { orderBy: ['id'] }),
    formerNames: rowsBy(reading, formerName, 'registrationNumber', { orderBy: ['dateTo', 'name'] }),
    search: ({ legalName, legalFormCode, status, registrationNumbers, condition }, page) =>
      searchPage(
        reading,
        legalEntity,
        'id',
        [
          ...beginsWith('search_name', legalName),
          ...equals('legal_form_code', legalFormCode),
          ...equals('status', status),
          ...isListed('registration_number', registrationNumbers),
          ...scopeFilters(condition, legalEntity, legalEntityAttributes),
        ],
        page,
      ),
  }
}
