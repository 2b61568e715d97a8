import { CompositionError, listed } from './composition-error.ts'
import { compositionRules } from './composition-rules.ts'
import type { CompositionRule } from './composition-rules.ts'
import type { Supergraph } from './supergraph.ts'

/** @throws CompositionError with every breach */
export function keepingRules(
  supergraph: Supergraph,
  rules: readonly CompositionRule[] = compositionRules,
): Supergraph {
  const breaches = rules.flatMap((rule) => rule(supergraph))
  if (breaches.length > 0) throw new CompositionError(listed('the composed schema breaks rules', breaches))
  return supergraph
}
