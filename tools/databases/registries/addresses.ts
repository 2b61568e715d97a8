import type { Migration } from '../migrate.ts'

/**
 * The State Address Register (VARIS): one self-referencing tree of administrative units, streets, buildings and
 * premise groups, keyed by the VARIS code. Columns follow the published `aw_*.csv` files.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-address-tree',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE address (
          code          text PRIMARY KEY,
          type_code     integer NOT NULL,
          status        text NOT NULL,
          approved      text,
          approval      integer,
          parent_code   text,
          parent_type   integer,
          name          text NOT NULL,
          sort_name     text,
          attribute     text,
          post_code     text,
          atvk          text,
          full_address  text,
          post_office_code text,
          started_on    date,
          modified_on   date,
          finished_on   date,
          for_building  boolean,
          planned       boolean,
          northing      numeric(12,3),
          easting       numeric(12,3),
          latitude      numeric(9,6),
          longitude     numeric(9,6),
          search_address text NOT NULL,
          origin        text NOT NULL CHECK (origin IN ('synthetic', 'import')),
          ended_at      timestamptz
        );
        CREATE INDEX address_parent ON address (parent_code, code);
        CREATE INDEX address_search ON address (search_address text_pattern_ops, code);
        CREATE INDEX address_post_code ON address (post_code, code);
        CREATE INDEX address_type ON address (type_code, code);
      `)
    },
  },
  {
    name: '002-territories-are-searched-by',
    async up(knex) {
      await knex.raw('CREATE INDEX address_atvk ON address (atvk, code)')
    },
  },
]
