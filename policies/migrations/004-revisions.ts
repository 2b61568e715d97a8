import { plainTerms } from '../plain-terms.ts'
import type { Migration } from './migration.ts'
import { agreementAsJson } from './migration.ts'

/**
 * Revisions are immutable but for their state, which only a row of `revision_move` changes. The rules of the life cycle
 * and of four eyes are the database's own: it refuses with SQLSTATE DG001 (four eyes) or DG002 (a move that is not
 * allowed), also from concurrent transactions, as each move locks the revision that it moves.
 */
export const revisions: Migration = {
  name: '004-revisions',
  async up(knex) {
    await knex.raw(tables)
    await knex.raw(allowedMoves)
    await knex.raw(rules)
    await knex.raw(existing)
  },
}

const tables = `
  CREATE TABLE revision (
    permission text NOT NULL,
    number     integer NOT NULL CHECK (number > 0),
    sequence   bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    consumer   text NOT NULL REFERENCES organisation,
    origin     text NOT NULL CHECK (origin IN ('steward', 'file')),
    author     text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    note       text,
    based_on   integer CHECK (based_on < number),
    replaces   integer CHECK (replaces < number),
    registries text[] NOT NULL,
    terms      jsonb NOT NULL,
    state      text NOT NULL,
    epoch      bigint REFERENCES epoch,
    PRIMARY KEY (permission, number),
    FOREIGN KEY (permission, based_on) REFERENCES revision,
    FOREIGN KEY (permission, replaces) REFERENCES revision,
    CHECK ((epoch IS NOT NULL) = (state IN ('active', 'suspended', 'ended')))
  );
  COMMENT ON COLUMN revision.origin IS 'file: published by whoever runs DAGR, without approvals';
  COMMENT ON COLUMN revision.replaces IS 'The revision that was in force, or the last to be, when this one was written';
  COMMENT ON COLUMN revision.registries IS 'Whose review and approval it needs';
  COMMENT ON COLUMN revision.epoch IS 'That brought it in force';
  CREATE UNIQUE INDEX revision_in_force ON revision (permission) WHERE state IN ('active', 'suspended');
  CREATE INDEX revision_consumer ON revision (consumer, sequence DESC);
  CREATE INDEX revision_registries ON revision USING gin (registries);
  CREATE SEQUENCE permission_number START 100001;

  CREATE TABLE allowed_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    mover      text NOT NULL,
    PRIMARY KEY (from_state, to_state, mover)
  );
  CREATE TABLE revision_move (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    permission text NOT NULL,
    number     integer NOT NULL,
    from_state text NOT NULL,
    to_state   text NOT NULL,
    mover      text NOT NULL,
    official   text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    note       text,
    epoch      bigint REFERENCES epoch,
    FOREIGN KEY (permission, number) REFERENCES revision,
    FOREIGN KEY (from_state, to_state, mover) REFERENCES allowed_move
  );
  CREATE INDEX revision_move_revision ON revision_move (permission, number, id);
  CREATE TABLE revision_review (
    permission text NOT NULL,
    number     integer NOT NULL,
    registry   text NOT NULL,
    official   text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    note       text,
    PRIMARY KEY (permission, number, registry),
    FOREIGN KEY (permission, number) REFERENCES revision
  );
  CREATE TABLE revision_approval (
    permission text NOT NULL,
    number     integer NOT NULL,
    registry   text NOT NULL,
    official   text NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    note       text,
    PRIMARY KEY (permission, number, registry),
    FOREIGN KEY (permission, number) REFERENCES revision
  );
`

/** As `policies/lifecycle.ts` has them; a test holds the two against each other. */
const allowedMoves = `
  INSERT INTO allowed_move (from_state, to_state, mover)
  SELECT from_state, to_state, unnest(string_to_array(movers, ' '))
  FROM (VALUES
    ('draft',     'submitted', 'consumer author'),
    ('draft',     'withdrawn', 'consumer author store'),
    ('draft',     'active',    'author approver'),
    ('draft',     'suspended', 'author approver'),
    ('submitted', 'in_review', 'author'),
    ('submitted', 'rejected',  'author approver'),
    ('submitted', 'withdrawn', 'consumer author store'),
    ('in_review', 'approved',  'approver'),
    ('in_review', 'rejected',  'author approver'),
    ('in_review', 'withdrawn', 'consumer author store'),
    ('approved',  'active',    'store'),
    ('approved',  'suspended', 'store'),
    ('active',    'suspended', 'author approver'),
    ('suspended', 'active',    'author approver'),
    ('active',    'ended',     'consumer author approver store'),
    ('suspended', 'ended',     'consumer author approver store')
  ) AS listed (from_state, to_state, movers);
`

const rules = `
  CREATE FUNCTION person_key(official text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(normalize(official, NFKC), '\\s', '', 'g'))
  $$;
  COMMENT ON FUNCTION person_key IS 'One spelling per official: what differs in case or blanks only is the same person';

  CREATE FUNCTION revision_written() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.origin = 'steward' AND NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'A revision begins as a draft, not as %', NEW.state USING ERRCODE = 'DG002';
    END IF;
    IF person_key(NEW.author) = '' THEN
      RAISE EXCEPTION 'A revision has an author' USING ERRCODE = 'DG001';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER written BEFORE INSERT ON revision FOR EACH ROW EXECUTE FUNCTION revision_written();

  -- INVARIANT: the state follows from the moves, and nothing else of a revision ever changes.
  CREATE FUNCTION revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF pg_trigger_depth() < 2
      OR to_jsonb(NEW) - '{state,epoch}'::text[] <> to_jsonb(OLD) - '{state,epoch}'::text[]
      OR (OLD.epoch IS NOT NULL AND NEW.epoch IS DISTINCT FROM OLD.epoch)
    THEN
      RAISE EXCEPTION 'Revision % of % is immutable', OLD.number, OLD.permission USING ERRCODE = 'DG002';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER stays BEFORE UPDATE ON revision FOR EACH ROW EXECUTE FUNCTION revision_stays();
  CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON revision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revision_move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revision_review
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revision_approval
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON allowed_move
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

  CREATE FUNCTION revision_moved() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    moved     revision;
    replaced  revision;
    suspender text;
    was       text;
  BEGIN
    SELECT * INTO moved FROM revision WHERE permission = NEW.permission AND number = NEW.number FOR UPDATE;
    IF moved.state IS DISTINCT FROM NEW.from_state THEN
      RAISE EXCEPTION 'Revision % of % is %, not %', NEW.number, NEW.permission, moved.state, NEW.from_state
        USING ERRCODE = 'DG002';
    END IF;
    IF NOT EXISTS (SELECT FROM allowed_move AS allowed WHERE allowed.from_state = NEW.from_state
        AND allowed.to_state = NEW.to_state AND allowed.mover = NEW.mover) THEN
      RAISE EXCEPTION 'There is no move from % to % by %', NEW.from_state, NEW.to_state, NEW.mover
        USING ERRCODE = 'DG002';
    END IF;
    IF (NEW.to_state IN ('active', 'suspended', 'ended')) <> (NEW.epoch IS NOT NULL) THEN
      RAISE EXCEPTION 'What takes effect does so in an epoch, and nothing else' USING ERRCODE = 'DG002';
    END IF;

    IF NEW.to_state = 'approved' AND (cardinality(moved.registries) = 0 OR EXISTS (
        SELECT FROM unnest(moved.registries) AS needed (registry) WHERE NOT EXISTS (
          SELECT FROM revision_approval AS approval WHERE approval.permission = NEW.permission
            AND approval.number = NEW.number AND approval.registry = needed.registry))) THEN
      RAISE EXCEPTION 'Revision % of % is not approved by all of its registries', NEW.number, NEW.permission
        USING ERRCODE = 'DG001';
    END IF;

    IF NEW.from_state IN ('draft', 'approved') AND NEW.to_state IN ('active', 'suspended') THEN
      SELECT * INTO replaced FROM revision AS other
      WHERE other.permission = NEW.permission AND other.epoch IS NOT NULL ORDER BY other.number DESC LIMIT 1;
      IF replaced.number IS DISTINCT FROM moved.replaces THEN
        RAISE EXCEPTION 'Revision % of % was written when another was in force', NEW.number, NEW.permission
          USING ERRCODE = 'DG002';
      END IF;
      was := coalesce(
        (SELECT from_state FROM revision_move WHERE permission = NEW.permission AND number = replaced.number
         AND to_state = 'ended' AND mover = 'store' AND epoch = NEW.epoch), 'active');
      -- INVARIANT: what is suspended is not resumed by another content.
      IF was <> NEW.to_state AND NOT (NEW.from_state = 'approved' AND NEW.to_state = 'suspended') THEN
        RAISE EXCEPTION 'Revision % of % would resume what is suspended', NEW.number, NEW.permission
          USING ERRCODE = 'DG001';
      END IF;
      -- INVARIANT: without approvals, a revision only narrows: it is the one before it, and forbids besides.
      IF NEW.from_state = 'draft' AND NOT coalesce(
          moved.terms - '{forbids,revision}'::text[] = replaced.terms - '{forbids,revision}'::text[]
          AND (moved.terms -> 'forbids') @> (replaced.terms -> 'forbids')
          AND EXISTS (SELECT FROM revision_move WHERE permission = NEW.permission AND number = replaced.number
            AND to_state = 'ended' AND mover = 'store' AND epoch = NEW.epoch), false) THEN
        RAISE EXCEPTION 'Revision % of % does more than forbid: it needs approvals', NEW.number, NEW.permission
          USING ERRCODE = 'DG001';
      END IF;
    END IF;

    IF NEW.from_state = 'suspended' AND NEW.to_state = 'active' THEN
      suspender := coalesce(
        (SELECT official FROM revision_move WHERE permission = NEW.permission AND from_state = 'active'
         AND to_state = 'suspended' ORDER BY id DESC LIMIT 1), moved.author);
      IF person_key(suspender) = person_key(NEW.official) THEN
        RAISE EXCEPTION 'Whoever suspended an agreement does not resume it' USING ERRCODE = 'DG001';
      END IF;
    END IF;

    UPDATE revision SET state = NEW.to_state,
      epoch = CASE WHEN NEW.to_state IN ('active', 'suspended') THEN coalesce(epoch, NEW.epoch) ELSE epoch END
    WHERE permission = NEW.permission AND number = NEW.number;
    RETURN NEW;
  END $$;
  CREATE TRIGGER moved BEFORE INSERT ON revision_move FOR EACH ROW EXECUTE FUNCTION revision_moved();

  CREATE FUNCTION revision_endorsed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    endorsed revision;
  BEGIN
    SELECT * INTO endorsed FROM revision
    WHERE permission = NEW.permission AND number = NEW.number FOR UPDATE;
    IF endorsed.state IS DISTINCT FROM 'in_review' OR NOT NEW.registry = ANY (endorsed.registries) THEN
      RAISE EXCEPTION 'Revision % of % is not in review by %', NEW.number, NEW.permission, NEW.registry
        USING ERRCODE = 'DG002';
    END IF;
    IF TG_TABLE_NAME = 'revision_review' AND person_key(NEW.official) IN (
        SELECT person_key(official) FROM revision_approval
        WHERE permission = NEW.permission AND number = NEW.number) THEN
      RAISE EXCEPTION 'Whoever approved a revision does not review it' USING ERRCODE = 'DG001';
    END IF;
    IF TG_TABLE_NAME = 'revision_approval' THEN
      IF NOT EXISTS (SELECT FROM revision_review AS review WHERE review.permission = NEW.permission
          AND review.number = NEW.number AND review.registry = NEW.registry) THEN
        RAISE EXCEPTION 'Nobody of % has reviewed revision % of %', NEW.registry, NEW.number, NEW.permission
          USING ERRCODE = 'DG001';
      END IF;
      -- INVARIANT: whoever wrote, submitted or reviewed a revision, for any registry, does not approve it.
      IF person_key(NEW.official) = '' OR person_key(NEW.official) IN (
          SELECT person_key(endorsed.author)
          UNION ALL SELECT person_key(official) FROM revision_move
            WHERE permission = NEW.permission AND number = NEW.number
          UNION ALL SELECT person_key(official) FROM revision_review
            WHERE permission = NEW.permission AND number = NEW.number) THEN
        RAISE EXCEPTION 'Whoever wrote, submitted or reviewed a revision does not approve it'
          USING ERRCODE = 'DG001';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER endorsed BEFORE INSERT ON revision_review FOR EACH ROW EXECUTE FUNCTION revision_endorsed();
  CREATE TRIGGER endorsed BEFORE INSERT ON revision_approval
    FOR EACH ROW EXECUTE FUNCTION revision_endorsed();

  DO $$ DECLARE
    rule record;
  BEGIN
    FOR rule IN SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger
      WHERE NOT tgisinternal AND tgrelid IN ('revision'::regclass, 'revision_move'::regclass,
        'revision_review'::regclass, 'revision_approval'::regclass, 'allowed_move'::regclass)
    LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', rule.relation, rule.tgname);
    END LOOP;
  END $$;
`

const existing = `
  INSERT INTO revision (permission, number, consumer, origin, author, written_at, registries, terms, state, epoch)
  SELECT permission, revision, consumer, 'file', author, at, '{}',
    '${JSON.stringify(plainTerms)}' || (${agreementAsJson}) - 'status', status, epoch
  FROM agreement JOIN epoch ON epoch.number = agreement.epoch;
`
