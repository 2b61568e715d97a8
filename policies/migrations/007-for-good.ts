import type { Migration } from './migration.ts'

/** What is ended stays so, whoever writes; and one official has one spelling, without characters that nobody sees either. */
export const forGood: Migration = {
  name: '007-for-good',
  async up(knex) {
    await knex.raw(`
      CREATE OR REPLACE FUNCTION person_key(official text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lower(regexp_replace(normalize(official, NFKC),
          '[\\s\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB]', '', 'g'))
      $$;
      COMMENT ON FUNCTION person_key IS 'One spelling per official: what differs in case, blanks or invisible characters only is the same person';

      CREATE FUNCTION revision_ended() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        last revision;
      BEGIN
        SELECT * INTO last FROM revision
        WHERE permission = NEW.permission AND number <> NEW.number AND epoch IS NOT NULL ORDER BY number DESC LIMIT 1;
        IF last.state = 'ended' AND NOT EXISTS (
            SELECT FROM revision_move WHERE permission = last.permission AND number = last.number
              AND to_state = 'ended' AND mover = 'store' AND epoch = NEW.epoch) THEN
          RAISE EXCEPTION 'The agreement % has ended for good', NEW.permission USING ERRCODE = 'DG002';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER ended BEFORE INSERT ON revision_move FOR EACH ROW
        WHEN (NEW.from_state IN ('draft', 'approved') AND NEW.to_state IN ('active', 'suspended'))
        EXECUTE FUNCTION revision_ended();
      ALTER TABLE revision_move ENABLE ALWAYS TRIGGER ended;
    `)
  },
}
