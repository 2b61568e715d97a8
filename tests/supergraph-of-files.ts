import { readFile } from 'node:fs/promises'
import { composeSupergraph } from '#gateway/planner/compose.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'

const names = ['enterprise', 'cadastre', 'population', 'addresses', 'institutions', 'access-history']

/** The supergraph of all registries, from their schemas as they stand beside their sources. */
export async function composeFromFiles(): Promise<Supergraph> {
  return composeSupergraph(
    await Promise.all(
      names.map(async (name) => ({
        name,
        url: `http://${name}`,
        sdl: await readFile(new URL(`../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'),
      })),
    ),
  )
}
