import type { ClientBase } from 'pg'
import type { AgreementTerms } from './agreement-terms.ts'
import { normalisedAgreement } from './agreement-terms.ts'
import { checkMove, checkNotEnded, isSamePerson } from './acting.ts'
import type { Actor } from './lifecycle.ts'
import { makeEpoch } from './make-epoch.ts'
import { ConflictError, FourEyesError } from './policy-errors.ts'
import type { RevisionRow } from './revision-rows.ts'
import { inForce, insertAnswers, insertMove, readRows, replace } from './revision-rows.ts'
import { agreementRows } from './store-rows.ts'

/** Keeps the approval of `registries`; the last one that the revision needs puts it in force, in the same transaction. */
export async function approve(
  client: ClientBase,
  row: RevisionRow,
  registries: readonly string[],
  actor: Actor,
  note: string | undefined,
): Promise<void> {
  checkMove(row.state, 'approved', actor.role)
  const isApprover = (official: string): boolean => isSamePerson(official, actor.official)
  const current = inForce(await readRows(client, row.permission))
  if (current !== null && current.number !== row.replaces) {
    throw new ConflictError(
      current.number,
      `Meanwhile revision ${current.number} is in force: amend the agreement on top of its newest revision (amendAgreement).`,
    )
  }
  checkNotEnded(current)
  const { rows: involved } = await client.query<{ official: string }>(
    `SELECT official FROM revision_move WHERE permission = $1 AND number = $2
     UNION SELECT official FROM revision_review WHERE permission = $1 AND number = $2`,
    [row.permission, row.number],
  )
  if ([row.author, ...involved.map(({ official }) => official)].some(isApprover)) {
    throw new FourEyesError(
      `Whoever wrote, submitted or reviewed a revision does not approve it: another steward who approves, of ${registries.join(' or ')}, does.`,
    )
  }
  await insertAnswers(client, 'revision_approval', row, { registries, official: actor.official, note })
  const { rows: approvals } = await client.query<{ registry: string; official: string }>(
    'SELECT registry, official FROM revision_approval WHERE permission = $1 AND number = $2 ORDER BY at, registry',
    [row.permission, row.number],
  )
  const approved = new Set(approvals.map(({ registry }) => registry))
  if (!row.registries.every((registry) => approved.has(registry))) return
  const { role, official } = actor
  await insertMove(client, row, { from: row.state, to: 'approved', mover: role, official, note })
  const approver = [...new Set(approvals.map((approval) => approval.official))].join(', ')
  await activate(client, row, official, approver)
}

async function activate(
  client: ClientBase,
  row: RevisionRow,
  official: string,
  approver: string,
): Promise<void> {
  const before = await agreementInForce(client, row.permission)
  // INVARIANT: what is suspended is resumed by a move of its own only.
  const status = before?.status === 'suspended' ? 'suspended' : 'active'
  const after = normalisedAgreement({ ...row.terms, status })
  const epoch = await makeEpoch(client, { agreements: [{ before, after }] }, { author: row.author, approver })
  await replace(client, row.permission, official, row.number, epoch)
  await insertMove(client, row, { from: 'approved', to: status, mover: 'store', official, epoch })
}

export async function agreementInForce(
  client: ClientBase,
  permission: string,
): Promise<AgreementTerms | null> {
  const [stored] = await agreementRows.read(client, permission)
  return stored === undefined ? null : normalisedAgreement(stored.entry)
}
