import type { Migration } from '../migrate.ts'

/**
 * The State Immovable Property Cadastre (VZD), after its text data. Numbers are text, and an object is named by
 * (kind, number), since properties and parcels share one form of number. Owners' identities are what an authorised query
 * holds and the open data leaves out. `territory` is the ATVK code of the published file that a row came from.
 */
const provenance = `
          territory     text,
          origin        text NOT NULL CHECK (origin IN ('synthetic', 'import')),
          ended_at      timestamptz`

const objectKind = `text NOT NULL CHECK (object_kind IN ('PROPERTY', 'PARCEL', 'PARCEL PART', 'BUILDING', 'PREMISE GROUP'))`

export const migrations: readonly Migration[] = [
  {
    name: '001-cadastre',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE property (
          cadastral_number         text PRIMARY KEY,
          kind                     text,
          name                     text,
          parcel_total_area        numeric,
          premise_group_total_area numeric,
          landbook_folio           text,
          landbook_folio_liter     text,
          landbook_office          text,
          not_corroborated         boolean NOT NULL DEFAULT false,
          atvk                     text,
          ${provenance}
        );
        CREATE INDEX property_folio ON property (landbook_folio, cadastral_number);
        CREATE INDEX property_atvk ON property (atvk, cadastral_number);

        CREATE TABLE property_object (
          property_number text NOT NULL,
          object_kind     ${objectKind},
          object_number   text NOT NULL,
          share_parts     integer,
          share_total     integer,
          ${provenance},
          PRIMARY KEY (property_number, object_kind, object_number)
        );

        CREATE TABLE parcel (
          cadastral_number text PRIMARY KEY,
          property_number  text,
          status_code      text,
          status_label     text,
          address_code     text,
          atvk             text,
          area             numeric,
          liz_value        numeric,
          ${provenance}
        );
        CREATE INDEX parcel_property ON parcel (property_number, cadastral_number);

        CREATE TABLE land_purpose (
          parcel_number text NOT NULL,
          purpose_code  text NOT NULL,
          purpose_label text,
          area          numeric,
          ${provenance},
          PRIMARY KEY (parcel_number, purpose_code)
        );

        CREATE TABLE building (
          cadastral_number    text PRIMARY KEY,
          parcel_number       text,
          address_code        text,
          name                text,
          use_code            text,
          use_label           text,
          area                numeric,
          construction_area   numeric,
          ground_floors       integer,
          underground_floors  integer,
          material_code       text,
          material_label      text,
          premise_group_count integer,
          accepted_years      text,
          used_since_year     text,
          depreciation        text,
          surveyed_on         date,
          ${provenance}
        );
        CREATE INDEX building_parcel ON building (parcel_number, cadastral_number);

        CREATE TABLE premise_group (
          cadastral_number text PRIMARY KEY,
          building_number  text,
          name             text,
          address_code     text,
          use_code         text,
          use_label        text,
          floor            text,
          premise_count    integer,
          area             numeric,
          surveyed_on      date,
          ${provenance}
        );
        CREATE INDEX premise_group_building ON premise_group (building_number, cadastral_number);

        CREATE TABLE object_address (
          object_kind   ${objectKind},
          object_number text NOT NULL,
          address_code  text NOT NULL,
          ${provenance},
          PRIMARY KEY (object_kind, object_number, address_code)
        );

        CREATE TABLE ownership (
          id                  text PRIMARY KEY,
          object_kind         ${objectKind},
          object_number       text NOT NULL,
          status              text,
          person_status       text,
          person_code         text,
          registration_number text,
          share_numerator     integer,
          share_denominator   integer,
          since               date,
          ${provenance}
        );
        CREATE INDEX ownership_object ON ownership (object_number, id);
        CREATE INDEX ownership_person ON ownership (person_code, id);
        CREATE INDEX ownership_legal_entity ON ownership (registration_number, id);

        CREATE TABLE encumbrance (
          id             text PRIMARY KEY,
          object_kind    ${objectKind},
          object_number  text NOT NULL,
          kind_code      text,
          kind_label     text,
          number         text,
          established_on date,
          area           numeric,
          measure        text,
          ${provenance}
        );
        CREATE INDEX encumbrance_object ON encumbrance (object_number, id);

        CREATE TABLE valuation (
          object_kind              ${objectKind},
          object_number            text NOT NULL,
          value_type               text NOT NULL CHECK (value_type IN ('FISCAL', 'UNIVERSAL')),
          property_cadastral_value numeric,
          property_cadastral_value_on date,
          object_cadastral_value   numeric,
          object_cadastral_value_on date,
          ${provenance},
          PRIMARY KEY (object_number, object_kind, value_type)
        );
      `)
    },
  },
  {
    name: '002-properties-are-found-by-their-objects',
    async up(knex) {
      // By this, a change of an object is known to touch the properties that it is a part of.
      await knex.raw(
        'CREATE INDEX property_object_object ON property_object (object_number, property_number)',
      )
    },
  },
]
