import type { Migration } from './migration.ts'

/** What stewardship needs beside revisions: the catalogue, consents, which node has which epoch, and webhooks. */
export const stewardship: Migration = {
  name: '005-stewardship',
  async up(knex) {
    await knex.raw(`
      CREATE TABLE catalogue (
        coordinate  text PRIMARY KEY,
        type        text NOT NULL,
        registry    text NOT NULL,
        description text,
        is_personal boolean NOT NULL,
        first_seen  timestamptz NOT NULL DEFAULT clock_timestamp(),
        gone_since  timestamptz
      );
      CREATE INDEX catalogue_registry ON catalogue (registry);
      COMMENT ON COLUMN catalogue.gone_since IS 'When the composed schema was first seen without it; null: it is there';

      CREATE TABLE consent (
        id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
        consumer     text NOT NULL REFERENCES organisation,
        purpose      text NOT NULL,
        given_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at   timestamptz CHECK (expires_at > given_at),
        withdrawn_at timestamptz CHECK (withdrawn_at >= given_at)
      );
      CREATE INDEX consent_subject ON consent (subject_hash);
      COMMENT ON COLUMN consent.subject_hash IS 'HMAC-SHA256 of the personal code under which it was given';
      CREATE FUNCTION consent_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.withdrawn_at IS NOT NULL OR to_jsonb(NEW) - 'withdrawn_at' <> to_jsonb(OLD) - 'withdrawn_at' THEN
          RAISE EXCEPTION 'A consent can be withdrawn once, and nothing else of it changes'
            USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER withdrawn BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION consent_withdrawn();
      CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON consent
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      ALTER TABLE consent ENABLE ALWAYS TRIGGER withdrawn;
      ALTER TABLE consent ENABLE ALWAYS TRIGGER kept;

      CREATE TABLE node (
        id      text PRIMARY KEY,
        epoch   bigint NOT NULL,
        seen_at timestamptz NOT NULL
      );
      COMMENT ON TABLE node IS 'Gateway nodes and the epoch that each one acts on';

      CREATE TABLE webhook (
        consumer text PRIMARY KEY REFERENCES organisation,
        url      text NOT NULL,
        secret   text NOT NULL,
        set_by   text NOT NULL,
        set_at   timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE webhook_message (
        id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer        text NOT NULL REFERENCES organisation,
        permission      text NOT NULL,
        epoch           bigint NOT NULL REFERENCES epoch,
        payload         jsonb NOT NULL,
        attempts        integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        delivered_at    timestamptz
      );
      CREATE INDEX webhook_message_due ON webhook_message (next_attempt_at) WHERE delivered_at IS NULL;
    `)
  },
}
