import { allCodes } from '../person-codes.ts'
import type DataLoader from 'dataloader'
import { dateScalar } from '../date-scalar.ts'
import { limitListed } from '../paging.ts'
import { referenceTo } from '../reference.ts'
import { registrySubgraph } from '../registry-source.ts'
import type { GivenScope } from '../row-scope.ts'
import { aboutOne, inScope, lookUp, readScope, refuseScope, scopeTest } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type {
  CadastreReader,
  CadastreSource,
  EncumbranceRow,
  ObjectKind,
  OwnershipRow,
  PropertyObjectRow,
  PropertyRow,
  ValuationRow,
} from './source.ts'
import { propertyAttributes } from './source.ts'
import type { Resolvers, Valuation } from './types.generated.ts'

const resolvers: Resolvers<CadastreReader> = {
  Date: dateScalar,
  Query: {
    property: (_root, { cadastralNumber, scope }, reader) =>
      lookUp(scope, { attributes: propertyAttributes }, () => reader.properties.load(cadastralNumber)),
    properties: (_root, { first, after, scope, ...search }, reader) => {
      const condition = readScope(scope)
      limitListed('cadastralNumbers', search.cadastralNumbers ?? [])
      return reader.search({ ...search, condition }, { first, after, listed: search.cadastralNumbers })
    },
  },
  Property: {
    __resolveReference: ({ id }, reader) => reader.properties.load(id),
    address: async ({ id }, _arguments, reader) => referenceTo(await addressOfProperty(id, reader)),
    parcels: ({ id }, { scope }, reader) => objectsOf(id, scope, 'PARCEL', reader.parcels, reader),
    buildings: ({ id }, { scope }, reader) => objectsOf(id, scope, 'BUILDING', reader.buildings, reader),
    premiseGroups: ({ id }, { scope }, reader) =>
      objectsOf(id, scope, 'PREMISE GROUP', reader.premiseGroups, reader),
    ownerships: async ({ id }, { scope }, reader) =>
      inScope(await reader.ownershipsOfProperty.load(id), scope, aboutOne(subjectOf)),
    valuation: ({ id }, _arguments, reader) => valuationOf(id, reader),
    encumbrances: ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return encumbrancesOf(id, reader)
    },
  },
  Parcel: {
    __resolveReference: ({ id }, reader) => reader.parcels.load(id),
    address: async ({ id, addressCode }, _arguments, reader) =>
      referenceTo(addressCode ?? (await statedAddress(id, 'PARCEL', reader))),
    landPurposes: ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return reader.landPurposesOfParcel.load(id)
    },
    buildings: ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return reader.buildingsOfParcel.load(id)
    },
  },
  Building: {
    __resolveReference: ({ id }, reader) => reader.buildings.load(id),
    address: async ({ id, addressCode }, _arguments, reader) =>
      referenceTo(addressCode ?? (await statedAddress(id, 'BUILDING', reader))),
    premiseGroups: ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return reader.premiseGroupsOfBuilding.load(id)
    },
  },
  PremiseGroup: {
    __resolveReference: ({ id }, reader) => reader.premiseGroups.load(id),
    address: async ({ id, addressCode }, _arguments, reader) =>
      referenceTo(addressCode ?? (await statedAddress(id, 'PREMISE GROUP', reader))),
  },
  Ownership: {
    subject: subjectOf,
    share: ({ shareNumerator, shareDenominator }) =>
      shareNumerator === null || shareDenominator === null ? null : `${shareNumerator}/${shareDenominator}`,
    owner: ({ personCode, registrationNumber }) => {
      if (personCode !== null) return { __typename: 'Person', id: personCode }
      return registrationNumber === null ? null : { __typename: 'LegalEntity', id: registrationNumber }
    },
  },
  Person: {
    __resolveReference: (reference) => reference,
    properties: async ({ id, codes }, { scope }, reader) => {
      const known = allCodes(id, codes)
      const isInScope = scopeTest(scope, { codesOf: () => known, attributes: propertyAttributes })
      const rights = await Promise.all(known.map((code) => reader.ownershipsOfPerson.load(code)))
      return (await propertiesOf(rights.flat(), reader)).filter(isInScope)
    },
  },
  LegalEntity: {
    __resolveReference: (reference) => reference,
    properties: async ({ id }, { scope }, reader) => {
      const isInScope = scopeTest(scope, { attributes: propertyAttributes })
      const rights = await reader.ownershipsOfLegalEntity.load(id)
      return (await propertiesOf(rights, reader)).filter(isInScope)
    },
  },
}

/** The State Immovable Property Cadastre as a subgraph. */
export function cadastreSubgraph(source: CadastreSource): SubgraphDefinition<CadastreReader> {
  return registrySubgraph('cadastre', new URL('schema.graphql', import.meta.url), resolvers, source)
}

/** The open data says of natural persons only that they are; an owner of whom nothing at all is said may be one. */
function subjectOf({ id, personCode, registrationNumber, ownerKind }: OwnershipRow): string | null {
  if (personCode !== null) return personCode
  const mayBePerson = ownerKind === null ? registrationNumber === null : ownerKind === 'fiziska persona'
  return mayBePerson ? `unresolved:cadastre:${id}` : null
}

async function propertiesOf(rights: readonly OwnershipRow[], reader: CadastreReader): Promise<PropertyRow[]> {
  const numbers = [...new Set(rights.map(({ objectNumber }) => objectNumber))].toSorted()
  return present(await Promise.all(numbers.map((number) => reader.properties.load(number))))
}

async function objectsOf<Row>(
  propertyNumber: string,
  scope: GivenScope,
  kind: ObjectKind,
  loader: DataLoader<string, Row | null>,
  reader: CadastreReader,
): Promise<Row[]> {
  refuseScope(scope)
  const objects = (await reader.objectsOfProperty.load(propertyNumber)).filter(
    (object) => object.kind === kind,
  )
  return present(await Promise.all(objects.map(({ number }) => loader.load(number))))
}

/** Encumbrances are registered on the property itself, or on what it consists of. */
async function encumbrancesOf(propertyNumber: string, reader: CadastreReader): Promise<EncumbranceRow[]> {
  const objects = await reader.objectsOfProperty.load(propertyNumber)
  const carriers = [{ kind: 'PROPERTY', number: propertyNumber }, ...objects]
  const found = await Promise.all(
    carriers.map(async ({ kind, number }) => {
      const rows = await reader.encumbrancesUnderNumber.load(number)
      return rows.filter(({ objectKind }) => objectKind === kind)
    }),
  )
  return found.flat()
}

/** The kinds of object by whose address a property without one is found, the nearest first. */
const addressedKinds: readonly (ObjectKind | null)[] = ['PREMISE GROUP', 'BUILDING', 'PARCEL']

async function addressOfProperty(propertyNumber: string, reader: CadastreReader): Promise<string | null> {
  const own = await statedAddress(propertyNumber, 'PROPERTY', reader)
  if (own !== null) return own
  const objects = await reader.objectsOfProperty.load(propertyNumber)
  const nearestFirst = addressedKinds.flatMap((kind) => objects.filter((object) => object.kind === kind))
  const codes = await Promise.all(nearestFirst.map((object) => addressOfObject(object, reader)))
  return codes.find((code) => code !== null) ?? null
}

async function addressOfObject(
  { kind, number }: PropertyObjectRow,
  reader: CadastreReader,
): Promise<string | null> {
  const row = await rowOf(kind, number, reader)
  return row?.addressCode ?? statedAddress(number, kind, reader)
}

function rowOf(
  kind: ObjectKind | null,
  number: string,
  reader: CadastreReader,
): Promise<{ addressCode: string | null } | null> {
  if (kind === 'PREMISE GROUP') return reader.premiseGroups.load(number)
  return kind === 'BUILDING' ? reader.buildings.load(number) : reader.parcels.load(number)
}

/** What the cadastre's list of addresses says of an object. */
async function statedAddress(
  number: string,
  kind: ObjectKind | null,
  reader: CadastreReader,
): Promise<string | null> {
  const stated = await reader.addressesUnderNumber.load(number)
  return stated.find((row) => row.kind === kind)?.addressCode ?? null
}

interface ValueOn {
  value: number
  on: string | null
}

async function valuationOf(
  propertyNumber: string,
  reader: CadastreReader,
): Promise<Partial<Valuation> | null> {
  const [fiscal, universal] = await Promise.all([
    valueOf(propertyNumber, 'FISCAL', reader),
    valueOf(propertyNumber, 'UNIVERSAL', reader),
  ])
  if (fiscal === null && universal === null) return null
  return {
    fiscal: fiscal?.value ?? null,
    fiscalOn: fiscal?.on ?? null,
    universal: universal?.value ?? null,
    universalOn: universal?.on ?? null,
  }
}

/**
 * The value that the cadastre states of the property. Where it states none, as published files do, the values of the
 * property's objects together, each by the share of it that belongs to the property.
 */
async function valueOf(
  propertyNumber: string,
  valueType: ValuationRow['valueType'],
  reader: CadastreReader,
): Promise<ValueOn | null> {
  const stated = await valuationAt(propertyNumber, 'PROPERTY', valueType, reader)
  if (stated)
    return stated.propertyValue === null ? null : { value: stated.propertyValue, on: stated.propertyValueOn }
  const objects = valuedObjects(await reader.objectsOfProperty.load(propertyNumber))
  const valued = await Promise.all(
    objects.map(async ({ kind, number, shareParts, shareTotal }) => {
      const row = await valuationAt(number, kind, valueType, reader)
      if (row?.objectValue == null) return []
      const share = shareParts !== null && shareTotal ? shareParts / shareTotal : 1
      return [{ value: row.objectValue * share, on: row.objectValueOn }]
    }),
  )
  const values = valued.flat()
  if (values.length === 0) return null
  const sum = values.reduce((total, { value }) => total + value, 0)
  const dates = values.flatMap(({ on }) => on ?? []).toSorted()
  return { value: Math.round(sum * 100) / 100, on: dates.at(-1) ?? null }
}

/** A building's value is that of its premise groups together, so that one of the two counts. */
function valuedObjects(objects: readonly PropertyObjectRow[]): PropertyObjectRow[] {
  const hasPremiseGroups = objects.some(({ kind }) => kind === 'PREMISE GROUP')
  return objects.filter(({ kind }) => !(hasPremiseGroups && kind === 'BUILDING'))
}

async function valuationAt(
  number: string,
  kind: ObjectKind | null,
  valueType: ValuationRow['valueType'],
  reader: CadastreReader,
): Promise<ValuationRow | undefined> {
  const rows = await reader.valuationsUnderNumber.load(number)
  return rows.find((row) => row.objectKind === kind && row.valueType === valueType)
}

function present<Row>(rows: readonly (Row | null)[]): Row[] {
  return rows.filter((row) => row !== null)
}
