import { isDeepStrictEqual } from 'node:util'
import type { ClientBase } from 'pg'
import { checkOwnLines, own } from './acting.ts'
import type { RevisionTerms } from './agreement-terms.ts'
import type { Actor } from './lifecycle.ts'
import type { Grant } from './model.ts'
import { MoveError } from './policy-errors.ts'
import type { KnownCoordinates } from './revision-lines.ts'
import { registriesOf } from './revision-lines.ts'
import type { RevisionReference, RevisionRow } from './revision-rows.ts'
import { inForce, insertRevision, withdrawOpen } from './revision-rows.ts'
import { answeringForStewards } from './stewardship.ts'

export interface Writing {
  readonly terms: RevisionTerms
  /** Of the permission, so far. */
  readonly rows: readonly RevisionRow[]
  readonly basedOn: number | null
  readonly catalogue: KnownCoordinates
  readonly actor: Actor
  readonly note: string | undefined
}

/**
 * Keeps a revision as a draft, and withdraws the one that is still open.
 * @throws RegistryError where it is not for the actor to write, or some of its lines are not; MoveError for an approver.
 */
export async function writeRevision(client: ClientBase, writing: Writing): Promise<RevisionReference> {
  const { terms, rows, basedOn, catalogue, actor, note } = writing
  if (actor.role === 'approver')
    throw new MoveError(
      'A steward who approves writes no revisions: a steward who writes, or the consumer, does.',
    )
  const before = inForce(rows)
  const current = before === null ? [] : [...before.terms.grants, ...before.terms.forbids]
  const answerable = registriesOf(current, catalogue).filter((registry) => registry !== null)
  const providers = [...terms.providers, ...answerable, ...(before?.terms.providers ?? [])]
  const stewarded = [terms, ...(before === null ? [] : [before.terms])].flatMap(answeringForStewards)
  const registries = [...new Set([...providers, ...stewarded])].toSorted()
  own(actor, terms.consumer, registries)
  if (actor.role === 'author') {
    const base = rows.at(-1)?.terms
    const changed = [
      ...changedLines(base?.grants ?? [], terms.grants),
      ...changedLines(base?.forbids ?? [], terms.forbids),
    ]
    checkOwnLines(changed, catalogue, actor)
  }
  await withdrawOpen(client, rows, actor.official, `Revision ${terms.revision} takes its place`)
  return insertRevision(client, {
    terms,
    origin: 'steward',
    author: actor.official,
    note,
    basedOn,
    replaces: before?.number ?? null,
    registries,
    state: 'draft',
    epoch: null,
  })
}

function changedLines(before: readonly Grant[], after: readonly Grant[]): Grant[] {
  return [...linesWithout(before, after), ...linesWithout(after, before)]
}

function linesWithout(lines: readonly Grant[], others: readonly Grant[]): Grant[] {
  return lines.filter((line) => !others.some((other) => isDeepStrictEqual(other, line)))
}
