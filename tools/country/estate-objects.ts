import type { Block } from './buildings.ts'
import type { Day } from './calendar.ts'
import type { DwellingPlace } from './country.ts'
import type { BuildingUse, LandPurpose, PropertyUse } from './land-facts.ts'

export type ObjectKind = 'PARCEL' | 'BUILDING' | 'PREMISE GROUP'

export interface Parcel {
  number: string
  propertyNumber: string | null
  addressCode: string | null
  area: number
  purpose: LandPurpose
}

export interface Structure {
  number: string
  /** The parcel that it stands on today: not always the one that its number begins with. */
  parcelNumber: string
  addressCode: string | null
  use: BuildingUse
  area: number
  floors: number
  year: number
  premises: number
}

export interface Premises {
  number: string
  buildingNumber: string
  addressCode: string
  flat: boolean
  floor: number
  rooms: number
  area: number
  surveyedOn: Day
}

export interface Property {
  number: string
  use: PropertyUse
  name: string | null
  /** Ordinal for drawing what belongs to it alone. */
  index: number
  block: number
  addressCode: string | null
  objects: readonly { kind: ObjectKind; number: string; parts: number | null; total: number | null }[]
  parcelArea: number
  premiseArea: number
  /** The dwelling that it is, whose household may own it. */
  dwelling: DwellingPlace | null
}

/** What the cadastre has of one address block. */
export interface Estate {
  block: Block
  parcels: Parcel[]
  structures: Structure[]
  premises: Premises[]
  properties: Property[]
}
