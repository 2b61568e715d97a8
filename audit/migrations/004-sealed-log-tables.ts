/** Keys, housekeeping, seals, the tree, the chains' heads, and the counts of statistics, with nothing in them yet. */
export const sealedLog = `
  CREATE TABLE subject_key (
    subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
    key_id       uuid NOT NULL,
    wrapped      bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject_hash, key_id)
  );
  COMMENT ON TABLE subject_key IS 'Keys of contents, wrapped by the master key; whoever removes one erases what it encrypts';

  CREATE TABLE housekeeping (
    number   bigint PRIMARY KEY,
    id       uuid NOT NULL UNIQUE,
    at       timestamptz NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('ERASURE', 'RETENTION')),
    author   text NOT NULL,
    approver text,
    detail   jsonb NOT NULL
  );
  COMMENT ON TABLE housekeeping IS 'What was erased and why; leaves of the log like the records';

  CREATE TABLE seal (
    number            bigint PRIMARY KEY,
    sealed_at_ms      bigint NOT NULL,
    last_operation    bigint NOT NULL,
    last_sequence     bigint NOT NULL,
    last_housekeeping bigint NOT NULL,
    tree_size         bigint NOT NULL UNIQUE,
    root              bytea NOT NULL CHECK (octet_length(root) = 32),
    subjects          bigint NOT NULL,
    heads_root        bytea NOT NULL CHECK (octet_length(heads_root) = 32),
    checkpoint        text NOT NULL
  );
  CREATE INDEX seal_last_sequence ON seal (last_sequence);
  CREATE INDEX seal_last_operation ON seal (last_operation);
  CREATE INDEX seal_sealed_at ON seal (sealed_at_ms);
  COMMENT ON TABLE seal IS 'One row per checkpoint, with the note that was signed';

  CREATE TABLE log_tile (
    level  smallint NOT NULL,
    tile   bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, tile)
  ) WITH (fillfactor = 50);
  ALTER TABLE log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
  COMMENT ON TABLE log_tile IS 'Tiles of the tree; the last of each level grows';

  CREATE TABLE log_bundle (
    bundle  bigint PRIMARY KEY,
    entries bytea NOT NULL
  ) WITH (fillfactor = 50);
  ALTER TABLE log_bundle ALTER COLUMN entries SET STORAGE EXTERNAL;
  COMMENT ON TABLE log_bundle IS 'Entries of the log, 256 to a row, each after its length; the last one grows';

  CREATE TABLE subject_head (
    token bytea PRIMARY KEY CHECK (octet_length(token) = 32),
    place integer NOT NULL,
    count bigint NOT NULL,
    head  bytea NOT NULL CHECK (octet_length(head) = 32)
  ) WITH (fillfactor = 70);
  CREATE INDEX subject_head_place ON subject_head (place);
  COMMENT ON TABLE subject_head IS 'The last link of each data subject''s chain';
  COMMENT ON COLUMN subject_head.place IS 'First 24 bits of the token';

  CREATE TABLE cosignature (
    seal    bigint NOT NULL,
    witness text NOT NULL,
    line    text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (seal, witness)
  );
  COMMENT ON TABLE cosignature IS 'Signature lines that witnesses added to checkpoints';

  CREATE TABLE operation_shape (
    shape       uuid PRIMARY KEY,
    coordinates jsonb NOT NULL
  );
  CREATE TABLE access_statistic (
    day          date NOT NULL,
    consumer     text NOT NULL,
    organisation text NOT NULL,
    purpose      text NOT NULL,
    shape        uuid NOT NULL,
    outcome      text NOT NULL,
    operations   bigint NOT NULL,
    subjects     bigint NOT NULL,
    PRIMARY KEY (day, consumer, organisation, purpose, shape, outcome)
  ) WITH (fillfactor = 70);
  COMMENT ON TABLE access_statistic IS 'Sealed operation records counted by calendar day in Riga; an empty text: not known';

  DO $$
  DECLARE
    kept text;
  BEGIN
    FOREACH kept IN ARRAY ARRAY['housekeeping', 'seal', 'cosignature'] LOOP
      EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', kept);
      EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', kept);
    END LOOP;
  END $$;
`
