import type { Column, FileKind, Target } from './file-kind.ts'
import { decimal, like, oneOf } from './values.ts'

export const elevenDigits = like(/^\d{11}$/, 'a cadastral number of 11 digits')
export const buildingNumber = like(/^\d{14}$/, 'a cadastral number of 14 digits')
export const premiseGroupNumber = like(/^\d{17}$/, 'a cadastral number of 17 digits')
export const anyNumber = like(/^(\d{11}|\d{14}|\d{15}|\d{17})$/, 'a cadastral number')
export const amount = decimal(15)

/** The classifier's names and, where a file writes them, the Latvian ones. */
export const objectKind = oneOf(
  {
    PROPERTY: 'PROPERTY',
    PARCEL: 'PARCEL',
    'PARCEL PART': 'PARCEL PART',
    PARCELPART: 'PARCEL PART',
    BUILDING: 'BUILDING',
    'PREMISE GROUP': 'PREMISE GROUP',
    PREMISEGROUP: 'PREMISE GROUP',
    'nekustamais īpašums': 'PROPERTY',
    'zemes vienība': 'PARCEL',
    'zemes vienības daļa': 'PARCEL PART',
    būve: 'BUILDING',
    'telpu grupa': 'PREMISE GROUP',
  },
  'a kind of cadastral object',
)

/** Documentation and files name the two values differently. */
export const valueType = oneOf(
  {
    fisc: 'FISCAL',
    fiskālā: 'FISCAL',
    'fiskālā vērtība': 'FISCAL',
    univ: 'UNIVERSAL',
    universālā: 'UNIVERSAL',
    'universālā vērtība': 'UNIVERSAL',
  },
  'a kind of cadastral value',
)

/** Every row keeps the territory of its file. */
export const territory: Column = {
  from: '$ATVK',
  to: 'territory',
  parse: like(/^\d{7}$/, 'an ATVK code'),
  need: 'value',
}

export const relation: readonly Column[] = [
  { from: '/ObjectRelation/ObjectType', to: 'object_kind', parse: objectKind, need: 'value' },
  { from: '/ObjectRelation/ObjectCadastreNr', to: 'object_number', parse: anyNumber, need: 'value' },
]

export function cadastreKind(element: string, targets: readonly Target[]): FileKind {
  return {
    name: element,
    element,
    snapshotScope: 'territory',
    folderIsWhole: true,
    targets: targets.map((target) => ({ ...target, columns: [...target.columns, territory] })),
  }
}
