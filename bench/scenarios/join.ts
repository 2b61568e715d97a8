import { peerScenario } from '../peers/peer-scenario.ts'
import { joinWorkload } from '../peers/workloads.ts'

export const joinScenario = peerScenario({
  name: 'join',
  about: 'an enterprise, its officers, their properties, four levels in four registries: DAGR and its peers',
  workload: joinWorkload,
  isCompared: () => true,
  tiny: ['by-hand', 'bare-fastify'],
})
