import type { Knex } from 'knex'
import { sealedLog } from './004-sealed-log-tables.ts'

/**
 * What makes the log tamper-evident and private; `docs/audit-log-format.md` says what the bytes mean. Records move into
 * tables that are partitioned by month, are numbered, and may lose their content only in a way that leaves its digest.
 */
export const tamperEvidentLog = {
  name: '004-tamper-evident-log',
  async up(knex: Knex): Promise<void> {
    await createRoles(knex)
    await knex.raw(partitionedRecords)
    await knex.raw(sealedLog)
    await knex.raw(grants)
  },
}

/** Roles belong to the whole server: another database of it may have made them already, or may be making them now. */
async function createRoles(knex: Knex): Promise<void> {
  await knex.raw(`
    DO $$
    DECLARE
      wanted text;
    BEGIN
      FOREACH wanted IN ARRAY ARRAY[
        'dagr_audit_writer', 'dagr_audit_reader', 'dagr_audit_sealer', 'dagr_audit_keeper'
      ] LOOP
        BEGIN
          EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
          EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        EXCEPTION
          WHEN duplicate_object OR unique_violation THEN NULL;
          WHEN insufficient_privilege THEN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
              RAISE EXCEPTION 'The role % is missing: let an administrator run CREATE ROLE % NOLOGIN', wanted, wanted;
            END IF;
        END;
      END LOOP;
    END $$`)
}

const partitionedRecords = `
  ALTER TABLE log_head
    ADD COLUMN last_operation bigint NOT NULL DEFAULT 0,
    ADD COLUMN last_housekeeping bigint NOT NULL DEFAULT 0,
    ADD COLUMN key_generation bigint NOT NULL DEFAULT 0;
  COMMENT ON COLUMN log_head.key_generation IS 'Grows whenever a key of subject_key is destroyed';
  DROP TRIGGER only_forward ON log_head;
  CREATE TRIGGER only_forward BEFORE UPDATE ON log_head
    FOR EACH ROW WHEN (
      NEW.last_sequence < OLD.last_sequence OR NEW.last_operation < OLD.last_operation
      OR NEW.last_housekeeping < OLD.last_housekeeping OR NEW.key_generation < OLD.key_generation
    ) EXECUTE FUNCTION refuse_change();
  ALTER TABLE log_head ENABLE ALWAYS TRIGGER only_forward;

  ALTER TABLE operation_record RENAME TO unpartitioned_operation;
  ALTER TABLE access_record RENAME TO unpartitioned_access;

  CREATE TABLE operation_record (
    number         bigint NOT NULL,
    id             uuid NOT NULL,
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
    trace          text,
    counted        boolean,
    shape          uuid,
    node           uuid
  ) PARTITION BY RANGE (at);
  COMMENT ON TABLE operation_record IS 'One row per request; no personal data';
  COMMENT ON COLUMN operation_record.number IS '1 for the first, dense, in the order of commits';
  COMMENT ON COLUMN operation_record.counted IS 'Whether it is a use of its permission; NULL: before this was kept';
  COMMENT ON COLUMN operation_record.shape IS 'Hash of the set of coordinates; see audit/operation-shape.ts';
  COMMENT ON COLUMN operation_record.node IS 'The run of a gateway that wrote it; NULL: before this was kept';

  CREATE TABLE access_record (
    sequence       bigint NOT NULL,
    id             uuid NOT NULL,
    operation_id   uuid NOT NULL,
    at             timestamptz NOT NULL,
    subject_hash   bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
    disclosed_from timestamptz,
    plain_digest   bytea CHECK (octet_length(plain_digest) = 32),
    content        bytea NOT NULL,
    sealed_digest  bytea CHECK (octet_length(sealed_digest) = 32)
  ) PARTITION BY RANGE (at);
  ALTER TABLE access_record ALTER COLUMN content SET STORAGE EXTERNAL;
  COMMENT ON TABLE access_record IS 'One row per request and data subject';
  COMMENT ON COLUMN access_record.sequence IS '1 for the first, dense, in the order of commits';
  COMMENT ON COLUMN access_record.subject_hash IS 'HMAC-SHA256 of the personal code known at that moment';
  COMMENT ON COLUMN access_record.disclosed_from IS 'When its data subject may see it; NULL: at once';
  COMMENT ON COLUMN access_record.plain_digest IS 'Commits to the content before it was encrypted; NULL: of the time before';
  COMMENT ON COLUMN access_record.content IS 'First byte: format (1 JSON, 2 encrypted); empty once its time is over';
  COMMENT ON COLUMN access_record.sealed_digest IS 'Digest of the content that was removed; NULL while it is there';

  CREATE FUNCTION add_months(first date, last date) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    month date := date_trunc('month', first);
    parent text;
    part text;
  BEGIN
    WHILE month <= last LOOP
      FOREACH parent IN ARRAY ARRAY['operation_record', 'access_record'] LOOP
        part := parent || '_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
          EXECUTE format(
            'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
            part, parent, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC'
          );
          PERFORM guard_partition(part);
        END IF;
      END LOOP;
      month := month + interval '1 month';
    END LOOP;
  END $$;
  COMMENT ON FUNCTION add_months IS 'Makes the partitions of these months, UTC; the default ones take what comes before';
  REVOKE EXECUTE ON FUNCTION add_months FROM PUBLIC;

  CREATE FUNCTION guard_partition(part text) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    named record;
  BEGIN
    EXECUTE format(
      'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', part
    );
    FOR named IN SELECT tgname FROM pg_trigger WHERE tgrelid = part::regclass AND NOT tgisinternal LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', part, named.tgname);
    END LOOP;
  END $$;

  CREATE FUNCTION refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND octet_length(OLD.content) > 0
      AND octet_length(NEW.content) = 0 AND OLD.sealed_digest IS NULL
      AND NEW.sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || OLD.content)
      AND (to_jsonb(NEW) - 'content' - 'sealed_digest') = (to_jsonb(OLD) - 'content' - 'sealed_digest')
    THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log only grows: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END $$;
  COMMENT ON FUNCTION refuse_record_change IS 'All that may change: a content goes, and its digest stays';

  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON operation_record
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access_record
    FOR EACH ROW EXECUTE FUNCTION refuse_record_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON operation_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER no_truncate BEFORE TRUNCATE ON access_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE TABLE operation_record_default PARTITION OF operation_record DEFAULT;
  CREATE TABLE access_record_default PARTITION OF access_record DEFAULT;
  SELECT guard_partition('operation_record_default'), guard_partition('access_record_default');
  SELECT add_months(
    coalesce((SELECT min(at) FROM unpartitioned_operation), now())::date, (now() + interval '3 months')::date
  );

  INSERT INTO operation_record (
    number, id, at, consumer, organisation, application, permission, purpose, legal_basis, operation_name,
    operation_hash, coordinates, subgraphs, subjects, outcome, code, epoch, trace, counted, shape
  )
  SELECT row_number() OVER (ORDER BY at, id),
    id, at, consumer, organisation, application, permission, purpose, legal_basis, operation_name,
    operation_hash, coordinates, subgraphs, subjects, outcome, code, epoch, trace, counted, shape
  FROM unpartitioned_operation;
  INSERT INTO access_record (sequence, id, operation_id, at, subject_hash, disclosed_from, content)
  SELECT sequence, id, operation_id, at, subject_hash, disclosed_from, content FROM unpartitioned_access;
  UPDATE log_head SET last_operation = (SELECT count(*) FROM operation_record);
  DROP TABLE unpartitioned_operation, unpartitioned_access;

  ALTER TABLE operation_record ADD PRIMARY KEY (id, at);
  CREATE INDEX operation_record_number ON operation_record (number);
  CREATE INDEX operation_record_at ON operation_record (at);
  CREATE INDEX operation_record_use ON operation_record (permission, at)
    INCLUDE (shape, consumer, application, code);
  ALTER TABLE access_record ADD PRIMARY KEY (sequence, at);
  CREATE INDEX access_record_subject ON access_record (subject_hash, sequence DESC);
  CREATE INDEX access_record_disclosure ON access_record (disclosed_from) WHERE disclosed_from IS NOT NULL;
`

/** The first three never change or remove a record; only the keeper can make a content or a key go. */
const grants = `
  GRANT SELECT, INSERT ON operation_record, access_record, subject_key TO dagr_audit_writer;
  GRANT SELECT, UPDATE (last_sequence, last_operation) ON log_head TO dagr_audit_writer;
  GRANT SELECT, INSERT, UPDATE ON use_count, quota_use TO dagr_audit_writer;

  GRANT SELECT ON operation_record, access_record, subject_key, log_head, use_count, quota_use, housekeeping, seal,
    log_tile, log_bundle, subject_head, cosignature, operation_shape, access_statistic TO dagr_audit_reader;

  GRANT SELECT ON operation_record, access_record, log_head, housekeeping TO dagr_audit_sealer;
  GRANT SELECT, INSERT ON seal, cosignature TO dagr_audit_sealer;
  GRANT EXECUTE ON FUNCTION add_months TO dagr_audit_sealer;
  GRANT SELECT, INSERT, UPDATE ON log_tile, log_bundle, subject_head, operation_shape, access_statistic
    TO dagr_audit_sealer;

  GRANT SELECT ON operation_record, seal, operation_shape TO dagr_audit_keeper;
  GRANT SELECT, UPDATE (content, sealed_digest) ON access_record TO dagr_audit_keeper;
  GRANT SELECT, DELETE, UPDATE (wrapped) ON subject_key TO dagr_audit_keeper;
  GRANT SELECT, INSERT ON housekeeping TO dagr_audit_keeper;
  GRANT SELECT, UPDATE (last_housekeeping, key_generation) ON log_head TO dagr_audit_keeper;
`
