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
  {
    name: '003-addresses-know-what-lies-above-them',
    async up(knex) {
      // `territories`: the address's code and those of everything above it, from below. `municipality`: the ATVK code of the
      // nearest municipality or state city among them. Both are null where the way up is broken: what lies above is then
      // unknown, not nothing. The published files leave the republic out: whoever names it as parent is at the top.
      // INVARIANT: whoever writes codes, kinds, parents or ends calls settle_territories() in the same transaction.
      await knex.raw(`
        ALTER TABLE address
          ADD COLUMN territories text[] CHECK (cardinality(territories) > 0 AND array_position(territories, NULL) IS NULL),
          ADD COLUMN municipality text;

        CREATE FUNCTION settle_territories() RETURNS void LANGUAGE sql AS $$
          WITH RECURSIVE settled AS (
            SELECT code, array_remove(ARRAY[code, parent_code], NULL) AS territories,
                   CASE WHEN type_code IN (104, 113) THEN atvk END AS municipality, type_code = 101 AS is_top
            FROM address AS top
            WHERE ended_at IS NULL AND (type_code = 101 AND parent_code IS NULL OR parent_type = 101 AND NOT EXISTS (
              SELECT FROM address AS above WHERE above.code = top.parent_code AND above.ended_at IS NULL))
            UNION ALL
            SELECT below.code, below.code || above.territories,
                   CASE WHEN below.type_code = 113 OR below.type_code = 104 AND above.is_top
                        THEN below.atvk ELSE above.municipality END,
                   below.type_code = 101
            FROM settled AS above JOIN address AS below ON below.parent_code = above.code
            WHERE below.ended_at IS NULL
          )
          UPDATE address AS kept SET territories = found.territories, municipality = found.municipality
          FROM (
            SELECT address.code, settled.territories, settled.municipality FROM address LEFT JOIN settled USING (code)
          ) AS found
          WHERE found.code = kept.code
            AND (found.territories IS DISTINCT FROM kept.territories OR found.municipality IS DISTINCT FROM kept.municipality)
        $$;

        -- Every row is written anew: for a whole country, indexes are made again several times faster than kept.
        DROP INDEX address_search, address_post_code, address_type, address_atvk;
        SELECT settle_territories();
        CREATE INDEX address_search ON address (search_address text_pattern_ops, code);
        CREATE INDEX address_post_code ON address (post_code, code);
        CREATE INDEX address_type ON address (type_code, code);
        CREATE INDEX address_atvk ON address (atvk, code);
        CREATE INDEX address_territories ON address USING gin (territories);
        CREATE INDEX address_municipality ON address (municipality, code);
      `)
    },
  },
]
