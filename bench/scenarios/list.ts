import { peerScenario } from '../peers/peer-scenario.ts'
import { listWorkload } from '../peers/workloads.ts'

export const listScenario = peerScenario({
  name: 'list',
  about: '100 search results with links: DAGR and its peers',
  workload: listWorkload,
  isCompared: () => true,
  tiny: ['by-hand'],
})
