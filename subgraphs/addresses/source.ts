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
import { decimal, describeTable, integer, key, text, texts } from '../table.ts'
import { addressesTouching } from './touching.ts'

const address = describeTable(
  'address',
  {
    id: key('code'),
    code: key('code'),
    typeCode: integer('type_code'),
    status: text('status'),
    parentCode: text('parent_code'),
    name: text('name'),
    fullAddress: text('full_address'),
    postCode: text('post_code'),
    atvk: text('atvk'),
    territories: texts('territories'),
    municipality: text('municipality'),
    latitude: decimal('latitude'),
    longitude: decimal('longitude'),
  },
  { ends: true, compared: ['search_address'] },
)

export type AddressRow = RowOf<typeof address>

/** By what `@scopes` lets addresses be scoped. */
export const addressAttributes = scopeAttributes<AddressRow>('Address', {
  atvk: 'text',
  code: 'text',
  postCode: 'text',
  status: 'text',
  municipality: 'text',
  territories: 'texts',
})

export interface AddressSearch {
  text?: string | null | undefined
  postCode?: string | null | undefined
  typeCode?: number | null | undefined
  parentCode?: string | null | undefined
  condition: RowCondition | null
}

export interface AddressesReader {
  readonly addresses: RowLoader<AddressRow>
  /** By the parent's code, at most 1,000 of each that are in scope. */
  parts(condition: RowCondition | null): RowsLoader<AddressRow>
  /** The address and everything above it, from below: one statement a level for all addresses walked together. */
  ancestry(address: AddressRow): Promise<AddressRow[]>
  search(search: AddressSearch, page: PageArguments): Promise<Page<AddressRow>>
}

export type AddressesSource = RegistrySource<AddressesReader>

/** Flat, building, street, village, parish, municipality, republic; a district and one to spare. More is a circle. */
const maxLevels = 9

/** The State Address Register. */
export function openAddressesSource(options: SourceOptions): AddressesSource {
  return openRegistrySource(options, { tables: [address], touching: addressesTouching }, addressesReader)
}

function addressesReader(reading: Reading): AddressesReader {
  const addresses = rowBy(reading, address, 'id')
  const parts = perConditions((where) =>
    rowsBy(reading, address, 'parentCode', { orderBy: ['id'], limitPerKey: 1000, where }),
  )
  return {
    addresses,
    parts: (condition) => parts(scopeFilters(condition, address, addressAttributes)),
    async ancestry(from) {
      const found = [from]
      let above = from.parentCode
      while (above !== null && found.length < maxLevels) {
        // Each level needs the one below it.
        // oxlint-disable-next-line no-await-in-loop
        const next = await addresses.load(above)
        if (next === null) break
        found.push(next)
        above = next.parentCode
      }
      return found
    },
    search: ({ text: beginning, postCode, typeCode, parentCode, condition }, page) =>
      searchPage(
        reading,
        address,
        'id',
        [
          ...beginsWith('search_address', beginning),
          ...equals('post_code', postCode),
          ...equals('type_code', typeCode),
          ...equals('parent_code', parentCode),
          ...scopeFilters(condition, address, addressAttributes),
        ],
        page,
      ),
  }
}
