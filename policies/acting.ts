import type { ClientBase } from 'pg'
import type { KnownEntry } from './catalogue.ts'
import type { Actor, Mover, RevisionState } from './lifecycle.ts'
import { mayMove } from './lifecycle.ts'
import type { Coordinate, Grant } from './model.ts'
import { hintOf, moverWords } from './move-hints.ts'
import { MoveError, NotFoundError, RegistryError } from './policy-errors.ts'
import type { RevisionReference, RevisionRow } from './revision-rows.ts'
import { readRow } from './revision-rows.ts'

/** @throws NotFoundError */
export async function existing(client: ClientBase, reference: RevisionReference): Promise<RevisionRow> {
  const row = await readRow(client, reference)
  if (row === null)
    throw new NotFoundError(`There is no revision ${reference.number} of ${reference.permission}.`)
  return row
}

/**
 * What of `registries` the actor is steward of; a consumer's official acts for the consumer instead.
 * @throws RegistryError where the agreement is not theirs.
 */
export function own(actor: Actor, consumer: string, registries: readonly string[]): readonly string[] {
  if (actor.role === 'consumer') {
    if (actor.consumer !== consumer) throw new RegistryError('It is an agreement of another organisation.')
    return []
  }
  const theirs = registries.filter((registry) => actor.registries.includes(registry))
  if (theirs.length === 0) throw new RegistryError(`It is for stewards of ${registries.join(', ')}.`)
  return theirs
}

/** @throws MoveError where the life cycle has no such move, or not by this role. */
export function checkMove(from: RevisionState, to: RevisionState, mover: Mover): void {
  if (!mayMove(from, to, mover)) {
    const refusal = `What is ${words(from)} does not become ${words(to)} by ${moverWords[mover]}.`
    throw new MoveError(`${refusal} ${hintOf(from, to)}`.trimEnd())
  }
}

function words(state: RevisionState): string {
  return state.replaceAll('_', ' ')
}

/** INVARIANT: a steward rules only their own registries' coordinates. @throws RegistryError */
export function checkOwnLines(
  lines: readonly Grant[],
  catalogue: ReadonlyMap<Coordinate, KnownEntry>,
  actor: Actor,
): void {
  const coordinates = new Set(lines.flatMap(({ coordinate, covers }) => covers ?? [coordinate]))
  const foreign = [...coordinates].flatMap((coordinate) => {
    const registry = catalogue.get(coordinate)?.registry
    if (registry !== undefined && actor.registries.includes(registry)) return []
    return [`${coordinate} (${registry ?? 'not in the catalogue'})`]
  })
  if (foreign.length > 0) {
    throw new RegistryError(
      `Another registry answers for ${foreign.join(', ')}: a steward of it does this, or leave it out.`,
    )
  }
}

/** INVARIANT: what is ended is over for good; no content brings it in force again. @throws MoveError */
export function checkNotEnded(current: RevisionRow | null): void {
  if (current?.state === 'ended') {
    throw new MoveError(
      `The agreement ${current.permission} has ended for good: draft a new one (draftAgreement).`,
    )
  }
}

/** As the database compares officials: what differs in case, blanks or invisible characters only is the same person. */
export function isSamePerson(one: string, other: string): boolean {
  return personKey(one) === personKey(other)
}

function personKey(official: string): string {
  return official
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}]/gu, '')
    .toLowerCase()
}
