import type { Country, DwellingPlace } from './country.ts'
import type { Position } from './geodesy.ts'
import { positionAt } from './geodesy.ts'
import { buildingSlots, dwellingsPerBlock, premiseSlots, streams } from './measures.ts'
import { farmName, streetName } from './place-names.ts'
import type { Settlement, SettlementKind } from './territory.ts'
import { areaNames, blocksPerStreet, settlementOf } from './territory.ts'

export type BuildingKind = 'HOUSE' | 'FLATS' | 'OFFICE' | 'PUBLIC' | 'PLOT' | 'DELETED'

/** An address block: twelve dwellings, in houses, in two small blocks of flats, or as a third of a large one. */
export interface Block {
  index: number
  settlement: Settlement
  /** Number of the block in its settlement. */
  ordinal: number
  layout: 'HOUSES' | 'FLATS' | 'TOWER'
}

export interface Building {
  block: Block
  slot: number
  kind: BuildingKind
  /** VARIS code. */
  code: string
}

export interface Street {
  code: string
  name: string
}

/** The slots of a block that are no dwellings. */
export const officeSlot = 12
export const publicSlot = 13
export const plotSlot = 14
const deletedSlot = 15

/** Premise groups of an office building: they follow the numbers of the block's flats. */
export const officePremises = 6

/** Codes: those of real streets, buildings and premise groups moved from 1… to 9…. */
const firstStreetCode = 900_300_000
const firstBuildingCode = 901_000_000
const firstPremiseCode = 910_000_000

/** Shares of towers and of small blocks of flats. */
const layouts: Record<SettlementKind, { tower: number; flats: number }> = {
  CAPITAL: { tower: 0.6, flats: 0.2 },
  CITY: { tower: 0.5, flats: 0.25 },
  TOWN: { tower: 0.2, flats: 0.4 },
  VILLAGE: { tower: 0, flats: 0.3 },
  COUNTRYSIDE: { tower: 0, flats: 0 },
}

/** How far from its centre a settlement reaches, degrees of latitude. */
const reach: Record<SettlementKind, number> = {
  CAPITAL: 0.06,
  CITY: 0.03,
  TOWN: 0.012,
  VILLAGE: 0.006,
  COUNTRYSIDE: 0.05,
}

export function blockAt(country: Country, index: number): Block {
  const settlement = settlementOf(country.territory, index)
  const ordinal = index - settlement.firstBlock
  const triple = index - (ordinal % 3)
  const point = country.draw(streams.plan, triple).next()
  const { tower, flats } = layouts[settlement.kind]
  const layout = point < tower ? 'TOWER' : point < tower + flats ? 'FLATS' : 'HOUSES'
  return { index, settlement, ordinal, layout }
}

/** The buildings whose addresses lie in a block, in the order of their codes. */
export function buildingsOf(block: Block): Building[] {
  const { layout, ordinal, settlement } = block
  const buildings: Building[] = []
  const add = (slot: number, kind: BuildingKind): void => {
    buildings.push(buildingAt(block, slot, kind))
  }
  if (layout === 'HOUSES') for (let slot = 0; slot < dwellingsPerBlock; slot++) add(slot, 'HOUSE')
  if (layout === 'FLATS') for (const slot of [0, 6]) add(slot, 'FLATS')
  if (layout === 'TOWER' && ordinal % 3 === 0) add(0, 'FLATS')
  if (hasOffice(block)) add(officeSlot, 'OFFICE')
  if (ordinal % 8 === 0) add(publicSlot, 'PUBLIC')
  if (ordinal % 2 === 0 && settlement.kind !== 'CAPITAL') add(plotSlot, 'PLOT')
  if (ordinal % 7 === 3) add(deletedSlot, 'DELETED')
  return buildings
}

export function hasOffice({ settlement, ordinal }: Block): boolean {
  return settlement.kind !== 'COUNTRYSIDE' && ordinal % 3 === 0
}

function buildingAt(block: Block, slot: number, kind: BuildingKind): Building {
  return { block, slot, kind, code: String(firstBuildingCode + block.index * buildingSlots + slot) }
}

/** The building of a dwelling; the third of a tower that a block stands for is in the building of the first third. */
export function buildingOfDwelling(country: Country, { block, slot }: DwellingPlace): Building {
  const home = blockAt(country, block)
  if (home.layout === 'HOUSES') return buildingAt(home, slot, 'HOUSE')
  if (home.layout === 'FLATS') return buildingAt(home, slot < 6 ? 0 : 6, 'FLATS')
  return buildingAt(blockAt(country, block - (home.ordinal % 3)), 0, 'FLATS')
}

/** Number of a flat in its building, from 1. */
export function flatNumber({ layout, ordinal }: Block, slot: number): number {
  if (layout === 'TOWER') return (ordinal % 3) * dwellingsPerBlock + slot + 1
  return (slot % 6) + 1
}

/** The flats of a building: the dwellings that have it. */
export function flatsOf({ block, slot, kind }: Building): DwellingPlace[] {
  if (kind !== 'FLATS') return []
  if (block.layout === 'FLATS') return flatsBetween(block.index, slot, slot + 6)
  const thirds = Math.min(3, block.settlement.blocks - block.ordinal)
  return Array.from({ length: thirds }, (_third, nth) =>
    flatsBetween(block.index + nth, 0, dwellingsPerBlock),
  ).flat()
}

function flatsBetween(block: number, from: number, to: number): DwellingPlace[] {
  return Array.from({ length: to - from }, (_flat, nth) => ({ block, slot: from + nth }))
}

/** VARIS code of a premise group: a flat's by its dwelling slot, an office's by `officeSlot` and on. */
export function premiseCode(block: number, slot: number): string {
  return String(firstPremiseCode + block * premiseSlots + slot)
}

/** VARIS code of the address of a dwelling: a flat's premise group, or the house. */
export function dwellingCode(country: Country, place: DwellingPlace): string {
  const { kind, code } = buildingOfDwelling(country, place)
  return kind === 'FLATS' ? premiseCode(place.block, place.slot) : code
}

/** The VARIS codes of a dwelling's address and of everything above it, the lowest first. */
export function dwellingTerritories(country: Country, place: DwellingPlace): string[] {
  const { block, kind, code } = buildingOfDwelling(country, place)
  const above = [code, ...blockTerritories(block)]
  return kind === 'FLATS' ? [premiseCode(place.block, place.slot), ...above] : above
}

/** The VARIS codes of what a block's buildings lie in, the lowest first. */
export function blockTerritories(block: Block): readonly string[] {
  const { territories } = block.settlement.area
  const number = streetNumber(block)
  return number === null ? territories : [streetCode(block, number), ...territories]
}

/** The street of a block; none in the countryside. */
export function streetOf(block: Block): Street | null {
  const number = streetNumber(block)
  if (number === null) return null
  return { code: streetCode(block, number), name: streetName(block.settlement.ordinal, number) }
}

/** Number of the block's street in its settlement. */
function streetNumber({ settlement, ordinal }: Block): number | null {
  const span = blocksPerStreet[settlement.kind]
  return span === 0 ? null : Math.floor(ordinal / span)
}

function streetCode({ settlement }: Block, number: number): string {
  return String(firstStreetCode + settlement.firstStreet + number)
}

/** The number of a building in its street, or its name where there is no street. */
export function buildingName({ block, slot }: Building): string {
  const { settlement, ordinal } = block
  const span = blocksPerStreet[settlement.kind]
  if (span === 0) return farmName(settlement.ordinal, ordinal * buildingSlots + slot)
  return String((ordinal % span) * buildingSlots + slot + 1)
}

export function postCode({ settlement, ordinal }: Block): string {
  const span = blocksPerStreet[settlement.kind]
  const area = span === 0 ? settlement.ordinal : settlement.ordinal + Math.floor(ordinal / span)
  return `LV-${settlement.post}${String(1 + (area % 84)).padStart(2, '0')}`
}

/** `Brīvības iela 5`, or `"Kalniņi"`; with the number of a flat or an office after a dash. */
export function localPart(building: Building, premise: number | null): string {
  const street = streetOf(building.block)
  const name = buildingName(building)
  const house = street ? `${street.name} ${name}` : `"${name}"`
  return premise === null ? house : `${house} - ${premise}`
}

/** Full address as the address register writes it: from the house up. */
export function fullAddress(building: Building, premise: number | null = null): string {
  const { block } = building
  return [localPart(building, premise), ...areaNames(block.settlement.area), postCode(block)].join(', ')
}

/** Address as the register of enterprises writes it: from the municipality down, without the post code. */
export function registerAddress(building: Building, premise: number | null = null): string {
  const areas = areaNames(building.block.settlement.area).toReversed()
  return [...areas, localPart(building, premise)].join(', ')
}

export function buildingPosition(country: Country, { block, slot }: Building): Position {
  const { settlement, index } = block
  const draw = country.draw(streams.building, index)
  const distance = reach[settlement.kind] * Math.sqrt(draw.next())
  const angle = draw.next() * 2 * Math.PI
  const { latitude, longitude } = settlement.area
  return positionAt(
    latitude + distance * Math.sin(angle) + (slot % 4) * 0.0003,
    longitude + 1.8 * distance * Math.cos(angle) + Math.floor(slot / 4) * 0.0005,
  )
}
