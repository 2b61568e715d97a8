import { listRevisions, readRevision, stateAt } from '#policies/read-revisions.ts'
import type { Revision } from '#policies/read-revisions.ts'
import { connection, cursorOf, openCursor, pageSize } from '../paging.ts'
import type { Page, PageArguments } from '../paging.ts'
import { isConcerned, standingOf } from './acting.ts'
import type { Standing } from './acting.ts'
import type { PolicyContext, PolicySource } from './source.ts'
import { revisionOf } from './revision.ts'
import { agreementState, revisionState } from './states.ts'
import type { AgreementResolvers, QueryResolvers } from './types.generated.ts'

/** An agreement by its newest revision. */
export interface AgreementRow {
  readonly permission: string
  readonly newest: Revision
}

export const agreementQueries = {
  async myPermissions(_parent, { acting, ...page }, { source }) {
    const { consumer } = await standingOf(acting, source)
    const { edges, pageInfo } = await agreementsPage(source, { consumer, states: ['active'] }, page)
    return { edges: edges.filter(({ node }) => hasBegun(node.newest, new Date())), pageInfo }
  },
  async agreements(_parent, { acting, state, ...page }, { source }) {
    const { consumer, registries } = await standingOf(acting, source)
    const whose = registries.length === 0 ? { consumer } : { registries }
    const states = state == null ? {} : { states: [revisionState(state)] }
    return agreementsPage(source, { ...whose, ...states, newestOnly: true }, page)
  },
  async agreement(_parent, { acting, permission }, { source }) {
    return readAgreementRow(source, await standingOf(acting, source), permission)
  },
  async revision(_parent, { acting, permission, number }, { source }) {
    const revision = await concernedRevision(source, await standingOf(acting, source), { permission, number })
    return revision === null ? null : revisionOf(revision)
  },
} satisfies QueryResolvers<PolicyContext>

export const agreementFields: AgreementResolvers<PolicyContext> = {
  consumer: ({ newest }) => newest.consumer,
  organisation: ({ newest }) => newest.organisation,
  state: ({ newest }) => agreementState(stateAt(newest, new Date())),
  newest: ({ newest }) => revisionOf(newest),
  async inForce({ permission, newest }, _arguments, { source }) {
    if (newest.epoch !== null) return revisionOf(newest)
    const agreement = await source.agreement(permission)
    if (agreement === null) return null
    const revision = await readRevision(source.policies, { permission, number: agreement.revision })
    return revision === null ? null : revisionOf(revision)
  },
  quotaPerDay: async ({ permission }, _arguments, { source }) =>
    (await source.agreement(permission))?.quotaPerDay ?? null,
  usedToday: async ({ permission }, _arguments, { uses }) => uses.load(permission),
}

/** A revision that the caller may know of; null for every other, there or not. */
export async function concernedRevision(
  source: PolicySource,
  standing: Standing,
  ref: { readonly permission: string; readonly number: number },
): Promise<Revision | null> {
  const revision = await readRevision(source.policies, ref)
  return revision !== null && isConcerned(standing, revision) ? revision : null
}

/** An agreement that the caller may know of; null for every other, there or not. */
export async function readAgreementRow(
  source: PolicySource,
  standing: Standing,
  permission: string,
): Promise<AgreementRow | null> {
  const filter = { permission, newestOnly: true }
  const [newest] = (await listRevisions(source.policies, filter, { first: 1 })).revisions
  if (newest === undefined) return null
  if (isConcerned(standing, newest)) return { permission, newest }
  // A revision that takes a registry out does not take the agreement in force from its stewards' eyes.
  const inForce = (await source.agreement(permission))?.revision
  const known =
    inForce === undefined ? null : await concernedRevision(source, standing, { permission, number: inForce })
  return known === null ? null : { permission, newest }
}

/** Of an active one. */
function hasBegun({ terms: { validFrom } }: Revision, at: Date): boolean {
  return at >= new Date(validFrom)
}

async function agreementsPage(
  source: PolicySource,
  filter: Parameters<typeof listRevisions>[1],
  page: PageArguments,
): Promise<Page<AgreementRow>> {
  const first = pageSize(page)
  const after = page.after == null ? undefined : openCursor(page.after)
  const { revisions, hasMore } = await listRevisions(source.policies, filter, {
    first,
    ...(after !== undefined && { after }),
  })
  const edges = revisions.map((newest) => ({
    cursor: cursorOf(newest.key),
    node: { permission: newest.permission, newest },
  }))
  return connection(edges, hasMore, after !== undefined)
}
