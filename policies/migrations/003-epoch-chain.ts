import type { AgreementTerms } from '../agreement-terms.ts'
import { epochDifference } from '../epoch-difference.ts'
import { epochHash, noHash } from '../epoch-hash.ts'
import type { Application } from '../model.ts'
import { plainTerms } from '../plain-terms.ts'
import type { Organisation } from '../store-rows.ts'
import type { Database, Migration } from './migration.ts'
import { agreementAsJson } from './migration.ts'

/**
 * Every epoch carries its approver, its difference, and the hash of the one before it. Of epochs that were made before,
 * nobody knows what they changed: they have no difference, and the last of them has everything that was in force.
 */
export const epochChain: Migration = {
  name: '003-epoch-chain',
  async up(knex) {
    await knex.raw(`
      ALTER TABLE epoch
        ADD COLUMN approver      text,
        ADD COLUMN difference    jsonb,
        ADD COLUMN previous_hash bytea,
        ADD COLUMN hash          bytea;
      COMMENT ON COLUMN epoch.difference IS 'Exactly what it changed (policies/epoch-difference.ts); null: made before differences were kept';
      COMMENT ON COLUMN epoch.hash IS 'SHA-256 of the canonical content (policies/epoch-hash.ts)';
    `)
    await chainExisting(knex)
    await knex.raw(rules)
  },
}

async function chainExisting(knex: Database): Promise<void> {
  const epochs = await rowsOf<{ number: string; at: string; author: string }>(
    knex,
    `SELECT number, author, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
     FROM epoch ORDER BY number`,
  )
  let previousHash = noHash
  for (const [index, { number, at, author }] of epochs.entries()) {
    const difference = index === epochs.length - 1 ? await everything(knex) : null
    const content = { number: Number(number), at, author, approver: null, difference, previousHash }
    const hash = epochHash(content)
    await knex.raw(
      `UPDATE epoch SET difference = ?::jsonb, previous_hash = decode(?, 'hex'), hash = decode(?, 'hex')
       WHERE number = ?`,
      [difference === null ? null : JSON.stringify(difference), previousHash, hash, number],
    )
    previousHash = hash
  }
}

/** What is in force, as the difference from nothing. */
async function everything(knex: Database): Promise<unknown> {
  const agreements = await rowsOf<{ agreement: AgreementTerms }>(
    knex,
    `SELECT ${agreementAsJson} AS agreement FROM agreement ORDER BY permission`,
  )
  const organisations = await rowsOf<Organisation>(knex, 'SELECT id, name FROM organisation ORDER BY id')
  const applications = await rowsOf<Application>(
    knex,
    'SELECT id, consumer, default_permission AS "defaultPermission" FROM application ORDER BY id',
  )
  const difference = epochDifference({
    agreements: agreements.map(({ agreement }) => added({ ...plainTerms, ...agreement })),
    organisations: organisations.map(({ id, name }) => added({ id, name })),
    applications: applications.map(({ id, consumer, defaultPermission }) =>
      added({ id, consumer, defaultPermission }),
    ),
  })
  return JSON.parse(JSON.stringify(difference))
}

function added<Entry>(after: Entry): { before: null; after: Entry } {
  return { before: null, after }
}

async function rowsOf<Row>(knex: Database, sql: string): Promise<Row[]> {
  // The contract of knex over PostgreSQL.
  const { rows } = (await knex.raw(sql)) as { rows: Row[] }
  return rows
}

/**
 * The database itself refuses to change or remove an epoch, to leave a number out, and to chain it to anything but the
 * last one. ENABLE ALWAYS: also where `session_replication_role` switches ordinary triggers off. Whoever owns the table
 * can still drop them; `verifyEpochChain` finds that out.
 */
const rules = `
  ALTER TABLE epoch
    ALTER COLUMN previous_hash SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL,
    ADD CHECK (octet_length(previous_hash) = 32),
    ADD CHECK (octet_length(hash) = 32);
  CREATE INDEX epoch_permissions ON epoch USING gin ((difference -> 'permissions'));
  CREATE INDEX epoch_registries ON epoch USING gin ((difference -> 'registries'));

  CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'What is decided stays as it was: % of % is refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE FUNCTION epoch_follows() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    last epoch;
  BEGIN
    SELECT * INTO last FROM epoch ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1
      OR NEW.previous_hash <> coalesce(last.hash, decode(repeat('00', 32), 'hex'))
      OR NEW.difference IS NULL OR NEW.at < last.at
    THEN
      RAISE EXCEPTION 'Epoch % does not follow epoch %', NEW.number, coalesce(last.number, 0)
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON epoch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
  CREATE TRIGGER follows BEFORE INSERT ON epoch FOR EACH ROW EXECUTE FUNCTION epoch_follows();
  ALTER TABLE epoch ENABLE ALWAYS TRIGGER append_only;
  ALTER TABLE epoch ENABLE ALWAYS TRIGGER follows;
`
