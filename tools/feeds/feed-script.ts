import { escapeIdentifier, escapeLiteral } from 'pg'
import { addressesTouching } from '#subgraphs/addresses/touching.ts'
import { cadastreTouching } from '#subgraphs/cadastre/touching.ts'
import { enterpriseTouching } from '#subgraphs/enterprise/touching.ts'
import { institutionsTouching } from '#subgraphs/institutions/touching.ts'
import { populationTouching } from '#subgraphs/population/touching.ts'
import type { TouchingTables } from '#subgraphs/touched.ts'
import type { Registry } from '../country/registries.ts'

const touching: Readonly<Record<Registry, TouchingTables>> = {
  addresses: addressesTouching,
  cadastre: cadastreTouching,
  enterprise: enterpriseTouching,
  institutions: institutionsTouching,
  population: populationTouching,
}

export interface FeedNames {
  readonly slot: string
  readonly publication: string
  /** The role that reads the slot; none is made unless said. */
  readonly role?: string
}

/** One statement, and why it is needed. Each may be run again. */
export interface ScriptStep {
  readonly why: string
  readonly sql: string
}

/** The names unless others are chosen. */
export function feedNames(registry: Registry): FeedNames {
  return { slot: `dagr_${registry}`, publication: `dagr_${registry}` }
}

/**
 * What the administrator of a registry's database runs there, once, so that its changes can be followed. The server needs
 * `wal_level = logical`.
 */
export function feedScript(registry: Registry, { slot, publication, role }: FeedNames): ScriptStep[] {
  const tables = Object.keys(touching[registry]).map(escapeIdentifier)
  const list = tables.join(', ')
  const published = escapeIdentifier(publication)
  return [
    ...(role === undefined ? [] : roleSteps(role, list)),
    ...tables.map((table) => ({
      why: `Changes of ${table} tell what the row was before: what it was about is touched, too.`,
      sql: `ALTER TABLE ${table} REPLICA IDENTITY FULL`,
    })),
    {
      why: 'What is told: every change of these tables, whole.',
      sql: `DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_publication WHERE pubname = ${escapeLiteral(publication)}) THEN
    ALTER PUBLICATION ${published} SET TABLE ${list};
  ELSE
    CREATE PUBLICATION ${published} FOR TABLE ${list} WITH (publish_via_partition_root = true);
  END IF;
  -- From PostgreSQL 18 on: otherwise it refuses to change rows with stored generated columns.
  IF (SELECT to_jsonb(told) ->> 'pubgencols' FROM pg_publication AS told WHERE pubname = ${escapeLiteral(publication)}) = 'n' THEN
    ALTER PUBLICATION ${published} SET (publish_generated_columns = stored);
  END IF;
END $$`,
    },
    {
      why: 'A slot that was given up is of no use any more.',
      sql: `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
WHERE slot_name = ${escapeLiteral(slot)} AND wal_status = 'lost'`,
    },
    {
      why: 'From where it is told: the server keeps WAL until it has been followed.',
      sql: `SELECT pg_create_logical_replication_slot(${escapeLiteral(slot)}, 'pgoutput')
WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ${escapeLiteral(slot)})`,
    },
  ]
}

/** Settings of the whole server: how much WAL a slot that nobody follows may keep before it is given up. */
export function serverSteps(): ScriptStep[] {
  return [
    {
      why: 'A slot that nobody follows is given up before it fills the disk. Choose what the disk can spare.',
      sql: `ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'`,
    },
    { why: 'Takes effect at once.', sql: 'SELECT pg_reload_conf()' },
  ]
}

function roleSteps(role: string, list: string): ScriptStep[] {
  const name = escapeIdentifier(role)
  return [
    {
      why: 'The role that follows, and reads; it may write nothing. Give it a password or a certificate of its own.',
      sql: `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${escapeLiteral(role)}) THEN
    CREATE ROLE ${name} LOGIN REPLICATION;
  END IF;
END $$`,
    },
    { why: 'It reads the tables.', sql: `GRANT SELECT ON ${list} TO ${name}` },
  ]
}
