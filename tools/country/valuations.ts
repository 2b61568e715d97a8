import { isoDate, dayOf } from './calendar.ts'
import type { Estate, ObjectKind } from './estate-objects.ts'
import type { SettlementKind } from './territory.ts'

export interface CadastralValue {
  kind: ObjectKind | 'PROPERTY'
  number: string
  type: 'FISCAL' | 'UNIVERSAL'
  /** EUR. */
  value: number
  on: string
}

/** EUR per square metre: of land for building, of other land, of buildings. */
const prices: Record<SettlementKind, { plot: number; land: number; building: number }> = {
  CAPITAL: { plot: 38, land: 4, building: 420 },
  CITY: { plot: 9, land: 1, building: 240 },
  TOWN: { plot: 4, land: 0.5, building: 160 },
  VILLAGE: { plot: 1.6, land: 0.25, building: 110 },
  COUNTRYSIDE: { plot: 0.6, land: 0.16, building: 70 },
}

const types = [
  { type: 'FISCAL', factor: 1, on: isoDate(dayOf(2025, 1, 1)) },
  { type: 'UNIVERSAL', factor: 1.7, on: isoDate(dayOf(2026, 1, 1)) },
] as const

function key(kind: ObjectKind, number: string): string {
  return `${kind}:${number}`
}

/** Values of all objects, and of the properties as the sums of their parts. */
export function valuationsOf(estate: Estate): CadastralValue[] {
  const { plot, land, building } = prices[estate.block.settlement.kind]
  const objects = new Map<string, number>()
  for (const { number, area, purpose } of estate.parcels) {
    objects.set(key('PARCEL', number), area * (purpose.code < '0300' ? land : plot))
  }
  for (const { number, area, year } of estate.structures) {
    objects.set(key('BUILDING', number), area * building * (0.35 + Math.max(0, year - 1895) / 200))
  }
  for (const { number, area } of estate.premises) objects.set(key('PREMISE GROUP', number), area * building)

  const values: CadastralValue[] = []
  const add = (kind: CadastralValue['kind'], number: string, base: number): void => {
    for (const { type, factor, on } of types)
      values.push({ kind, number, type, value: Math.round(base * factor), on })
  }
  for (const [each, value] of objects) {
    const [kind, number] = each.split(':') as [ObjectKind, string]
    add(kind, number, value)
  }
  for (const { number, objects: parts, use } of estate.properties) {
    // A flat counts as its premises and its share of the land: its share of the building is what the premises are.
    const counted = use === 'FLAT' ? parts.filter(({ kind }) => kind !== 'BUILDING') : parts
    const value = counted.reduce((sum, { kind, number: part, parts: share, total }) => {
      return sum + ((objects.get(key(kind, part)) ?? 0) * (share ?? 1)) / (total ?? 1)
    }, 0)
    add('PROPERTY', number, value)
  }
  return values
}
