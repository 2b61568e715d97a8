import type { Actor } from '#policies/lifecycle.ts'
import type { Revision } from '#policies/read-revisions.ts'
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

/** The parameter of a steward's agreement that lists the registries it is about. */
const stewardship = 'stewardOf'
const approving = 'Mutation.approveRevision'

/**
 * INVARIANT: nothing is a right here. That a field may be asked for at all is a grant, which the gateway has looked at;
 * what is looked at here is whose rows it may be asked for.
 * @throws ChangeRefused without an agreement that is in force, and for stewards who do not say who they are
 */
export async function standingOf(acting: GivenActing, source: PolicySource): Promise<Standing> {
  const { consumer, official, permission } = toldOf(acting)
  const agreement = await source.agreement(permission)
  if (agreement === null || agreement.consumer !== consumer || agreement.status !== 'active') {
    throw new ChangeRefused('The agreement of this request is no longer in force: ask under another one.')
  }
  const { parameters, grants } = agreement
  const registries = Object.hasOwn(parameters, stewardship) ? (parameters[stewardship] ?? []) : []
  if (registries.length > 0 && official == null) {
    throw new ChangeRefused('Stewardship is personal: ask with a token that names the official.')
  }
  const isApprover = grants.some(({ coordinate, covers }) =>
    [coordinate, ...(covers ?? [])].includes(approving),
  )
  return { consumer, official: official ?? null, registries, isApprover }
}

/** The person who asks about themselves. @throws ChangeRefused where the token names none */
export function personOf(acting: GivenActing): string {
  const { personalCode } = toldOf(acting)
  if (personalCode != null) return personalCode
  throw new ChangeRefused('Consents are the person’s own: ask with a token that carries a personal code.')
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
