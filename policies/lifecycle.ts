/**
 * The life of a revision. What has never been in force is in no policy set; `active`, `suspended` and `ended` are the
 * states of the revision that gives the agreement its content, and the agreement's status.
 */
export type RevisionState =
  | 'draft'
  | 'submitted'
  | 'in_review'
  | 'approved'
  | 'active'
  | 'suspended'
  | 'ended'
  | 'rejected'
  | 'withdrawn'

/** The consumer's official, or one of a registry's two stewards. */
export type Role = 'consumer' | 'author' | 'approver'

/** `store`: what follows from another move in the same transaction. */
export type Mover = Role | 'store'

/** Who acts on policies, as the gateway has verified it. */
export interface Actor {
  /** Id of the official or, where there is none, of the application. */
  readonly official: string
  /** Id of the organisation. */
  readonly consumer: string
  readonly role: Role
  /** Names of the registries whose steward it is; none for a consumer. */
  readonly registries: readonly string[]
}

export interface Move {
  readonly from: RevisionState
  readonly to: RevisionState
  readonly by: readonly Mover[]
}

/**
 * Every move that there is; the database has the same table (`allowed_move`) and refuses all others. Further rules of
 * single moves are beside it, in `migrations/004-revisions.ts`.
 */
export const moves: readonly Move[] = [
  { from: 'draft', to: 'submitted', by: ['consumer', 'author'] },
  { from: 'draft', to: 'withdrawn', by: ['consumer', 'author', 'store'] },
  // At once, by one person, where forbids are all that is new.
  { from: 'draft', to: 'active', by: ['author', 'approver'] },
  { from: 'draft', to: 'suspended', by: ['author', 'approver'] },
  { from: 'submitted', to: 'in_review', by: ['author'] },
  { from: 'submitted', to: 'rejected', by: ['author', 'approver'] },
  { from: 'submitted', to: 'withdrawn', by: ['consumer', 'author', 'store'] },
  { from: 'in_review', to: 'approved', by: ['approver'] },
  { from: 'in_review', to: 'rejected', by: ['author', 'approver'] },
  { from: 'in_review', to: 'withdrawn', by: ['consumer', 'author', 'store'] },
  { from: 'approved', to: 'active', by: ['store'] },
  // In the place of a revision that is suspended: what is suspended is resumed by a move of its own only.
  { from: 'approved', to: 'suspended', by: ['store'] },
  { from: 'active', to: 'suspended', by: ['author', 'approver'] },
  { from: 'suspended', to: 'active', by: ['author', 'approver'] },
  { from: 'active', to: 'ended', by: ['consumer', 'author', 'approver', 'store'] },
  { from: 'suspended', to: 'ended', by: ['consumer', 'author', 'approver', 'store'] },
]

export function mayMove(from: RevisionState, to: RevisionState, mover: Mover): boolean {
  return moves.some((move) => move.from === from && move.to === to && move.by.includes(mover))
}

/** Not decided yet: a newer revision of the permission takes its place. */
export const openStates: readonly RevisionState[] = ['draft', 'submitted', 'in_review']
