import type { Knex } from 'knex'

/** What serving the log needs beside the log itself: siblings in the map of heads, the log's keys, and where a record was sealed. */
export const servedLog = {
  name: '005-served-log',
  async up(knex: Knex): Promise<void> {
    await knex.raw(`
      CREATE TABLE head_branch (
        branch   smallint PRIMARY KEY CHECK (branch BETWEEN 0 AND 4095),
        subjects integer NOT NULL CHECK (subjects > 0),
        root     bytea NOT NULL CHECK (octet_length(root) = 32)
      ) WITH (fillfactor = 50);
      COMMENT ON TABLE head_branch IS 'Roots of the map of heads at depth 12; changes with subject_head';
      COMMENT ON COLUMN head_branch.branch IS 'First 12 bits of the tokens below';
      COMMENT ON COLUMN head_branch.subjects IS 'Tokens below; where it is 1, the root is the leaf itself';

      CREATE TABLE log_key (
        place        integer PRIMARY KEY,
        verifier_key text NOT NULL
      );
      COMMENT ON TABLE log_key IS 'Verifier keys of the log as its sealer signs, the current one first; told, not trusted';

      DROP INDEX seal_last_sequence;
      CREATE INDEX seal_last_sequence ON seal (last_sequence, number);

      GRANT SELECT ON head_branch, log_key TO dagr_audit_reader;
      GRANT SELECT, INSERT, UPDATE ON head_branch TO dagr_audit_sealer;
      GRANT SELECT, INSERT, UPDATE, DELETE ON log_key TO dagr_audit_sealer;
    `)
  },
}
