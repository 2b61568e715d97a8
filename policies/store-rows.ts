import type { ClientBase } from 'pg'
import type { Agreement, Application, Grant } from './model.ts'
import { plainTerms } from './plain-terms.ts'

export interface Organisation {
  readonly id: string
  /** As data subjects see it. */
  readonly name: string
}

/** An agreement as it is kept: the consumer's name is the organisation's own. */
export type AgreementTerms = Omit<Agreement, 'organisation'>

/** An entry with the author of the epoch that wrote it last. */
export interface Stored<Entry> {
  readonly entry: Entry
  readonly author: string
}

/** How one kind of entry is told apart, read and written. Entries are compared in the form that `normalise` gives. */
export interface Rows<Entry> {
  idOf(entry: Entry): string
  normalise(entry: Entry): Entry
  read(client: ClientBase): Promise<Stored<Entry>[]>
  /** Inserts or replaces. */
  write(client: ClientBase, entries: readonly Entry[], epoch: number): Promise<void>
}

export const organisationRows: Rows<Organisation> = {
  idOf: ({ id }) => id,
  normalise: ({ id, name }) => ({ id, name }),
  async read(client) {
    const { rows } = await client.query<Organisation & { author: string }>(
      `SELECT id, name, author FROM organisation JOIN epoch ON number = epoch ORDER BY id`,
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
  async read(client) {
    const { rows } = await client.query<Application & { author: string }>(
      `SELECT id, consumer, default_permission AS "defaultPermission", author
       FROM application JOIN epoch ON number = epoch ORDER BY id`,
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
  normalise: (agreement) => ({
    ...plainTerms,
    permission: agreement.permission,
    consumer: agreement.consumer,
    purpose: agreement.purpose,
    legalBasis: agreement.legalBasis,
    caseRequired: agreement.caseRequired,
    validFrom: new Date(agreement.validFrom).toISOString(),
    validTo: agreement.validTo === null ? null : new Date(agreement.validTo).toISOString(),
    status: agreement.status,
    grants: inOrder(agreement.grants),
    forbids: inOrder(agreement.forbids),
  }),
  async read(client) {
    const { rows } = await client.query<AgreementTerms & { author: string }>(
      `SELECT permission, consumer, purpose, legal_basis AS "legalBasis", case_required AS "caseRequired",
         ${isoInstant('valid_from')} AS "validFrom", ${isoInstant('valid_to')} AS "validTo", status,
         ${linesOf('grant')} AS grants, ${linesOf('forbid')} AS forbids, author
       FROM agreement JOIN epoch ON number = epoch ORDER BY permission`,
    )
    return rows.map(({ author, ...entry }) => ({ entry, author }))
  },
  async write(client, entries, epoch) {
    await client.query(
      `INSERT INTO agreement
       SELECT permission, consumer, purpose, "legalBasis", "caseRequired", "validFrom", "validTo", status, $2
       FROM jsonb_to_recordset($1) AS entry (permission text, consumer text, purpose text, "legalBasis" text,
         "caseRequired" boolean, "validFrom" timestamptz, "validTo" timestamptz, status text)
       ON CONFLICT (permission) DO UPDATE SET
         consumer = excluded.consumer, purpose = excluded.purpose, legal_basis = excluded.legal_basis,
         case_required = excluded.case_required, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
         status = excluded.status, epoch = excluded.epoch`,
      [JSON.stringify(entries), epoch],
    )
    await client.query('DELETE FROM agreement_line WHERE permission = ANY ($1)', [
      entries.map((entry) => entry.permission),
    ])
    await client.query(
      `INSERT INTO agreement_line
       SELECT id, permission, effect, coordinate, condition
       FROM jsonb_to_recordset($1)
         AS line (id text, permission text, effect text, coordinate text, condition jsonb)`,
      [JSON.stringify(entries.flatMap(linesToWrite))],
    )
  },
}

function linesToWrite({ permission, grants, forbids }: AgreementTerms): object[] {
  return [
    ...grants.map((grant) => ({ ...grant, permission, effect: 'grant' })),
    ...forbids.map((forbid) => ({ ...forbid, permission, effect: 'forbid' })),
  ]
}

function inOrder(grants: readonly Grant[]): Grant[] {
  return grants
    .map(({ id, coordinate, condition }) => ({ id, coordinate, ...(condition && { condition }) }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

function linesOf(effect: 'grant' | 'forbid'): string {
  return `coalesce((
    SELECT jsonb_agg(
      jsonb_strip_nulls(jsonb_build_object('id', id, 'coordinate', coordinate, 'condition', condition)) ORDER BY id)
    FROM agreement_line AS line WHERE line.permission = agreement.permission AND effect = '${effect}'), '[]')`
}

/** As `Date.prototype.toISOString` writes it. */
function isoInstant(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
