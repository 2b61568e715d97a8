import type { Mover, RevisionState } from './lifecycle.ts'
import { moves } from './lifecycle.ts'

interface Hint {
  readonly from: readonly RevisionState[]
  readonly to: readonly RevisionState[]
  /** A sentence. */
  readonly toDo: string
}

const anywhere = [...new Set(moves.map(({ to }) => to))]

/** What to do instead of a move that nobody can make; the first that is for it. */
const hints: readonly Hint[] = [
  {
    from: ['draft'],
    to: ['in_review', 'approved'],
    toDo: 'Its writer submits it first: submitRevision.',
  },
  {
    from: ['submitted'],
    to: ['approved'],
    toDo: 'A steward who writes, of each registry named in it, reviews it first: reviewRevision.',
  },
  {
    from: ['draft'],
    to: ['rejected'],
    toDo: 'It has not been submitted: amend it, or its writer withdraws it (withdrawRevision).',
  },
  {
    from: ['submitted', 'in_review'],
    to: ['submitted'],
    toDo: 'It has been submitted; its registries review and approve it: reviewRevision, approveRevision.',
  },
  {
    from: ['rejected', 'withdrawn'],
    to: anywhere,
    toDo: 'Amend it, then submit the new revision: amendAgreement, submitRevision.',
  },
  { from: ['ended'], to: anywhere, toDo: 'It has ended for good: draft a new one (draftAgreement).' },
  {
    from: ['active', 'suspended'],
    to: ['rejected', 'withdrawn'],
    toDo: 'Suspend or end the agreement, or forbid attributes: suspendAgreement, endAgreement, forbidCoordinates.',
  },
  {
    from: ['active', 'suspended'],
    to: ['submitted', 'in_review', 'approved'],
    toDo: 'It has been approved; other terms are a new revision: amendAgreement.',
  },
  { from: ['active'], to: ['active'], toDo: 'It is in force as it is.' },
  {
    from: ['suspended'],
    to: ['suspended'],
    toDo: 'It stays suspended until it is resumed or ended: resumeAgreement, endAgreement.',
  },
]

export const moverWords: Readonly<Record<Mover, string>> = {
  consumer: 'the consumer',
  author: 'a steward who writes',
  approver: 'a steward who approves',
  store: 'itself',
}

/** What to do where a move is refused: who makes it or, where nobody does, what leads on. Empty where nothing does. */
export function hintOf(from: RevisionState, to: RevisionState): string {
  const makers = moves
    .filter((move) => move.from === from && move.to === to)
    .flatMap(({ by }) => by.filter((mover) => mover !== 'store'))
  if (makers.length > 0) return `It is for ${makers.map((mover) => moverWords[mover]).join(' or ')}.`
  return hints.find((hint) => hint.from.includes(from) && hint.to.includes(to))?.toDo ?? ''
}
