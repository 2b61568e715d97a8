import type { Scenario } from './scenario.ts'
import { auditScenario } from './scenarios/audit.ts'
import { coldScenario } from './scenarios/cold.ts'
import { decideScenario } from './scenarios/decide.ts'
import { effectScenario } from './scenarios/effect.ts'
import { growthScenario } from './scenarios/growth.ts'
import { joinScenario } from './scenarios/join.ts'
import { listScenario } from './scenarios/list.ts'
import { mixedScenario } from './scenarios/mixed.ts'
import { outageScenario } from './scenarios/outage.ts'
import { personScenario } from './scenarios/person.ts'
import { revocationScenario } from './scenarios/revocation.ts'
import { stagesScenario } from './scenarios/stages.ts'
import { stampedeScenario } from './scenarios/stampede.ts'

/** Everything that `npm run bench` knows, by name. */
export const scenarios: readonly Scenario[] = [
  auditScenario,
  coldScenario,
  decideScenario,
  effectScenario,
  growthScenario,
  joinScenario,
  listScenario,
  mixedScenario,
  outageScenario,
  personScenario,
  revocationScenario,
  stagesScenario,
  stampedeScenario,
]
