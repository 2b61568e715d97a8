import type { ClientBase } from 'pg'
import type { AgreementTerms, RevisionTerms } from './agreement-terms.ts'
import { normalisedAgreement } from './agreement-terms.ts'
import type { AgreementStatus, Application } from './model.ts'
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
      `SELECT status, revision.terms, epoch.author
       FROM agreement JOIN epoch ON epoch.number = agreement.epoch
         JOIN revision ON (revision.permission, revision.number) = (agreement.permission, agreement.revision)
       WHERE $1::text IS NULL OR agreement.permission = $1 ORDER BY agreement.permission`,
      [id],
    )
    return rows.map(({ author, terms, status }) => ({ entry: { ...plainTerms, ...terms, status }, author }))
  },
  /** The terms are in the revision, which is written in the same transaction. */
  async write(client, entries, epoch) {
    await client.query(
      `INSERT INTO agreement (permission, revision, consumer, status, epoch)
       SELECT permission, revision, consumer, status, $2
       FROM jsonb_to_recordset($1) AS entry (permission text, revision integer, consumer text, status text)
       ON CONFLICT (permission) DO UPDATE SET
         revision = excluded.revision, consumer = excluded.consumer, status = excluded.status,
         epoch = excluded.epoch`,
      [JSON.stringify(entries), epoch],
    )
  },
}

interface StoredAgreement {
  readonly status: AgreementStatus
  /** Members that are not there are as in `plainTerms`. */
  readonly terms: RevisionTerms
  readonly author: string
}
