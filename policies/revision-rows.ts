import type { ClientBase } from 'pg'
import type { AgreementTerms, RevisionTerms } from './agreement-terms.ts'
import { normalisedAgreement, revisionTerms } from './agreement-terms.ts'
import type { Change } from './epoch-difference.ts'
import type { Mover, RevisionState } from './lifecycle.ts'
import { openStates } from './lifecycle.ts'
import { plainTerms } from './plain-terms.ts'

/** Names one revision. */
export interface RevisionReference {
  readonly permission: string
  readonly number: number
}

/** A revision as its row has it. */
export interface RevisionRow extends RevisionReference {
  readonly consumer: string
  readonly origin: 'steward' | 'file'
  readonly author: string
  readonly basedOn: number | null
  readonly replaces: number | null
  readonly registries: readonly string[]
  readonly terms: RevisionTerms
  readonly state: RevisionState
}

const columns = `permission, number, consumer, origin, author, based_on AS "basedOn", replaces, registries, terms, state`

export async function readRow(
  client: ClientBase,
  { permission, number }: RevisionReference,
): Promise<RevisionRow | null> {
  const { rows } = await client.query<RevisionRow>(
    `SELECT ${columns} FROM revision WHERE permission = $1 AND number = $2`,
    [permission, number],
  )
  return rows[0] === undefined ? null : whole(rows[0])
}

/** All revisions of one permission, oldest first. */
export async function readRows(client: ClientBase, permission: string): Promise<RevisionRow[]> {
  const { rows } = await client.query<RevisionRow>(
    `SELECT ${columns} FROM revision WHERE permission = $1 ORDER BY number`,
    [permission],
  )
  return rows.map(whole)
}

function whole(row: RevisionRow): RevisionRow {
  return { ...row, terms: { ...plainTerms, ...row.terms } }
}

export interface NewRevision {
  readonly terms: RevisionTerms
  readonly origin: 'steward' | 'file'
  readonly author: string
  readonly note?: string | undefined
  readonly basedOn: number | null
  readonly replaces: number | null
  readonly registries: readonly string[]
  readonly state: RevisionState
  readonly epoch: number | null
}

export async function insertRevision(client: ClientBase, revision: NewRevision): Promise<RevisionReference> {
  const { permission, revision: number, consumer } = revision.terms
  await client.query(
    `INSERT INTO revision (permission, number, consumer, origin, author, note, based_on, replaces, registries, terms,
       state, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      permission,
      number,
      consumer,
      revision.origin,
      revision.author,
      revision.note ?? null,
      revision.basedOn,
      revision.replaces,
      revision.registries,
      JSON.stringify(revision.terms),
      revision.state,
      revision.epoch,
    ],
  )
  return { permission, number }
}

export interface MoveToStore {
  readonly from: RevisionState
  readonly to: RevisionState
  readonly mover: Mover
  readonly official: string
  readonly note?: string | undefined
  /** Of a move that takes effect. */
  readonly epoch?: number
}

/** Stores a move, and by it moves the revision. @throws MoveError, FourEyesError where the database refuses it. */
export async function insertMove(
  client: ClientBase,
  { permission, number }: RevisionReference,
  move: MoveToStore,
): Promise<void> {
  await client.query(
    `INSERT INTO revision_move (permission, number, from_state, to_state, mover, official, note, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      permission,
      number,
      move.from,
      move.to,
      move.mover,
      move.official,
      move.note ?? null,
      move.epoch ?? null,
    ],
  )
}

/** Keeps that the registries have reviewed, or approved, a revision; who has done so before stays. */
export async function insertAnswers(
  client: ClientBase,
  table: 'revision_review' | 'revision_approval',
  { permission, number }: RevisionReference,
  answer: {
    readonly registries: readonly string[]
    readonly official: string
    readonly note: string | undefined
  },
): Promise<void> {
  await client.query(
    `INSERT INTO ${table} (permission, number, registry, official, note)
     SELECT $1, $2, registry, $4, $5 FROM unnest($3::text[]) AS registry ON CONFLICT DO NOTHING`,
    [permission, number, answer.registries, answer.official, answer.note ?? null],
  )
}

/** The revision in force, or the last that was; null where none has ever been. */
export function inForce(rows: readonly RevisionRow[]): RevisionRow | null {
  return rows.findLast(({ state }) => ['active', 'suspended', 'ended'].includes(state)) ?? null
}

/** Revisions of agreements that a data file gives: in force at once, without approvals. */
export const fileRevisions = {
  /** `changes` with the numbers of the permissions' next revisions. */
  async number(
    client: ClientBase,
    changes: readonly Change<AgreementTerms>[],
  ): Promise<Change<AgreementTerms>[]> {
    const { rows } = await client.query<{ permission: string; number: number }>(
      'SELECT permission, max(number) AS number FROM revision WHERE permission = ANY ($1) GROUP BY permission',
      [changes.map(({ after }) => after.permission)],
    )
    const last = new Map(rows.map(({ permission, number }) => [permission, number]))
    return changes.map(({ before, after }) => ({
      before,
      after: normalisedAgreement({ ...after, revision: (last.get(after.permission) ?? 0) + 1 }),
    }))
  },

  async write(
    client: ClientBase,
    changes: readonly Change<AgreementTerms>[],
    { author, epoch }: { author: string; epoch: number },
  ): Promise<void> {
    for (const { after } of changes) {
      const replaced = await replace(client, after.permission, author, after.revision, epoch)
      await insertRevision(client, {
        terms: revisionTerms(after),
        origin: 'file',
        author,
        basedOn: replaced,
        replaces: replaced,
        registries: after.providers,
        state: after.status,
        epoch,
      })
    }
  },
}

/**
 * Ends what revision `by` takes the place of, and withdraws what was still open: it was written from another state.
 * @returns the number of the one that was in force, if one was.
 */
export async function replace(
  client: ClientBase,
  permission: string,
  official: string,
  by: number,
  epoch: number,
): Promise<number | null> {
  const rows = (await readRows(client, permission)).filter(({ number }) => number !== by)
  const note = `Revision ${by} takes its place`
  await withdrawOpen(client, rows, official, note)
  for (const row of rows) {
    if (['active', 'suspended'].includes(row.state)) {
      await insertMove(client, row, { from: row.state, to: 'ended', mover: 'store', official, note, epoch })
    }
  }
  return inForce(rows)?.number ?? null
}

/** Withdraws those of `rows` that are not decided yet. */
export async function withdrawOpen(
  client: ClientBase,
  rows: readonly RevisionRow[],
  official: string,
  note: string,
): Promise<void> {
  for (const row of rows.filter(({ state }) => openStates.includes(state))) {
    await insertMove(client, row, { from: row.state, to: 'withdrawn', mover: 'store', official, note })
  }
}
