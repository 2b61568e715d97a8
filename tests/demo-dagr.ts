import { generateCountry } from '#tools/country/generate.ts'
import { registries } from '#tools/country/registries.ts'
import type { Registry } from '#tools/country/registries.ts'
import { createTestDatabase } from './postgres.ts'
import { runDagr } from './running-dagr.ts'
import type { DagrUnderTest } from './running-dagr.ts'

/** The country that `npm start` loads. */
const country = { people: 10_000, seed: 1 }

/** All of DAGR as `npm start` has it on the first day: what documents show is answered by it. */
export async function runDemoDagr(): Promise<DagrUnderTest> {
  const made = await Promise.all(
    registries.map(async (registry) => [registry, await createTestDatabase(registry)] as const),
  )
  const urls = Object.fromEntries(made.map(([registry, { url }]) => [registry, url])) as Record<
    Registry,
    string
  >
  await generateCountry({ urls, ...country })
  const dagr = await runDagr({}, urls)
  return {
    ...dagr,
    async stop() {
      await dagr.stop()
      await Promise.all(made.map(([, database]) => database.drop()))
    },
  }
}
