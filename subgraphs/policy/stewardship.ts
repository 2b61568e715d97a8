import {
  endAgreement,
  forbidCoordinates,
  resumeAgreement,
  suspendAgreement,
} from '#policies/agreement-moves.ts'
import type { Actor } from '#policies/lifecycle.ts'
import type { Revision } from '#policies/read-revisions.ts'
import {
  amendAgreement,
  approveRevision,
  draftAgreement,
  rejectRevision,
  reviewRevision,
  submitRevision,
  withdrawRevision,
} from '#policies/revisions.ts'
import { ChangeRefused } from '../serve.ts'
import { actorOf, standingToDo } from './acting.ts'
import { concernedRevision, readAgreementRow } from './agreements.ts'
import type { AgreementRow } from './agreements.ts'
import { draftTerms } from './draft-terms.ts'
import { refusing } from './refusing.ts'
import { revisionOf } from './revision.ts'
import type { PolicyContext, PolicySource } from './source.ts'
import type { Acting, MutationResolvers, Revision as RevisionFields } from './types.generated.ts'

/** Moves of agreements and their revisions. Which of them may be made at all is the store's to say. */
export const stewardshipMutations = {
  async draftAgreement(_parent, { acting, consumer, terms, note }, { source }) {
    const standing = await standingToDo('draftAgreement', acting, source)
    const receiver = consumer ?? standing.consumer
    if (standing.registries.length === 0 && receiver !== standing.consumer) {
      throw new ChangeRefused('An agreement is drafted for one’s own organisation: leave out consumer.')
    }
    const draft = { consumer: receiver, terms: draftTerms(terms) }
    const written = draftAgreement(source.policies, draft, actorOf(standing), note ?? undefined)
    return revisionOf(await refusing(written))
  },
  async amendAgreement(_parent, { acting, permission, basedOn, terms, note }, { source }) {
    const standing = await standingToDo('amendAgreement', acting, source)
    if ((await readAgreementRow(source, standing, permission)) === null) throw unknown(permission)
    const amend = { permission, basedOn, terms: draftTerms(terms) }
    const written = amendAgreement(source.policies, amend, actorOf(standing), note ?? undefined)
    return revisionOf(await refusing(written))
  },
  submitRevision: (_parent, asked, { source }, { fieldName }) =>
    moved(source, fieldName, asked, submitRevision),
  reviewRevision: (_parent, asked, { source }, { fieldName }) =>
    moved(source, fieldName, asked, reviewRevision),
  approveRevision: (_parent, asked, { source }, { fieldName }) =>
    moved(source, fieldName, asked, approveRevision),
  rejectRevision: (_parent, asked, { source }, { fieldName }) =>
    moved(source, fieldName, asked, (pool, ref, actor) => rejectRevision(pool, ref, actor, reasonIn(asked))),
  withdrawRevision: (_parent, asked, { source }, { fieldName }) =>
    moved(source, fieldName, asked, withdrawRevision),
  suspendAgreement: (_parent, asked, { source }, { fieldName }) =>
    changed(source, fieldName, asked, (pool, permission, actor) =>
      suspendAgreement(pool, permission, actor, reasonIn(asked)),
    ),
  resumeAgreement: (_parent, asked, { source }, { fieldName }) =>
    changed(source, fieldName, asked, resumeAgreement),
  endAgreement: (_parent, asked, { source }, { fieldName }) =>
    changed(source, fieldName, asked, endAgreement),
  async forbidCoordinates(_parent, { acting, permission, coordinates, note }, { source }) {
    const standing = await standingToDo('forbidCoordinates', acting, source)
    if ((await readAgreementRow(source, standing, permission)) === null) throw unknown(permission)
    const forbid = { permission, coordinates: [...coordinates] }
    const forbidden = forbidCoordinates(source.policies, forbid, actorOf(standing), reasonIn({ note }))
    return revisionOf(await refusing(forbidden))
  },
} satisfies MutationResolvers<PolicyContext>

interface AskedOfAgreement {
  readonly permission: string
  readonly note?: string | null | undefined
  readonly acting?: Acting | null | undefined
}

interface AskedOfRevision extends AskedOfAgreement {
  readonly number: number
}

type Pool = PolicySource['policies']

async function moved(
  source: PolicySource,
  mutation: string,
  { acting, permission, number, note }: AskedOfRevision,
  move: (
    pool: Pool,
    ref: { permission: string; number: number },
    actor: Actor,
    note?: string,
  ) => Promise<Revision>,
): Promise<RevisionFields> {
  const standing = await standingToDo(mutation, acting, source)
  const ref = { permission, number }
  if ((await concernedRevision(source, standing, ref)) === null) {
    throw new ChangeRefused(
      `You have no agreement ${permission} with a revision ${number}: see Query.agreements for those that you have.`,
    )
  }
  return revisionOf(await refusing(move(source.policies, ref, actorOf(standing), note ?? undefined)))
}

async function changed(
  source: PolicySource,
  mutation: string,
  { acting, permission, note }: AskedOfAgreement,
  move: (pool: Pool, permission: string, actor: Actor, note?: string) => Promise<number>,
): Promise<AgreementRow | null> {
  const standing = await standingToDo(mutation, acting, source)
  if ((await readAgreementRow(source, standing, permission)) === null) throw unknown(permission)
  await refusing(move(source.policies, permission, actorOf(standing), note ?? undefined))
  return readAgreementRow(source, standing, permission)
}

/** @throws ChangeRefused where the consumer would be told nothing. */
function reasonIn({ note }: { readonly note: string }): string {
  if (note.trim() !== '') return note
  throw new ChangeRefused('The consumer is to be told why: give a note.')
}

function unknown(permission: string): ChangeRefused {
  return new ChangeRefused(
    `You have no agreement ${permission}: see Query.agreements for those that you have.`,
  )
}
