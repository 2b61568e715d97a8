export type PropertyUse =
  | 'HOUSE'
  | 'FARM'
  | 'FLAT'
  | 'BUILDINGS_ONLY'
  | 'LEASED_LAND'
  | 'OFFICE'
  | 'PUBLIC'
  | 'PLOT'
  | 'FIELD'
  | 'FOREST'

export interface LandPurpose {
  code: string
  label: string
}

type Range = readonly [low: number, high: number]

/** Purposes of use of land, and areas of parcels in square metres. */
const purposes = {
  HOUSE: { purpose: { code: '0601', label: 'Individuālo dzīvojamo māju apbūve' }, area: [600, 2400] },
  LEASED_LAND: { purpose: { code: '0601', label: 'Individuālo dzīvojamo māju apbūve' }, area: [600, 1500] },
  FARM: {
    purpose: { code: '0101', label: 'Zeme, uz kuras galvenā saimnieciskā darbība ir lauksaimniecība' },
    area: [8_000, 240_000],
  },
  FIELD: {
    purpose: { code: '0101', label: 'Zeme, uz kuras galvenā saimnieciskā darbība ir lauksaimniecība' },
    area: [9_000, 300_000],
  },
  FOREST: {
    purpose: { code: '0201', label: 'Zeme, uz kuras galvenā saimnieciskā darbība ir mežsaimniecība' },
    area: [12_000, 400_000],
  },
  PLOT: {
    purpose: { code: '0600', label: 'Neapgūta individuālo dzīvojamo māju apbūves zeme' },
    area: [700, 3000],
  },
  FLATS: {
    purpose: { code: '0701', label: 'Vienstāva un divstāvu daudzdzīvokļu māju apbūve' },
    area: [900, 2600],
  },
  TOWER: {
    purpose: { code: '0702', label: 'Trīs, četru un piecu stāvu daudzdzīvokļu māju apbūve' },
    area: [1500, 4500],
  },
  OFFICE: { purpose: { code: '0801', label: 'Komercdarbības objektu apbūve' }, area: [500, 9000] },
  PUBLIC: {
    purpose: { code: '0908', label: 'Pārējo sabiedriskās nozīmes objektu apbūve' },
    area: [1500, 20_000],
  },
} as const satisfies Record<string, { purpose: LandPurpose; area: Range }>

export function purposeOf(use: keyof typeof purposes | PropertyUse): { purpose: LandPurpose; area: Range } {
  return use === 'FLAT' || use === 'BUILDINGS_ONLY' ? purposes.HOUSE : purposes[use]
}

export interface BuildingUse {
  code: string
  label: string
  name: string
  area: Range
  floors: Range
}

export const buildingUses = {
  HOUSE: {
    code: '1110',
    label: 'Viena dzīvokļa mājas',
    name: 'Dzīvojamā māja',
    area: [60, 320],
    floors: [1, 2],
  },
  FLATS: {
    code: '1122',
    label: 'Triju vai vairāku dzīvokļu mājas',
    name: 'Daudzdzīvokļu māja',
    area: [300, 500],
    floors: [2, 2],
  },
  TOWER: {
    code: '1122',
    label: 'Triju vai vairāku dzīvokļu mājas',
    name: 'Daudzdzīvokļu māja',
    area: [1200, 2400],
    floors: [5, 9],
  },
  OFFICE: { code: '1220', label: 'Biroju ēkas', name: 'Biroju ēka', area: [200, 2500], floors: [1, 4] },
  PUBLIC: {
    code: '1263',
    label: 'Skolas, universitātes un zinātniskajai pētniecībai paredzētās ēkas',
    name: 'Skola',
    area: [600, 6000],
    floors: [1, 4],
  },
  BARN: {
    code: '1271',
    label: 'Lauksaimniecības nedzīvojamās ēkas',
    name: 'Kūts',
    area: [40, 400],
    floors: [1, 1],
  },
  SHED: {
    code: '1274',
    label: 'Citas, iepriekš neklasificētas, ēkas',
    name: 'Šķūnis',
    area: [12, 60],
    floors: [1, 1],
  },
} as const satisfies Record<string, BuildingUse>

/** What the cadastre calls each property. */
export const propertyKinds: Record<PropertyUse, string> = {
  HOUSE: 'Zemes un būvju īpašums',
  FARM: 'Zemes un būvju īpašums',
  FLAT: 'Dzīvokļa īpašums',
  BUILDINGS_ONLY: 'Būvju īpašums',
  LEASED_LAND: 'Zemes un būvju īpašums',
  OFFICE: 'Zemes un būvju īpašums',
  PUBLIC: 'Zemes un būvju īpašums',
  PLOT: 'Zemes un būvju īpašums',
  FIELD: 'Zemes un būvju īpašums',
  FOREST: 'Zemes un būvju īpašums',
}

/** Materials of outer walls, the most frequent first. */
export const materials = [
  { code: '21', label: 'Ķieģeļu mūris' },
  { code: '11', label: 'Koka' },
  { code: '33', label: 'Dzelzsbetona paneļi' },
  { code: '25', label: 'Vieglbetona bloki' },
] as const

/** Kinds of encumbrance, with what they lie on and how often. */
export const encumbranceKinds = [
  { code: '9901', label: 'Hipotēka', on: 'PROPERTY', chance: 0.14 },
  { code: '9902', label: 'Aizlieguma atzīme', on: 'PROPERTY', chance: 0.03 },
  { code: '7315030100', label: 'Ceļa servitūta teritorija', on: 'PARCEL', chance: 0.07 },
  {
    code: '7312050201',
    label: 'Ekspluatācijas aizsargjoslas teritorija gar elektrisko tīklu kabeļu līniju',
    on: 'PARCEL',
    chance: 0.12,
  },
  {
    code: '7311020103',
    label: 'Ūdensteces aizsargjoslas teritorija lauku apvidū',
    on: 'PARCEL',
    chance: 0.05,
  },
] as const
