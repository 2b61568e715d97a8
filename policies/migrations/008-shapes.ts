import type { Migration } from './migration.ts'

/** What of the schema tells whether a condition or an obligation can work on a coordinate. */
export const shapes: Migration = {
  name: '008-shapes',
  async up(knex) {
    await knex.raw(`
      ALTER TABLE catalogue ADD COLUMN shape jsonb;
      COMMENT ON COLUMN catalogue.shape IS 'EntryShape of policies/catalogue.ts; null: given to a field, or not told by the gateway that recorded it';
    `)
  },
}
