import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { generateCountry } from '#tools/country/generate.ts'
import { openOwnServer } from '../own-database.ts'
import { readRegistries } from './read-registries.ts'
import type { Ask, Entity } from './read-registries.ts'
import { readRegistrySchemas, registries } from './registry-schemas.ts'
import type { Registry } from './registry-schemas.ts'
import { serveRealRegistries } from './real-registries.ts'

/** The same country in every run. */
export const countrySeed = 7
const folder = join(import.meta.dirname, '../../.data/bench')

/**
 * What the real registries' subgraphs say of a synthetic country of so many people, in a file, a line for each entity. Made
 * once for each size and set of schemas, and kept. @returns the file's path.
 */
export async function snapshotOf(people: number, say: (line: string) => void): Promise<string> {
  const schemas = createHash('sha256').update(
    readRegistrySchemas()
      .map(({ sdl }) => sdl)
      .join('\n'),
  )
  const file = join(folder, `country-${people}-${schemas.digest('hex').slice(0, 12)}.ndjson`)
  if (existsSync(file)) return file
  say(`Reading a country of ${people} people out of its registries, once`)
  await mkdir(folder, { recursive: true })
  const lines = createWriteStream(`${file}.part`)
  const server = await openOwnServer()
  try {
    const urls = Object.fromEntries(
      await Promise.all(registries.map(async (name) => [name, await server.database(name)])),
    ) as Record<Registry, string>
    await generateCountry({ urls, people, seed: countrySeed })
    const credential = 'bench'
    const running = await serveRealRegistries(urls, credential)
    try {
      const addresses = new Map(running.map(({ name, url }) => [name, url]))
      await readRegistries(asking(addresses, credential), (registry, entity) => {
        lines.write(`${JSON.stringify([registry, entity])}\n`)
      })
    } finally {
      await Promise.all(running.map((each) => each.close()))
    }
  } finally {
    lines.end()
    await Promise.all([once(lines, 'finish'), server.close()])
  }
  await rename(`${file}.part`, file)
  return file
}

/** Each registry's entities in the order in which they were read. */
export async function* entitiesIn(file: string): AsyncGenerator<readonly [Registry, Entity]> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    yield JSON.parse(line) as [Registry, Entity]
  }
}

function asking(addresses: ReadonlyMap<string, string>, credential: string): Ask {
  return async (registry, query, variables) => {
    const answer = await fetch(addresses.get(registry) ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await answer.json()) as {
      data?: Readonly<Record<string, unknown>> | null
      errors?: readonly { message: string }[]
    }
    const [error] = errors ?? []
    if (error !== undefined || data == null) throw new Error(`${registry}: ${error?.message ?? 'no data'}`)
    return data
  }
}
