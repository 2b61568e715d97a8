import type { Migration } from '../migrate.ts'

/**
 * The Register of Enterprises (UR), after its open data files: register, officers, members, beneficial owners and
 * former names. `person_code` is what an authorised query holds and the open files leave out; it is null for their rows.
 */
const provenance = `
          origin        text NOT NULL CHECK (origin IN ('synthetic', 'import')),
          ended_at      timestamptz`

export const migrations: readonly Migration[] = [
  {
    name: '001-register-of-enterprises',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE legal_entity (
          registration_number text PRIMARY KEY,
          sepa                text,
          legal_name          text NOT NULL,
          name_before_quotes  text,
          name_in_quotes      text,
          name_after_quotes   text,
          without_quotes      boolean NOT NULL DEFAULT false,
          register_code       text,
          register_label      text,
          legal_form_code     text,
          legal_form_label    text,
          registered_on       date,
          terminated_on       date,
          closed              text CHECK (closed IN ('L', 'R')),
          address_text        text,
          post_index          text,
          address_code        text,
          region_code         text,
          city_code           text,
          atvk                text,
          reregistration_term date,
          search_name         text NOT NULL,
          ${provenance}
        );
        CREATE INDEX legal_entity_name ON legal_entity (search_name text_pattern_ops, registration_number);
        CREATE INDEX legal_entity_form ON legal_entity (legal_form_code, registration_number);
        CREATE INDEX legal_entity_address ON legal_entity (address_code);

        CREATE TABLE officer (
          id                          text PRIMARY KEY,
          uri                         text,
          registration_number         text NOT NULL,
          entity_type                 text NOT NULL,
          position                    text,
          governing_body              text,
          name                        text,
          person_code                 text,
          masked_code                 text,
          birth_date                  text,
          officer_registration_number text,
          representation              text,
          representation_with_at_least integer,
          registered_on               date,
          last_modified_at            timestamp,
          ${provenance}
        );
        CREATE INDEX officer_entity ON officer (registration_number, id);
        CREATE INDEX officer_person ON officer (person_code, id);

        CREATE TABLE member (
          id                          text PRIMARY KEY,
          uri                         text,
          registration_number         text NOT NULL,
          entity_type                 text NOT NULL,
          name                        text,
          person_code                 text,
          masked_code                 text,
          birth_date                  text,
          member_registration_number  text,
          number_of_shares            numeric,
          share_nominal_value         numeric,
          share_currency              text,
          date_from                   date,
          registered_on               date,
          last_modified_at            timestamp,
          ${provenance}
        );
        CREATE INDEX member_entity ON member (registration_number, id);

        CREATE TABLE beneficial_owner (
          id                          text PRIMARY KEY,
          registration_number         text NOT NULL,
          forename                    text,
          surname                     text,
          person_code                 text,
          masked_code                 text,
          birth_date                  text,
          nationality                 text,
          residence                   text,
          registered_on               timestamp,
          last_modified_at            timestamp,
          ${provenance}
        );
        CREATE INDEX beneficial_owner_entity ON beneficial_owner (registration_number, id);

        CREATE TABLE former_name (
          registration_number text NOT NULL,
          name                text NOT NULL,
          date_to             date NOT NULL,
          ${provenance},
          PRIMARY KEY (registration_number, date_to, name)
        );
      `)
    },
  },
  {
    // One that was removed, but not said how, has no status.
    name: '002-status-and-municipality-are-searched-by',
    async up(knex) {
      await knex.raw(`
        ALTER TABLE legal_entity ADD COLUMN status text GENERATED ALWAYS AS (
          CASE
            WHEN closed = 'L' THEN 'LIQUIDATED'
            WHEN closed = 'R' THEN 'REORGANISED'
            WHEN terminated_on IS NULL THEN 'REGISTERED'
          END
        ) STORED;
        CREATE INDEX legal_entity_status ON legal_entity (status, registration_number);
        CREATE INDEX legal_entity_municipality ON legal_entity (atvk, registration_number);
      `)
    },
  },
  {
    name: '003-holders-are-found-by-their-numbers',
    async up(knex) {
      // By these, a change of a legal entity is known to touch those that it leads or owns.
      await knex.raw(`
        CREATE INDEX officer_holder ON officer (officer_registration_number, registration_number);
        CREATE INDEX member_holder ON member (member_registration_number, registration_number);
      `)
    },
  },
]
