import type { Knex } from 'knex'
import { tamperEvidentLog } from './migrations/004-tamper-evident-log.ts'
import { servedLog } from './migrations/005-served-log.ts'
import { keeping } from './migrations/006-keeping.ts'
import { twoOfficials } from './migrations/007-two-officials.ts'

/** The shape that `tools/databases/migrate.ts` runs; this room imports nothing of the others. */
interface Migration {
  name: string
  up(knex: Knex): Promise<void>
}

/**
 * The audit database. `log_head` holds the last sequence number; whoever appends locks its one row until the commit, so
 * that numbers are dense and in the order of commits, whichever gateway node writes. There is no foreign key from access
 * records to operation records: one statement writes both, and a check per row would be paid on every request.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-audit-log',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE log_head (
          only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
          last_sequence bigint NOT NULL
        ) WITH (fillfactor = 10);
        INSERT INTO log_head (last_sequence) VALUES (0);

        CREATE TABLE operation_record (
          id             uuid PRIMARY KEY,
          at             timestamptz NOT NULL,
          consumer       text,
          organisation   text,
          application    text,
          permission     text,
          purpose        text,
          legal_basis    text,
          operation_name text,
          operation_hash bytea,
          coordinates    jsonb NOT NULL,
          subgraphs      jsonb NOT NULL,
          subjects       integer NOT NULL,
          outcome        text NOT NULL CHECK (outcome IN ('RELEASED', 'REFUSED', 'FAILED')),
          code           text,
          epoch          bigint,
          trace          text
        );
        CREATE INDEX operation_record_at ON operation_record (at);
        COMMENT ON TABLE operation_record IS 'One row per request; no personal data';

        CREATE TABLE access_record (
          sequence     bigint PRIMARY KEY,
          id           uuid NOT NULL,
          operation_id uuid NOT NULL,
          at           timestamptz NOT NULL,
          subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
          content      bytea NOT NULL
        );
        CREATE INDEX access_record_subject ON access_record (subject_hash, sequence DESC);
        COMMENT ON COLUMN access_record.subject_hash IS 'HMAC-SHA256 of the personal code known at that moment';
        COMMENT ON COLUMN access_record.content IS 'First byte: format (1 = JSON); see audit/content.ts';
      `)
      await refuseChanges(knex)
    },
  },
  {
    name: '002-uses-quotas-and-delayed-disclosure',
    async up(knex) {
      await knex.raw(`
        ALTER TABLE operation_record ADD COLUMN counted boolean;
        COMMENT ON COLUMN operation_record.counted IS 'Whether it is a use of its permission; NULL: before this was kept';

        CREATE TABLE use_count (
          permission text NOT NULL,
          day        date NOT NULL,
          uses       bigint NOT NULL,
          PRIMARY KEY (permission, day)
        ) WITH (fillfactor = 50);
        COMMENT ON TABLE use_count IS 'Counted operation records per permission and calendar day in Riga';
        INSERT INTO use_count (permission, day, uses)
        SELECT permission, (at AT TIME ZONE 'Europe/Riga')::date, count(*)
        FROM operation_record WHERE permission IS NOT NULL AND outcome = 'RELEASED' GROUP BY 1, 2;

        CREATE TABLE quota_use (
          permission text NOT NULL,
          day        date NOT NULL,
          reserved   bigint NOT NULL,
          last_block bigint NOT NULL,
          PRIMARY KEY (permission, day)
        ) WITH (fillfactor = 50);
        COMMENT ON TABLE quota_use IS 'Requests that gateways may answer or have answered, per permission and calendar day in Riga';

        CREATE TRIGGER only_forward BEFORE UPDATE ON use_count
          FOR EACH ROW WHEN (NEW.uses < OLD.uses) EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER only_forward BEFORE UPDATE ON quota_use
          FOR EACH ROW WHEN (NEW.reserved < OLD.reserved) EXECUTE FUNCTION refuse_change();

        ALTER TABLE access_record ADD COLUMN disclosed_from timestamptz;
        COMMENT ON COLUMN access_record.disclosed_from IS 'When its data subject may see it; NULL: at once';
      `)
    },
  },
  {
    name: '003-operation-shapes',
    async up(knex) {
      // Without a default, so that no row is written anew; those of before have none, and are grouped by what they hold.
      await knex.raw(`
        ALTER TABLE operation_record ADD COLUMN shape uuid;
        COMMENT ON COLUMN operation_record.shape IS 'Hash of the set of coordinates; see audit/operation-shape.ts';
        CREATE INDEX operation_record_use ON operation_record (permission, at)
          INCLUDE (shape, consumer, application, code);
      `)
    },
  },
  tamperEvidentLog,
  servedLog,
  keeping,
  twoOfficials,
]

/**
 * The database itself refuses to change or remove what was recorded, and to turn the sequence back. ENABLE ALWAYS: the
 * triggers also bite where `session_replication_role` switches ordinary ones off. Whoever owns the tables can still
 * drop the triggers; that is found out by other means than these.
 */
async function refuseChanges(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The audit log only grows: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON operation_record
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_record
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER only_row_stays BEFORE DELETE OR TRUNCATE ON log_head
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER only_forward BEFORE UPDATE ON log_head
      FOR EACH ROW WHEN (NEW.last_sequence < OLD.last_sequence) EXECUTE FUNCTION refuse_change();

    ALTER TABLE operation_record ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE access_record ENABLE ALWAYS TRIGGER append_only;
    ALTER TABLE log_head ENABLE ALWAYS TRIGGER only_row_stays;
    ALTER TABLE log_head ENABLE ALWAYS TRIGGER only_forward;
  `)
}
