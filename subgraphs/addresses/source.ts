import type { RowLoader, RowsLoader } from '../loaders.ts'
import { rowBy, rowsBy } from '../loaders.ts'
import type { Page, PageArguments } from '../paging.ts'
import { searchPage } from '../paging.ts'
import type { Reading } from '../reading.ts'
import type { RegistrySource, SourceOptions } from '../registry-source.ts'
import { openRegistrySource } from '../registry-source.ts'
import { beginsWith, equals } from '../search-filters.ts'
import type { RowOf } from '../table.ts'
import { decimal, describeTable, integer, key, text } from '../table.ts'

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
    latitude: decimal('latitude'),
    longitude: decimal('longitude'),
  },
  { ends: true, compared: ['search_address'] },
)

export type AddressRow = RowOf<typeof address>

export interface AddressSearch {
  text?: string | null | undefined
  postCode?: string | null | undefined
  typeCode?: number | null | undefined
  parentCode?: string | null | undefined
}

export interface AddressesReader {
  readonly addresses: RowLoader<AddressRow>
  /** By the parent's code, at most 1,000 of each. */
  readonly parts: RowsLoader<AddressRow>
  /** The address and everything above it, from below: one statement a level for all addresses walked together. */
  ancestry(address: AddressRow): Promise<AddressRow[]>
  search(search: AddressSearch, page: PageArguments): Promise<Page<AddressRow>>
}

export type AddressesSource = RegistrySource<AddressesReader>

/** Flat, building, street, village, parish, municipality, republic; a district and one to spare. More is a circle. */
const maxLevels = 9

/** The State Address Register. */
export function openAddressesSource(options: SourceOptions): AddressesSource {
  return openRegistrySource(options, [address], addressesReader)
}

function addressesReader(reading: Reading): AddressesReader {
  const addresses = rowBy(reading, address, 'id')
  return {
    addresses,
    parts: rowsBy(reading, address, 'parentCode', { orderBy: ['id'], limitPerKey: 1000 }),
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
    search: ({ text: beginning, postCode, typeCode, parentCode }, page) =>
      searchPage(
        reading,
        address,
        'id',
        [
          ...beginsWith('search_address', beginning),
          ...equals('post_code', postCode),
          ...equals('type_code', typeCode),
          ...equals('parent_code', parentCode),
        ],
        page,
      ),
  }
}
