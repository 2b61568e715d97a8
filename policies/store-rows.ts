import type { ClientBase } from 'pg'
import type { AgreementTerms } from './agreement-terms.ts'
import { normalisedAgreement } from './agreement-terms.ts'
import type { Application, Grant } from './model.ts'
import { plainTerms } from './plain-terms.ts'

export type { AgreementTerms }

export interface Organisation {
  readonly id: string
  /** As data subjects see it. */
  readonly name: string
}

/** An entry with the author of the epoch that wrote it last. */
export interface Stored<Entry> {
  readonly entry: Entry
  readonly author: string
}

/** How one kind of entry is told apart, read and written. Entries are compared in the form that `normalise` gives. */
export interface Rows<Entry> {
  idOf(entry: Entry): string
  normalise(entry: Entry): Entry
  /** `entry` with what the store numbers as it is in the kept one. */
  numbered(entry: Entry, kept: Entry): Entry
  /** All, or the one of this id, in the order of ids. */
  read(client: ClientBase, id?: string): Promise<Stored<Entry>[]>
  /** Inserts or replaces. */
  write(client: ClientBase, entries: readonly Entry[], epoch: number): Promise<void>
}

export const organisationRows: Rows<Organisation> = {
  idOf: ({ id }) => id,
  normalise: ({ id, name }) => ({ id, name }),
  numbered: (organisation) => organisation,
  async read(client, id) {
    const { rows } = await client.query<Organisation & { author: string }>(
      `SELECT id, name, author FROM organisation JOIN epoch ON number = epoch
       WHERE $1::text IS NULL OR id = $1 ORDER BY id`,
      [id],
    )
    return rows.map(({ author, ...entry }) => ({ entry, author }))
  },
  async write(client, entries, epoch) {
    await client.query(
      `INSERT INTO organisation SELECT id, name, $2 FROM jsonb_to_recordset($1) AS entry (id text, name text)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, epoch = excluded.epoch`,
      [JSON.stringify(entries), epoch],
    )
  },
}

export const applicationRows: Rows<Application> = {
  idOf: ({ id }) => id,
  normalise: ({ id, consumer, defaultPermission }) => ({ id, consumer, defaultPermission }),
  numbered: (application) => application,
  async read(client, id) {
    const { rows } = await client.query<Application & { author: string }>(
      `SELECT id, consumer, default_permission AS "defaultPermission", author
       FROM application JOIN epoch ON number = epoch WHERE $1::text IS NULL OR id = $1 ORDER BY id`,
      [id],
    )
    return rows.map(({ author, ...entry }) => ({ entry, author }))
  },
  async write(client, entries, epoch) {
    await client.query(
      `INSERT INTO application
       SELECT id, consumer, "defaultPermission", $2
       FROM jsonb_to_recordset($1) AS entry (id text, consumer text, "defaultPermission" text)
       ON CONFLICT (id) DO UPDATE SET
         consumer = excluded.consumer, default_permission = excluded.default_permission, epoch = excluded.epoch`,
      [JSON.stringify(entries), epoch],
    )
  },
}

export const agreementRows: Rows<AgreementTerms> = {
  idOf: ({ permission }) => permission,
  normalise: normalisedAgreement,
  numbered: (agreement, { revision }) => ({ ...agreement, revision }),
  async read(client, id) {
    const { rows } = await client.query<StoredAgreement>(
      `SELECT permission, revision, consumer, purpose, legal_basis AS "legalBasis", case_required AS "caseRequired",
         ${isoInstant('valid_from')} AS "validFrom", ${isoInstant('valid_to')} AS "validTo", status, terms,
         ${linesOf('grant')} AS grants, ${linesOf('forbid')} AS forbids, author
       FROM agreement JOIN epoch ON number = epoch
       WHERE $1::text IS NULL OR permission = $1 ORDER BY permission`,
      [id],
    )
    return rows.map(({ author, terms, ...entry }) => ({
      entry: { ...plainTerms, ...terms, ...entry },
      author,
    }))
  },
  async write(client, entries, epoch) {
    await client.query(
      `INSERT INTO agreement (permission, revision, consumer, purpose, legal_basis, case_required, valid_from, valid_to,
         status, terms, epoch)
       SELECT permission, revision, consumer, purpose, "legalBasis", "caseRequired", "validFrom", "validTo", status,
         terms, $2
       FROM jsonb_to_recordset($1) AS entry (permission text, revision integer, consumer text, purpose text,
         "legalBasis" text, "caseRequired" boolean, "validFrom" timestamptz, "validTo" timestamptz, status text,
         terms jsonb)
       ON CONFLICT (permission) DO UPDATE SET
         revision = excluded.revision, consumer = excluded.consumer, purpose = excluded.purpose,
         legal_basis = excluded.legal_basis, case_required = excluded.case_required,
         valid_from = excluded.valid_from, valid_to = excluded.valid_to, status = excluded.status,
         terms = excluded.terms, epoch = excluded.epoch`,
      [JSON.stringify(entries.map(withFurtherTerms)), epoch],
    )
    await client.query('DELETE FROM agreement_line WHERE permission = ANY ($1)', [
      entries.map((entry) => entry.permission),
    ])
    await client.query(
      `INSERT INTO agreement_line (id, permission, effect, coordinate, condition, terms)
       SELECT id, permission, effect, coordinate, condition, terms
       FROM jsonb_to_recordset($1)
         AS line (id text, permission text, effect text, coordinate text, condition jsonb, terms jsonb)`,
      [JSON.stringify(entries.flatMap(linesToWrite))],
    )
  },
}

/** The members of an agreement that are kept together as JSON, in the column `terms`. */
type FurtherTerms = Pick<AgreementTerms, Exclude<keyof typeof plainTerms, 'revision'>>

type StoredAgreement = Omit<AgreementTerms, keyof FurtherTerms> & {
  readonly author: string
  readonly terms: Partial<FurtherTerms>
}

function withFurtherTerms(agreement: AgreementTerms): object {
  const { providers, purposeTerm, legalInstrument, retentionDays } = agreement
  const { disclosureDelayDays, quotaPerDay, parameters } = agreement
  const terms: FurtherTerms = {
    providers,
    purposeTerm,
    legalInstrument,
    retentionDays,
    disclosureDelayDays,
    quotaPerDay,
    parameters,
  }
  return { ...agreement, terms }
}

function linesToWrite({ permission, grants, forbids }: AgreementTerms): object[] {
  const row = (effect: string, { id, coordinate, condition, ...terms }: Grant): object => ({
    id,
    permission,
    effect,
    coordinate,
    condition,
    terms,
  })
  return [...grants.map((grant) => row('grant', grant)), ...forbids.map((forbid) => row('forbid', forbid))]
}

function linesOf(effect: 'grant' | 'forbid'): string {
  return `coalesce((
    SELECT jsonb_agg(
      terms || jsonb_strip_nulls(jsonb_build_object('id', id, 'coordinate', coordinate, 'condition', condition))
      ORDER BY id COLLATE "C")
    FROM agreement_line AS line WHERE line.permission = agreement.permission AND effect = '${effect}'), '[]')`
}

/** As `Date.prototype.toISOString` writes it. */
function isoInstant(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
