import { peerScenario } from '../peers/peer-scenario.ts'
import { personWorkload } from '../peers/workloads.ts'

export const personScenario = peerScenario({
  name: 'person',
  about: 'one person out of the whole country, two registries: DAGR and its peers',
  workload: personWorkload,
  isCompared: () => true,
  tiny: ['by-hand', 'bare-http'],
})
