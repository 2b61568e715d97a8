import type { Migration } from '../migrate.ts'

/**
 * The List of Public Persons and Institutions kept by UR (`ppi_public_persons_institutions`): a hierarchy by
 * `higher_authority_number`.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-public-persons-and-institutions',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE institution (
          registration_number     text PRIMARY KEY,
          legal_name              text NOT NULL,
          taxpayer_unit_number    text,
          established_on          date,
          registered_on           date,
          status                  text NOT NULL,
          status_details          text,
          removed_on              date,
          independent_taxpayer    boolean,
          authority_type          text,
          subordination_type      text,
          website                 text,
          email                   text,
          phone                   text,
          address_code            text,
          address_text            text,
          higher_education        boolean,
          higher_authority_name   text,
          higher_authority_number text,
          higher_authority_email  text,
          establishing_act_number text,
          establishing_act_date   date,
          establishing_act_title  text,
          establishing_act_type   text,
          legislator_name         text,
          legislator_number       text,
          search_name             text NOT NULL,
          origin                  text NOT NULL CHECK (origin IN ('synthetic', 'import')),
          ended_at                timestamptz
        );
        CREATE INDEX institution_name ON institution (search_name text_pattern_ops, registration_number);
        CREATE INDEX institution_higher ON institution (higher_authority_number, registration_number);
        CREATE INDEX institution_type ON institution (authority_type, registration_number);
      `)
    },
  },
]
