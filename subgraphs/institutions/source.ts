import type { RowLoader, RowsLoader } from '../loaders.ts'
import { perConditions, rowBy, rowsBy } from '../loaders.ts'
import type { Page, PageArguments } from '../paging.ts'
import { searchPage } from '../paging.ts'
import type { Reading } from '../reading.ts'
import type { RegistrySource, SourceOptions } from '../registry-source.ts'
import { openRegistrySource } from '../registry-source.ts'
import type { RowCondition } from '../row-condition.ts'
import { scopeAttributes, scopeFilters } from '../scope-attributes.ts'
import { beginsWith, equals } from '../search-filters.ts'
import type { RowOf } from '../table.ts'
import { describeTable, key, text } from '../table.ts'
import { institutionsTouching } from './touching.ts'

const institution = describeTable(
  'institution',
  {
    id: key('registration_number'),
    registrationNumber: key('registration_number'),
    legalName: text('legal_name'),
    authorityType: text('authority_type'),
    subordinationType: text('subordination_type'),
    status: text('status'),
    establishedOn: text('established_on'),
    registeredOn: text('registered_on'),
    removedOn: text('removed_on'),
    website: text('website'),
    email: text('email'),
    phone: text('phone'),
    addressCode: text('address_code'),
    addressText: text('address_text'),
    establishingActTitle: text('establishing_act_title'),
    establishingActDate: text('establishing_act_date'),
    higherAuthorityNumber: text('higher_authority_number'),
  },
  { ends: true, compared: ['search_name'] },
)

export type InstitutionRow = RowOf<typeof institution>

/** By what `@scopes` lets institutions be scoped. */
export const institutionAttributes = scopeAttributes<InstitutionRow>('Institution', {
  registrationNumber: 'text',
  authorityType: 'text',
  subordinationType: 'text',
  status: 'text',
})

export interface InstitutionSearch {
  legalName?: string | null | undefined
  authorityType?: string | null | undefined
  higherAuthorityNumber?: string | null | undefined
  condition: RowCondition | null
}

export interface InstitutionsReader {
  readonly institutions: RowLoader<InstitutionRow>
  /** By the higher authority's number, at most 1,000 of each that are in scope. */
  subordinates(condition: RowCondition | null): RowsLoader<InstitutionRow>
  search(search: InstitutionSearch, page: PageArguments): Promise<Page<InstitutionRow>>
}

export type InstitutionsSource = RegistrySource<InstitutionsReader>

/** The List of Public Persons and Institutions. */
export function openInstitutionsSource(options: SourceOptions): InstitutionsSource {
  return openRegistrySource(
    options,
    { tables: [institution], touching: institutionsTouching },
    institutionsReader,
  )
}

function institutionsReader(reading: Reading): InstitutionsReader {
  const subordinates = perConditions((where) =>
    rowsBy(reading, institution, 'higherAuthorityNumber', { orderBy: ['id'], limitPerKey: 1000, where }),
  )
  return {
    institutions: rowBy(reading, institution, 'id'),
    subordinates: (condition) => subordinates(scopeFilters(condition, institution, institutionAttributes)),
    search: ({ legalName, authorityType, higherAuthorityNumber, condition }, page) =>
      searchPage(
        reading,
        institution,
        'id',
        [
          ...beginsWith('search_name', legalName),
          ...equals('authority_type', authorityType),
          ...equals('higher_authority_number', higherAuthorityNumber),
          ...scopeFilters(condition, institution, institutionAttributes),
        ],
        page,
      ),
  }
}
