import { isDeepStrictEqual } from 'node:util'
import type { AgreementTerms } from './agreement-terms.ts'
import type { Application, Grant } from './model.ts'
import type { Organisation } from './store-rows.ts'

/** An entry on both sides of a change; `before` is null where it is new. Nothing is deleted. */
export interface Change<Entry> {
  readonly before: Entry | null
  readonly after: Entry
}

export interface LineDifference {
  readonly added: readonly Grant[]
  readonly removed: readonly Grant[]
  readonly changed: readonly { readonly before: Grant; readonly after: Grant }[]
}

export interface AgreementDifference {
  readonly permission: string
  /** Members but the lines that are not what they were; `before` is null for a new agreement. */
  readonly terms: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>
  readonly grants: LineDifference
  readonly forbids: LineDifference
}

/** Exactly what an epoch changed. */
export interface EpochDifference {
  /** Of all agreements that it changed, in order. */
  readonly permissions: readonly string[]
  /** The registries that answer for them, before or after, in order. */
  readonly registries: readonly string[]
  readonly agreements: readonly AgreementDifference[]
  readonly organisations: readonly (Change<Organisation> & { readonly id: string })[]
  readonly applications: readonly (Change<Application> & { readonly id: string })[]
  /** How many consents ended; never whose. */
  readonly consentsWithdrawn: number
}

export interface EpochChanges {
  readonly agreements?: readonly Change<AgreementTerms>[]
  readonly organisations?: readonly Change<Organisation>[]
  readonly applications?: readonly Change<Application>[]
  readonly consentsWithdrawn?: number
}

export function epochDifference(changes: EpochChanges): EpochDifference {
  const { agreements = [], organisations = [], applications = [], consentsWithdrawn = 0 } = changes
  const providers = agreements.flatMap(({ before, after }) => [
    ...(before?.providers ?? []),
    ...after.providers,
  ])
  return {
    permissions: agreements.map(({ after }) => after.permission).toSorted(),
    registries: [...new Set(providers)].toSorted(),
    agreements: agreements.map(agreementDifference),
    organisations: organisations.map(withId),
    applications: applications.map(withId),
    consentsWithdrawn,
  }
}

function withId<Entry extends { readonly id: string }>({
  before,
  after,
}: Change<Entry>): Change<Entry> & { id: string } {
  return { id: after.id, before, after }
}

function agreementDifference({ before, after }: Change<AgreementTerms>): AgreementDifference {
  const { permission, grants, forbids, ...members } = after
  const old = new Map<string, unknown>(before === null ? [] : Object.entries(before))
  const terms = Object.entries(members)
    .filter(([name, value]) => !isDeepStrictEqual(old.get(name), value))
    .map(([name, value]) => [name, { before: old.get(name) ?? null, after: value }] as const)
  return {
    permission,
    terms: Object.fromEntries(terms),
    grants: lineDifference(before?.grants ?? [], grants),
    forbids: lineDifference(before?.forbids ?? [], forbids),
  }
}

function lineDifference(before: readonly Grant[], after: readonly Grant[]): LineDifference {
  const old = new Map(before.map((line) => [line.id, line]))
  const kept = new Set(after.map(({ id }) => id))
  return {
    added: after.filter(({ id }) => !old.has(id)),
    removed: before.filter(({ id }) => !kept.has(id)),
    changed: after.flatMap((line) => {
      const was = old.get(line.id)
      return was === undefined || isDeepStrictEqual(was, line) ? [] : [{ before: was, after: line }]
    }),
  }
}
