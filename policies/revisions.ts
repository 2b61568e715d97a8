import type { ClientBase, Pool } from 'pg'
import { checkMove, checkNotEnded, existing, own } from './acting.ts'
import { approve } from './approval.ts'
import { wholeCatalogue } from './catalogue.ts'
import type { DraftTerms } from './draft-terms.ts'
import { storedTerms } from './draft-terms.ts'
import type { Actor, RevisionState } from './lifecycle.ts'
import { ConflictError, MoveError, NotFoundError } from './policy-errors.ts'
import type { Revision } from './read-revisions.ts'
import { readRevision } from './read-revisions.ts'
import type { RevisionReference, RevisionRow } from './revision-rows.ts'
import { inForce, insertAnswers, insertMove, readRows } from './revision-rows.ts'
import { writePolicies } from './transaction.ts'
import { writeRevision } from './write-revision.ts'

export type { DraftTerms } from './draft-terms.ts'
export type { DraftLine } from './revision-lines.ts'
export type { RevisionReference as RevisionRef } from './revision-rows.ts'

/**
 * The first revision, a draft, of a new permission.
 * @throws InvalidTermsError, NotFoundError (the organisation), RegistryError, MoveError.
 */
export async function draftAgreement(
  pool: Pool,
  { consumer, terms: draft }: { consumer: string; terms: DraftTerms },
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const known = await client.query('SELECT FROM organisation WHERE id = $1', [consumer])
    if (known.rowCount === 0) throw new NotFoundError(`No organisation has the id ${consumer}.`)
    const catalogue = await wholeCatalogue(client)
    const permission = await nextPermission(client)
    const terms = storedTerms(draft, { permission, revision: 1, consumer, base: null, catalogue })
    return writeRevision(client, { terms, rows: [], basedOn: null, catalogue, actor, note })
  })
}

/**
 * The next revision, a draft, of a permission. One that is still open is withdrawn for it, and stays to be read.
 * @throws ConflictError where `basedOn` is not the newest; InvalidTermsError, NotFoundError, RegistryError, MoveError.
 */
export async function amendAgreement(
  pool: Pool,
  { permission, basedOn, terms: draft }: { permission: string; basedOn: number; terms: DraftTerms },
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const rows = await readRows(client, permission)
    const newest = rows.at(-1)
    if (newest === undefined) throw new NotFoundError(`There is no agreement ${permission}.`)
    if (newest.number !== basedOn) throw conflict(newest)
    checkNotEnded(inForce(rows))
    const catalogue = await wholeCatalogue(client)
    const terms = storedTerms(draft, {
      permission,
      revision: basedOn + 1,
      consumer: newest.consumer,
      base: newest.terms,
      catalogue,
    })
    return writeRevision(client, { terms, rows, basedOn, catalogue, actor, note })
  })
}

/** To the providers. By a steward who writes, it is in review by their registries at once. */
export async function submitRevision(
  pool: Pool,
  reference: RevisionReference,
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const row = await newestOf(client, reference)
    const registries = own(actor, row.consumer, row.registries)
    await move(client, row, 'submitted', actor, note)
    if (registries.length > 0) await review(client, { ...row, state: 'submitted' }, registries, actor, note)
    return reference
  })
}

/** A steward who writes answers for their registries; the first review takes the revision into review. */
export async function reviewRevision(
  pool: Pool,
  reference: RevisionReference,
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const row = await newestOf(client, reference)
    if (actor.role !== 'author')
      throw new MoveError(
        'Review is for a steward who writes; one who approves does so after it: approveRevision.',
      )
    await review(client, row, own(actor, row.consumer, row.registries), actor, note)
    return reference
  })
}

/**
 * A steward who approves does so for their registries; with the last approval the revision is in force.
 * @throws FourEyesError where they wrote, submitted or reviewed it, or nobody of their registry has reviewed it.
 */
export async function approveRevision(
  pool: Pool,
  reference: RevisionReference,
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const row = await newestOf(client, reference)
    if (actor.role !== 'approver')
      throw new MoveError('Approval is for a steward who approves; one who writes reviews: reviewRevision.')
    await approve(client, row, own(actor, row.consumer, row.registries), actor, note)
    return reference
  })
}

export async function rejectRevision(
  pool: Pool,
  reference: RevisionReference,
  actor: Actor,
  note: string,
): Promise<Revision> {
  return closeRevision(pool, reference, 'rejected', actor, note)
}

/** By the consumer, or a steward who writes. */
export async function withdrawRevision(
  pool: Pool,
  reference: RevisionReference,
  actor: Actor,
  note?: string,
): Promise<Revision> {
  return closeRevision(pool, reference, 'withdrawn', actor, note)
}

async function closeRevision(
  pool: Pool,
  reference: RevisionReference,
  to: 'rejected' | 'withdrawn',
  actor: Actor,
  note: string | undefined,
): Promise<Revision> {
  return changing(pool, async (client) => {
    const row = await newestOf(client, reference)
    own(actor, row.consumer, row.registries)
    await move(client, row, to, actor, note)
    return reference
  })
}

async function changing(
  pool: Pool,
  work: (client: ClientBase) => Promise<RevisionReference>,
): Promise<Revision> {
  return writePolicies(pool, async (client) => {
    const revision = await readRevision(client, await work(client))
    if (revision === null) throw new Error('The database kept no revision.')
    return revision
  })
}

async function nextPermission(client: ClientBase): Promise<string> {
  for (;;) {
    const { rows } = await client.query<{ permission: string; taken: boolean }>(
      `SELECT permission, EXISTS (SELECT FROM revision WHERE revision.permission = next.permission) AS taken
       FROM (SELECT nextval('permission_number')::text AS permission) AS next`,
    )
    if (rows[0]?.taken === false) return rows[0].permission
  }
}

/** @throws ConflictError where a newer one has taken its place. */
async function newestOf(client: ClientBase, reference: RevisionReference): Promise<RevisionRow> {
  const row = await existing(client, reference)
  const newest = (await readRows(client, reference.permission)).at(-1)
  if (newest !== undefined && newest.number !== row.number) throw conflict(newest)
  return row
}

function conflict({ permission, number, author }: RevisionRow): ConflictError {
  const message = `Meanwhile ${author} has written revision ${number} of ${permission}. Read it, and write yours on top of it.`
  return new ConflictError(number, message)
}

async function move(
  client: ClientBase,
  row: RevisionRow,
  to: RevisionState,
  { role, official }: Actor,
  note: string | undefined,
): Promise<void> {
  checkMove(row.state, to, role)
  await insertMove(client, row, { from: row.state, to, mover: role, official, note })
}

async function review(
  client: ClientBase,
  row: RevisionRow,
  registries: readonly string[],
  actor: Actor,
  note: string | undefined,
): Promise<void> {
  if (row.state !== 'in_review') await move(client, row, 'in_review', actor, note)
  await insertAnswers(client, 'revision_review', row, { registries, official: actor.official, note })
}
