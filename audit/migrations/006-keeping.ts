import type { Knex } from 'knex'

/**
 * Nothing goes without a record of it: the database itself refuses to commit a transaction that removed a key or a
 * content and wrote no housekeeping, and an erasure that the same person asked for and approved.
 */
export const keeping = {
  name: '006-keeping',
  async up(knex: Knex): Promise<void> {
    await knex.raw(fourEyes)
    await knex.raw(recordedRemovals)
  },
}

const fourEyes = `
  ALTER TABLE housekeeping ADD CONSTRAINT four_eyes
    CHECK (kind <> 'ERASURE' OR (approver IS NOT NULL AND approver <> author));

  CREATE TABLE erasure_request (
    id           uuid PRIMARY KEY,
    at           timestamptz NOT NULL,
    subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
    author       text NOT NULL,
    reason       text NOT NULL
  );
  COMMENT ON TABLE erasure_request IS 'What one official asked to erase; the housekeeping record of its approval names it';
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure_request
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  ALTER TABLE erasure_request ENABLE ALWAYS TRIGGER append_only;
  GRANT SELECT, INSERT ON erasure_request TO dagr_audit_keeper;

  CREATE UNIQUE INDEX housekeeping_request ON housekeeping ((detail ->> 'request')) WHERE kind = 'ERASURE';
`

/**
 * The last housekeeping record is the transaction's own where the same transaction wrote it: numbers are given under the
 * lock of the log's head, which is held until the commit.
 */
const recordedRemovals = `
  CREATE FUNCTION require_housekeeping() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    kinds text[] := TG_ARGV;
    recorded record;
  BEGIN
    SELECT kind, detail, xmin = pg_current_xact_id()::xid AS is_own INTO recorded
    FROM housekeeping ORDER BY number DESC LIMIT 1;
    IF recorded.is_own AND recorded.kind = ANY (kinds) AND (
      recorded.kind <> 'ERASURE' OR recorded.detail ->> 'token'
        = encode(sha256(convert_to(E'dagr/token/v1\\n', 'UTF8') || OLD.subject_hash), 'hex')
    ) THEN
      RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit log only grows: % of % without a record of it is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END $$;
  COMMENT ON FUNCTION require_housekeeping IS 'Refuses to commit a removal that no housekeeping of the transaction tells of';

  CREATE CONSTRAINT TRIGGER erasure_is_recorded AFTER DELETE ON subject_key
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_housekeeping('ERASURE');
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON subject_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE CONSTRAINT TRIGGER removal_is_recorded AFTER UPDATE ON access_record
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_housekeeping('ERASURE', 'RETENTION');

  ALTER TABLE subject_key ENABLE ALWAYS TRIGGER erasure_is_recorded;
  ALTER TABLE subject_key ENABLE ALWAYS TRIGGER no_truncate;
  DO $$
  DECLARE
    part regclass;
  BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'access_record'::regclass LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER removal_is_recorded', part);
    END LOOP;
  END $$;
`
