import type { Scenario } from './scenario.ts'
import { auditScenario } from './scenarios/audit.ts'
import { decideScenario } from './scenarios/decide.ts'
import { effectScenario } from './scenarios/effect.ts'
import { revocationScenario } from './scenarios/revocation.ts'
import { stagesScenario } from './scenarios/stages.ts'

/** Everything that `npm run bench` knows, by name. */
export const scenarios: readonly Scenario[] = [
  auditScenario,
  decideScenario,
  effectScenario,
  revocationScenario,
  stagesScenario,
]
