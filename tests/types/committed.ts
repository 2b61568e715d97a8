import type { Committed } from '#gateway/stages/commit.ts'
import type { Refused } from '#gateway/stages/refuse.ts'
import type { Released } from '#gateway/stages/release.ts'
import { respond } from '#gateway/stages/respond.ts'

/**
 * Durable before visible, held by the compiler: this file is checked and never run. Were one of the lines below to
 * compile, the check would fail on its unused `@ts-expect-error`.
 */
export function onlyWhatIsCommittedLeaves(outcome: Released | Refused, committed: Committed): void {
  respond(committed, undefined)
  // @ts-expect-error -- an outcome has not been recorded
  respond(outcome, undefined)
  // @ts-expect-error -- nobody but the commit stage can make one
  respond({ kind: 'released', body: '{}' }, undefined)
}
