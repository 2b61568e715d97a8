import type { Migration } from './migration.ts'

/** What an agreement says is what its revision in force says, kept once: the whole policy set is one read of whole rows. */
export const termsInRevisions: Migration = {
  name: '006-terms-in-revisions',
  async up(knex) {
    await knex.raw(`
      DROP TABLE agreement_line;
      ALTER TABLE agreement
        DROP COLUMN purpose,
        DROP COLUMN legal_basis,
        DROP COLUMN case_required,
        DROP COLUMN valid_from,
        DROP COLUMN valid_to,
        DROP COLUMN terms,
        ADD FOREIGN KEY (permission, revision) REFERENCES revision DEFERRABLE INITIALLY DEFERRED;
      COMMENT ON COLUMN agreement.revision IS 'That gives its terms; its state is the status';
      COMMENT ON COLUMN revision.terms IS 'As policies/agreement-terms.ts has them, without the status; what is not there is as in policies/plain-terms.ts';
    `)
  },
}
