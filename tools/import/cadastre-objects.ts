import {
  amount,
  anyNumber,
  buildingNumber,
  cadastreKind,
  elevenDigits,
  objectKind,
  premiseGroupNumber,
} from './cadastre-columns.ts'
import { addressCode, date, integer, presence, text } from './values.ts'

export const property = cadastreKind('Property', [
  {
    table: 'property',
    key: ['cadastral_number'],
    columns: [
      {
        from: 'CadastreObjectIdData/ProCadastreNr',
        to: 'cadastral_number',
        parse: elevenDigits,
        need: 'value',
      },
      { from: 'CadastreObjectIdData/PropertyKind', to: 'kind', parse: text },
      { from: 'PropertyBasicData/PropertyName', to: 'name', parse: text },
      { from: 'PropertyBasicData/PropertyParcelTotalArea', to: 'parcel_total_area', parse: amount },
      {
        from: 'PropertyBasicData/PropertyPremiseGroupTotalArea',
        to: 'premise_group_total_area',
        parse: amount,
      },
      { from: 'LandbookData/LandbookFolioNr', to: 'landbook_folio', parse: text },
      { from: 'LandbookData/LandbookFolioLiterNr', to: 'landbook_folio_liter', parse: text },
      { from: 'LandbookData/LandbookOfficeName', to: 'landbook_office', parse: text },
      { from: 'LandbookData/NotCorroboratedInLandbook', to: 'not_corroborated', parse: presence },
      { from: '$ATVK', to: 'atvk', parse: text },
    ],
  },
  {
    table: 'property_object',
    key: ['property_number', 'object_kind', 'object_number'],
    at: 'PropertyContentData/ObjectList/ObjectData',
    columns: [
      {
        from: '/CadastreObjectIdData/ProCadastreNr',
        to: 'property_number',
        parse: elevenDigits,
        need: 'value',
      },
      { from: 'ObjectKindData', to: 'object_kind', parse: objectKind, need: 'value' },
      { from: 'ObjectCadastreNrData', to: 'object_number', parse: anyNumber, need: 'value' },
      { from: 'ShareParts', to: 'share_parts', parse: integer },
      { from: 'NrOfShares', to: 'share_total', parse: integer },
    ],
  },
])

export const parcel = cadastreKind('Parcel', [
  {
    table: 'parcel',
    key: ['cadastral_number'],
    columns: [
      {
        from: 'ParcelBasicData/ParcelCadastreNr',
        to: 'cadastral_number',
        parse: elevenDigits,
        need: 'value',
      },
      {
        from: 'ObjectRelation[ObjectType=PROPERTY]/ObjectCadastreNr',
        to: 'property_number',
        parse: elevenDigits,
      },
      { from: 'ParcelBasicData/ParcelStatus/ParcelStatusKindId', to: 'status_code', parse: text },
      { from: 'ParcelBasicData/ParcelStatus/ParcelStatusKindName', to: 'status_label', parse: text },
      { from: 'ParcelBasicData/ParcelVARISCode', to: 'address_code', parse: addressCode },
      { from: ['ParcelBasicData/ATVKCode', '$ATVK'], to: 'atvk', parse: text },
      { from: 'ParcelBasicData/ParcelArea', to: 'area', parse: amount },
      { from: 'ParcelBasicData/ParcelLizValue', to: 'liz_value', parse: amount },
    ],
  },
  {
    table: 'land_purpose',
    key: ['parcel_number', 'purpose_code'],
    at: 'LandPurposeList/LandPurposeData',
    columns: [
      { from: '/ParcelBasicData/ParcelCadastreNr', to: 'parcel_number', parse: elevenDigits, need: 'value' },
      { from: 'LandPurposeKind/LandPurposeKindId', to: 'purpose_code', parse: text, need: 'value' },
      { from: 'LandPurposeKind/LandPurposeKindName', to: 'purpose_label', parse: text },
      { from: 'LandPurposeArea', to: 'area', parse: amount },
    ],
  },
])

export const building = cadastreKind('Building', [
  {
    table: 'building',
    key: ['cadastral_number'],
    columns: [
      {
        from: 'BuildingBasicData/BuildingCadastreNr',
        to: 'cadastral_number',
        parse: buildingNumber,
        need: 'value',
      },
      // Not the parcel in the building's own number: some stand on another parcel today.
      {
        from: 'ObjectRelation[ObjectType=PARCEL]/ObjectCadastreNr',
        to: 'parcel_number',
        parse: elevenDigits,
      },
      { from: 'BuildingBasicData/VARISCode', to: 'address_code', parse: addressCode },
      { from: 'BuildingBasicData/BuildingName', to: 'name', parse: text },
      { from: 'BuildingBasicData/BuildingUseKind/BuildingUseKindId', to: 'use_code', parse: text },
      { from: 'BuildingBasicData/BuildingUseKind/BuildingUseKindName', to: 'use_label', parse: text },
      { from: 'BuildingBasicData/BuildingArea', to: 'area', parse: amount },
      { from: 'BuildingBasicData/BuildingConstrArea', to: 'construction_area', parse: amount },
      { from: 'BuildingBasicData/BuildingGroundFloors', to: 'ground_floors', parse: integer },
      { from: 'BuildingBasicData/BuildingUndergroundFloors', to: 'underground_floors', parse: integer },
      { from: 'BuildingBasicData/BuildingMaterialKind/MaterialKindId', to: 'material_code', parse: text },
      { from: 'BuildingBasicData/BuildingMaterialKind/MaterialKindName', to: 'material_label', parse: text },
      { from: 'BuildingBasicData/BuildingPregCount', to: 'premise_group_count', parse: integer },
      { from: 'BuildingBasicData/BuildingAcceptionYears', to: 'accepted_years', parse: text },
      { from: 'BuildingBasicData/BuildingExploitYear', to: 'used_since_year', parse: text },
      { from: 'BuildingBasicData/BuildingDeprecation', to: 'depreciation', parse: text },
      { from: 'BuildingBasicData/BuildingSurveyDate', to: 'surveyed_on', parse: date },
    ],
  },
])

export const premiseGroup = cadastreKind('PremiseGroup', [
  {
    table: 'premise_group',
    key: ['cadastral_number'],
    columns: [
      {
        from: 'PremiseGroupBasicData/PremiseGroupCadastreNr',
        to: 'cadastral_number',
        parse: premiseGroupNumber,
        need: 'value',
      },
      {
        from: 'ObjectRelation[ObjectType=BUILDING]/ObjectCadastreNr',
        to: 'building_number',
        parse: buildingNumber,
      },
      { from: 'PremiseGroupBasicData/PremiseGroupName', to: 'name', parse: text },
      { from: 'PremiseGroupBasicData/PremiseGroupVARISCode', to: 'address_code', parse: addressCode },
      {
        from: 'PremiseGroupBasicData/PremiseGroupUseKind/PremiseGroupUseKindId',
        to: 'use_code',
        parse: text,
      },
      {
        from: 'PremiseGroupBasicData/PremiseGroupUseKind/PremiseGroupUseKindName',
        to: 'use_label',
        parse: text,
      },
      { from: 'PremiseGroupBasicData/PremiseGroupBuildingFloor', to: 'floor', parse: text },
      { from: 'PremiseGroupBasicData/PremiseGroupPremiseCount', to: 'premise_count', parse: integer },
      { from: 'PremiseGroupBasicData/PremiseGroupArea', to: 'area', parse: amount },
      { from: 'PremiseGroupBasicData/PremiseGroupSurveyDate', to: 'surveyed_on', parse: date },
    ],
  },
])
