import { registrySubgraph } from '../registry-source.ts'
import { lookUp, readScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type { AddressesReader, AddressesSource, AddressRow } from './source.ts'
import { addressAttributes } from './source.ts'
import type { AddressKind, Resolvers } from './types.generated.ts'

/** VARIS: TIPS_CD. */
const kindOf: ReadonlyMap<number | null, AddressKind> = new Map([
  [101, 'REPUBLIC'],
  [102, 'DISTRICT'],
  [104, 'TOWN'],
  [105, 'PARISH'],
  [106, 'VILLAGE'],
  [107, 'STREET'],
  [108, 'BUILDING'],
  [109, 'PREMISE_GROUP'],
  [113, 'MUNICIPALITY'],
])
const typeCodeOf = new Map([...kindOf].map(([typeCode, kind]) => [kind, typeCode]))

const localities: ReadonlySet<AddressKind | undefined> = new Set(['TOWN', 'PARISH', 'VILLAGE'])

const resolvers: Resolvers<AddressesReader> = {
  Query: {
    address: (_root, { code, scope }, reader) =>
      lookUp(scope, { attributes: addressAttributes }, () => reader.addresses.load(code)),
    addresses: (_root, { first, after, scope, kind, ...search }, reader) => {
      const condition = readScope(scope)
      return reader.search({ ...search, condition, typeCode: kind && typeCodeOf.get(kind) }, { first, after })
    },
  },
  Address: {
    __resolveReference: ({ id }, reader) => reader.addresses.load(id),
    kind: ({ typeCode }) => kindOf.get(typeCode) ?? null,
    adminUnit: async (address, _arguments, reader) => (await adminUnitOf(address, reader))?.name ?? null,
    locality: (address, _arguments, reader) => nearest(address, reader, localities),
    thoroughfare: (address, _arguments, reader) => nearest(address, reader, new Set(['STREET'])),
    parent: ({ parentCode }, _arguments, reader) =>
      parentCode === null ? null : reader.addresses.load(parentCode),
    parts: ({ id }, { scope }, reader) => reader.parts(readScope(scope)).load(id),
  },
}

/** The State Address Register as a subgraph. */
export function addressesSubgraph(source: AddressesSource): SubgraphDefinition<AddressesReader> {
  return registrySubgraph('addresses', new URL('schema.graphql', import.meta.url), resolvers, source)
}

async function adminUnitOf(address: AddressRow, reader: AddressesReader): Promise<AddressRow | undefined> {
  const ancestry = await reader.ancestry(address)
  return ancestry.find(isAdminUnit)
}

/** A municipality; or a state city, which is a town that belongs to none. */
function isAdminUnit({ typeCode }: AddressRow, level: number, ancestry: readonly AddressRow[]): boolean {
  const kind = kindOf.get(typeCode)
  if (kind === 'MUNICIPALITY') return true
  const above = ancestry[level + 1]
  return kind === 'TOWN' && (above === undefined || kindOf.get(above.typeCode) === 'REPUBLIC')
}

async function nearest(
  address: AddressRow,
  reader: AddressesReader,
  kinds: ReadonlySet<AddressKind | undefined>,
): Promise<string | null> {
  const ancestry = await reader.ancestry(address)
  return ancestry.find(({ typeCode }) => kinds.has(kindOf.get(typeCode)))?.name ?? null
}
