import { measureHttp } from '../hot-path/measure-http.ts'
import { measureStages } from '../hot-path/measure-stages.ts'
import type { Scenario } from '../scenario.ts'

const sizes = {
  whole: { rounds: 5, count: 10_000 },
  tiny: { rounds: 1, count: 20 },
} as const

export const stagesScenario: Scenario = {
  name: 'stages',
  about: 'processor time of each stage of a request whose data is in memory',
  async run(size) {
    return [...(await measureStages(sizes[size])), ...(await measureHttp(sizes[size]))]
  },
}
