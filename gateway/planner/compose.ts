import { keepingRules } from './keeping-rules.ts'
import type { CompositionRule } from './composition-rules.ts'
import { composeSdl, loadSupergraph } from './local-planner.ts'
import type { SubgraphSchema, Supergraph } from './supergraph.ts'

/** Composes schemas in this thread and holds the result against the rules. @throws CompositionError with all that is wrong. */
export function composeSupergraph(
  schemas: readonly SubgraphSchema[],
  rules?: readonly CompositionRule[],
): Supergraph {
  return keepingRules(loadSupergraph(composeSdl(schemas)), rules)
}
