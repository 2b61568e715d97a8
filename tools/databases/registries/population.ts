import type { Migration } from '../migrate.ts'

/**
 * The Register of Natural Persons (PMLP), after section 11 of its law. A person is kept under the current personal
 * code (11 digits, no hyphen); `personal_code` holds every code that the person has had, the current one included.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-natural-persons',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE person (
          code             text PRIMARY KEY CHECK (code ~ '^[0-9]{11}$'),
          given_name       text NOT NULL,
          family_name      text NOT NULL,
          birth_name       text,
          date_of_birth    date NOT NULL,
          place_of_birth   text,
          date_of_death    date,
          sex              text NOT NULL CHECK (sex IN ('MALE', 'FEMALE')),
          citizenship      text,
          residency        text,
          municipality     text,
          address_secret   boolean NOT NULL DEFAULT false,
          legacy_code      boolean NOT NULL DEFAULT false,
          search_family_name text NOT NULL,
          search_given_name  text NOT NULL,
          origin           text NOT NULL CHECK (origin IN ('synthetic', 'import')),
          ended_at         timestamptz
        );
        CREATE INDEX person_family_name ON person (search_family_name text_pattern_ops, code);
        CREATE INDEX person_given_name ON person (search_given_name text_pattern_ops, code);
        CREATE INDEX person_date_of_birth ON person (date_of_birth, code);
        CREATE INDEX person_municipality ON person (municipality, code);

        CREATE TABLE personal_code (
          code        text PRIMARY KEY CHECK (code ~ '^[0-9]{11}$'),
          person_code text NOT NULL,
          current     boolean NOT NULL,
          valid_from  date,
          valid_to    date
        );
        CREATE INDEX personal_code_person ON personal_code (person_code, code);

        CREATE TABLE person_name (
          id          text PRIMARY KEY,
          person_code text NOT NULL,
          given_name  text NOT NULL,
          family_name text NOT NULL,
          valid_from  date,
          valid_to    date
        );
        CREATE INDEX person_name_person ON person_name (person_code, id);

        CREATE TABLE residence (
          id              text PRIMARY KEY,
          person_code     text NOT NULL,
          kind            text NOT NULL CHECK (kind IN ('DECLARED', 'REGISTERED', 'INDICATED', 'POSTAL')),
          address_code    text,
          foreign_address text,
          country         text,
          since           date,
          until           date
        );
        CREATE INDEX residence_person ON residence (person_code, id);

        CREATE TABLE family_relation (
          id           text PRIMARY KEY,
          person_code  text NOT NULL,
          relation     text NOT NULL CHECK (relation IN ('PARENT', 'CHILD', 'SPOUSE', 'GUARDIAN', 'WARD')),
          related_code text NOT NULL
        );
        CREATE INDEX family_relation_person ON family_relation (person_code, id);

        CREATE TABLE identity_document (
          id          text PRIMARY KEY,
          person_code text NOT NULL,
          kind        text NOT NULL,
          number      text NOT NULL,
          issued_on   date,
          issuer      text,
          expires_on  date,
          status      text NOT NULL
        );
        CREATE INDEX identity_document_person ON identity_document (person_code, id);
      `)
    },
  },
  {
    name: '002-people-are-searched-by-territories',
    async up(knex) {
      // VARIS codes of the declared residence's address and of everything above it, from below; null: unknown.
      await knex.raw(`
        ALTER TABLE person
          ADD COLUMN territories text[] CHECK (cardinality(territories) > 0 AND array_position(territories, NULL) IS NULL);
        CREATE INDEX person_territories ON person USING gin (territories);
      `)
    },
  },
]
