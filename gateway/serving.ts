import { LRUCache } from 'lru-cache'
import { createContracts } from './contracts.ts'
import type { Contracts } from './contracts.ts'
import { createDocumentCache } from './operation/parsed-document.ts'
import type { DocumentCache } from './operation/parsed-document.ts'
import { createPlanCache } from './planner/plan-cache.ts'
import type { PlanCache } from './planner/plan-cache.ts'
import type { Supergraph } from './planner/supergraph.ts'
import type { CompiledCache } from './stages/authorise.ts'

/** One supergraph with everything that is remembered about it. A request keeps the one that it began with. */
export interface Serving {
  readonly supergraph: Supergraph
  readonly contracts: Contracts
  readonly documents: DocumentCache
  readonly compiled: CompiledCache
  readonly plans: PlanCache
}

/**
 * Caches are bounded by characters, to which the memory of what they hold is in proportion: as measured, 45 bytes for each
 * of a caller's document, 25 for each of a compiled operation, 12 for each of a plan's. That is at most some 250 MB, and room
 * for 2,000 documents of 700 characters, and for one of 45 fields under 1,000 agreements: each has its compiled operation.
 */
const maxCharacters = { documents: 1_500_000, compiled: 6_000_000, plans: 2_500_000 }

export function createServing(supergraph: Supergraph): Serving {
  return {
    supergraph,
    contracts: createContracts(supergraph.api),
    documents: createDocumentCache(maxCharacters.documents),
    compiled: new LRUCache({
      max: 10_000,
      maxSize: maxCharacters.compiled,
      sizeCalculation: ({ text, coordinates }) => text.length + 100 * coordinates.length + 1,
    }),
    plans: createPlanCache(supergraph, { maxCharacters: maxCharacters.plans }),
  }
}
