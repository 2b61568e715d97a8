import { readdir, readFile } from 'node:fs/promises'
import { composeSupergraph } from '#gateway/planner/compose.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'

const folder = new URL('../subgraphs/', import.meta.url)

/** The supergraph of our own subgraphs, composed from their files: nothing runs, and their addresses lead nowhere. */
export async function composeOwnSubgraphs(): Promise<Supergraph> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const schemas = names.toSorted().map(async (name) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    sdl: await readFile(new URL(`${name}/schema.graphql`, folder), 'utf8'),
  }))
  return composeSupergraph(await Promise.all(schemas))
}
