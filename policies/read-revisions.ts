import type { ClientBase, Pool } from 'pg'
import type { AgreementTerms, RevisionTerms } from './agreement-terms.ts'
import type { RevisionState, Role } from './lifecycle.ts'
import { plainTerms } from './plain-terms.ts'
import type { RevisionReference } from './revision-rows.ts'

export type { RevisionReference }
export type { RevisionReference as RevisionRef }

/** A review or an approval. Instants here and below are ISO 8601. */
export interface Endorsement {
  readonly registry: string
  readonly official: string
  readonly at: string
  readonly note: string | null
}

export interface MoveRecord {
  readonly from: RevisionState
  readonly to: RevisionState
  readonly official: string
  /** Null where it followed from another move, of the same official. */
  readonly role: Role | null
  readonly at: string
  readonly note: string | null
}

/** One revision of a permission, with all that has happened to it. */
export interface Revision extends RevisionReference {
  readonly consumer: string
  /** The consumer's name. */
  readonly organisation: string
  readonly state: RevisionState
  /** `file`: published by whoever runs DAGR, without approvals. */
  readonly origin: 'steward' | 'file'
  readonly author: string
  readonly writtenAt: string
  readonly note: string | null
  readonly basedOn: number | null
  /** Whose review and approval it needs. */
  readonly registries: readonly string[]
  readonly reviews: readonly Endorsement[]
  readonly approvals: readonly Endorsement[]
  /** Oldest first. */
  readonly moves: readonly MoveRecord[]
  /** That brought it in force. */
  readonly epoch: number | null
  /** The status is its own where it has been in force, and otherwise what it would be. */
  readonly terms: AgreementTerms
}

export interface RevisionFilter {
  readonly consumer?: string | undefined
  /** Those that need one of them. */
  readonly registries?: readonly string[] | undefined
  readonly permission?: string | undefined
  /** As they are at this moment: one in force whose time is over has ended. */
  readonly states?: readonly RevisionState[] | undefined
  /** Of each permission only the newest. */
  readonly newestOnly?: boolean | undefined
}

export interface RevisionPage {
  readonly first: number
  /** Key of the last one of the page before. */
  readonly after?: string | undefined
}

/** Time ends an agreement without a move. */
export function stateAt({ state, terms: { validTo } }: Revision, at: Date): RevisionState {
  const isInForce = state === 'active' || state === 'suspended'
  return isInForce && validTo !== null && at >= new Date(validTo) ? 'ended' : state
}

export async function readRevision(
  pool: Pick<ClientBase, 'query'> | Pool,
  { permission, number }: RevisionReference,
): Promise<Revision | null> {
  const { rows } = await pool.query<Row>(`${selected} WHERE permission = $1 AND number = $2`, [
    permission,
    number,
  ])
  return rows[0] === undefined ? null : revisionOf(rows[0])
}

/** Newest written first. */
export async function listRevisions(
  pool: Pool,
  filter: RevisionFilter,
  { first, after }: RevisionPage,
): Promise<{
  readonly revisions: readonly (Revision & { readonly key: string })[]
  readonly hasMore: boolean
}> {
  const { rows } = await pool.query<Row>(
    `${selected}
     WHERE ($1::text IS NULL OR revision.consumer = $1) AND ($2::text[] IS NULL OR registries && $2)
       AND ($3::text IS NULL OR permission = $3) AND ($4::text[] IS NULL OR ${stateNow} = ANY ($4))
       AND ($5::bigint IS NULL OR sequence < $5)
       AND (NOT $6 OR number = (SELECT max(number) FROM revision AS other WHERE other.permission = revision.permission))
     ORDER BY sequence DESC LIMIT $7`,
    [
      filter.consumer,
      filter.registries,
      filter.permission,
      filter.states,
      after,
      filter.newestOnly ?? false,
      first + 1,
    ],
  )
  const revisions = rows.slice(0, first).map((row) => ({ ...revisionOf(row), key: row.key }))
  return { revisions, hasMore: rows.length > first }
}

/** Those of `permissions` that one of the registries answers for, or did when they were in force. */
export async function permissionsOf(
  pool: Pool,
  registries: readonly string[],
  permissions: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ permission: string }>(
    `SELECT DISTINCT permission FROM revision WHERE permission = ANY ($1) AND epoch IS NOT NULL
       AND (registries && $2 OR (terms -> 'providers') ?| $2)`,
    [permissions, registries],
  )
  return new Set(rows.map(({ permission }) => permission))
}

type Row = Omit<Revision, 'epoch' | 'terms'> & {
  readonly key: string
  readonly epoch: string | null
  readonly terms: RevisionTerms
}

const selected = `
  SELECT permission, number, sequence::text AS key, revision.consumer, organisation.name AS organisation, state, origin,
    author, ${instant('written_at')} AS "writtenAt", note, based_on AS "basedOn", registries, revision.epoch, terms,
    ${endorsements('revision_review')} AS reviews, ${endorsements('revision_approval')} AS approvals,
    coalesce((
      SELECT jsonb_agg(jsonb_build_object('from', from_state, 'to', to_state, 'official', official,
        'role', nullif(mover, 'store'), 'at', ${instant('at')}, 'note', note) ORDER BY id)
      FROM revision_move AS move
      WHERE move.permission = revision.permission AND move.number = revision.number), '[]') AS moves
  FROM revision JOIN organisation ON organisation.id = revision.consumer`

/** The same as `stateAt` at this moment. */
const stateNow = `CASE WHEN state IN ('active', 'suspended') AND (terms ->> 'validTo')::timestamptz <= clock_timestamp()
  THEN 'ended' ELSE state END`

function endorsements(table: string): string {
  return `coalesce((
      SELECT jsonb_agg(jsonb_build_object('registry', registry, 'official', official, 'at', ${instant('at')},
        'note', note) ORDER BY at, registry)
      FROM ${table} AS each
      WHERE each.permission = revision.permission AND each.number = revision.number), '[]')`
}

function instant(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function revisionOf(stored: Row): Revision {
  const { key: _, epoch, terms, ...row } = stored
  const status = row.state === 'suspended' || row.state === 'ended' ? row.state : 'active'
  return {
    ...row,
    epoch: epoch === null ? null : Number(epoch),
    terms: { ...plainTerms, ...terms, status },
  }
}
