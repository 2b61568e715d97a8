import type { PolicySet } from '#policies/model.ts'

/** How long a policy set may be used after it was last known to be the one in force. */
export const leaseMs = 2_000

/**
 * What a node knows of policies, and for how long it may act on it. Times are milliseconds of a steady clock of this node,
 * at which it asked: what an answer says was so after that, however long the answer was on its way.
 */
export interface PolicyLease {
  /** The subgraph has announced that `epoch` is in force. */
  announced(epoch: number): void
  /** The subgraph has said that `epoch` is in force, asked at `askedAt`. */
  confirmed(epoch: number, askedAt: number): void
  /** True where an epoch is announced whose policy set is not held. */
  isBehind(): boolean
  /**
   * Takes a policy set that was asked for at `askedAt`.
   * @returns false where it is older than what is announced: it is not taken.
   */
  loaded(policySet: PolicySet, askedAt: number): boolean
  /** Of the policy set that is held, in force or not; null before there is one. */
  heldEpoch(): number | null
  /** The policy set to decide from; null where there is none, or none that is known to be in force. */
  current(now: number): PolicySet | null
}

export function policyLease(): PolicyLease {
  let held: PolicySet | null = null
  let announcedEpoch: number | null = null
  /** When the held policy set was last known to be in force. */
  let vouchedAt = -Infinity

  // Any other number is news, also a lower one: a database that was restored from a copy.
  const isBehind = (): boolean => announcedEpoch !== null && held?.epoch !== announcedEpoch

  return {
    announced(epoch) {
      announcedEpoch = epoch
    },
    confirmed(epoch, askedAt) {
      // INVARIANT: an epoch that is known to be superseded is not prolonged, and none by an answer about another.
      if (held?.epoch === epoch && !isBehind()) vouchedAt = Math.max(vouchedAt, askedAt)
    },
    isBehind,
    loaded(policySet, askedAt) {
      if (announcedEpoch !== null && policySet.epoch < announcedEpoch) return false
      held = policySet
      announcedEpoch = policySet.epoch
      vouchedAt = askedAt
      return true
    },
    heldEpoch: () => held?.epoch ?? null,
    current: (now) => (now - vouchedAt <= leaseMs ? held : null),
  }
}
