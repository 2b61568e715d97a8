import type { Actor } from '#policies/lifecycle.ts'
import type { Agreement, Coordinate, Grant } from '#policies/model.ts'
import type { Revision } from '#policies/read-revisions.ts'
import { stewardedRegistries } from '#policies/stewardship.ts'
import { ChangeRefused } from '../serve.ts'
import type { PolicySource } from './source.ts'
import type { Acting } from './types.generated.ts'

/** Who asks or acts, and what the agreement of the request says of them. */
export interface Standing {
  readonly consumer: string
  readonly official: string | null
  /** Registries that they answer for as stewards; none: they are a consumer. */
  readonly registries: readonly string[]
  /** Of a steward: whether their agreement lets them approve. */
  readonly isApprover: boolean
}

type GivenActing = Acting | null | undefined

const approving = 'Mutation.approveRevision'

/**
 * INVARIANT: nothing is a right here. That a field may be asked for at all is a grant, which the gateway has looked at;
 * what is looked at here is whose rows it may be asked for.
 * @throws ChangeRefused without an agreement that is in force, and for stewards who do not say who they are
 */
export async function standingOf(acting: GivenActing, source: PolicySource): Promise<Standing> {
  return standingUnder(await agreementOf(acting, source), toldOf(acting))
}

/**
 * The same for whoever changes something by `mutation`. The gateway has decided it by the epoch that it knows; what cannot
 * be taken back is held against the agreement as it is now, too.
 */
export async function standingToDo(
  mutation: string,
  acting: GivenActing,
  source: PolicySource,
): Promise<Standing> {
  const agreement = await agreementOf(acting, source)
  const coordinate = `Mutation.${mutation}`
  if (!names(agreement.grants, coordinate) || names(agreement.forbids, coordinate)) {
    throw new ChangeRefused(`The agreement of this request no longer grants ${coordinate}.`)
  }
  return standingUnder(agreement, toldOf(acting))
}

async function agreementOf(acting: GivenActing, source: PolicySource): Promise<Agreement> {
  const { consumer, permission } = toldOf(acting)
  const agreement = await source.agreement(permission)
  if (agreement?.consumer === consumer && agreement.status === 'active') return agreement
  throw new ChangeRefused('The agreement of this request is no longer in force: ask under another one.')
}

function standingUnder(agreement: Agreement, { consumer, official }: Acting): Standing {
  const registries = stewardedRegistries(agreement)
  if (registries.length > 0 && official == null) {
    throw new ChangeRefused('Stewardship is personal: ask with a token that names the official.')
  }
  return { consumer, official: official ?? null, registries, isApprover: names(agreement.grants, approving) }
}

function names(lines: readonly Grant[], coordinate: Coordinate): boolean {
  return lines.some((line) => (line.covers ?? [line.coordinate]).includes(coordinate))
}

/** The person who asks about themselves. @throws ChangeRefused where the token names none */
export function personOf(acting: GivenActing): string {
  const { personalCode } = toldOf(acting)
  if (personalCode != null) return personalCode
  throw new ChangeRefused('Consents are the person’s own: ask with a token that carries a personal code.')
}

/**
 * Every personal code that the person has had, as the gateway was told by the population register. INVARIANT: without it
 * nothing is read or withdrawn, since it could be half of what the person consents to.
 * @throws ChangeRefused
 */
export function codesOf(
  person: string,
  callerCodes: readonly string[] | null | undefined,
): readonly string[] {
  if (callerCodes?.includes(person) === true) return callerCodes
  throw new ChangeRefused('It is not known which personal codes you have had: ask through the gateway.')
}

function toldOf(acting: GivenActing): Acting {
  if (acting != null) return acting
  throw new ChangeRefused('This is answered under an agreement only: name one in X-DAGR-Permission.')
}

/** Who makes a move, for the register. @throws ChangeRefused where the token names no official */
export function actorOf({ consumer, official, registries, isApprover }: Standing): Actor {
  if (official === null) {
    throw new ChangeRefused('Every move is somebody’s: ask with a token that names the official.')
  }
  const role = registries.length === 0 ? 'consumer' : isApprover ? 'approver' : 'author'
  return { official, consumer, role, registries }
}

/** Whether a revision is the consumer's own, or one that the steward answers for. */
export function isConcerned({ consumer, registries }: Standing, revision: Revision): boolean {
  const concerned = new Set([...revision.registries, ...revision.terms.providers])
  return registries.length === 0
    ? revision.consumer === consumer
    : registries.some((registry) => concerned.has(registry))
}
