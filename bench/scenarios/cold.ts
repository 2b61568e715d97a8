import { peerScenario } from '../peers/peer-scenario.ts'
import { personWorkload } from '../peers/workloads.ts'

export const coldScenario = peerScenario({
  name: 'cold',
  about: 'one person, every entity fetched: DAGR without memory and its peers',
  workload: personWorkload,
  isCompared: ({ name }) => !/^dagr-hot|^bare-/.test(name),
  tiny: ['by-hand'],
})
