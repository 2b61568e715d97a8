import { TooLongAnswer } from '../http/answer-head.ts'
import { GivenUp } from '../http/exchange.ts'
import { BadStatus } from '../subgraph-client.ts'
import type { SubgraphReply } from '../subgraph-reply.ts'

/** What became of a request. `late`: its own time was up. `given up`: nobody waited for it any more. */
export type RequestOutcome = 'answered' | 'failed' | 'late' | 'given up' | 'refused'

export function outcomeOf(error: unknown): RequestOutcome {
  if (!(error instanceof GivenUp)) return 'failed'
  return error.reason === 'deadline' ? 'late' : 'given up'
}

/** What a failed request tells of its registry. `late`: it did not answer in a time that is fair. */
export type Verdict = 'bad' | 'late' | 'nothing'

/** A caller who gives a registry less time than this learns nothing of it. */
const fairWaitMs = 200

/**
 * INVARIANT: whatever a caller can bring about alone (a short deadline, going away, a request that is refused or answered at too
 * great a length) tells nothing, so that no caller can cut a registry off from the others.
 */
export function verdictOf(error: unknown, waitedMs: number): Verdict {
  if (error instanceof GivenUp)
    return error.reason === 'deadline' && waitedMs >= fairWaitMs ? 'late' : 'nothing'
  if (error instanceof BadStatus) return error.status >= 500 ? 'bad' : 'nothing'
  return error instanceof TooLongAnswer ? 'nothing' : 'bad'
}

/**
 * Whether a well-formed answer says that the registry's source cannot be asked: what it has is delivered, and the registry
 * counts as one that did not answer. Other errors, of single rows or of what was asked, tell nothing.
 */
export function tellsOutage({ errors }: SubgraphReply): boolean {
  return errors.some(({ extensions }) => extensions?.['code'] === 'SOURCE_UNREACHABLE')
}
