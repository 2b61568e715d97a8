import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { supergraphOf } from '#tests/open-gateway.ts'
import { ConfigError } from './config.ts'
import { compositionRules } from './planner/composition-rules.ts'
import { readSupergraph } from './read-supergraph.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-supergraph-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(sdl: string): Promise<string> {
  const file = join(folder, 'supergraph.graphql')
  await writeFile(file, supergraphOf(sdl, 'http://tiny.invalid'))
  return file
}

test('a supergraph of a file keeps the rules of those that are composed here, where it is to', async () => {
  const kept = await written('type Query { "Greets" hello: String }')
  expect((await readSupergraph(kept, compositionRules)).api.getQueryType()?.getFields()).toHaveProperty(
    'hello',
  )
  const broken = await written('type Query { "Greets" hello: String! }')
  await expect(readSupergraph(broken, compositionRules)).rejects.toThrow(ConfigError)
  await expect(readSupergraph(broken, compositionRules)).rejects.toThrow(/Query\.hello .* must be nullable/)
  expect((await readSupergraph(broken)).api.getQueryType()?.getFields()).toHaveProperty('hello')
})

test('what is no supergraph, or is not there, is told in one line', async () => {
  await expect(readSupergraph(join(folder, 'none'))).rejects.toThrow(
    /^SUPERGRAPH cannot be read from .*ENOENT/,
  )
  await writeFile(join(folder, 'text'), 'type Query {')
  await expect(readSupergraph(join(folder, 'text'))).rejects.toThrow(/^SUPERGRAPH is not a supergraph/)
})
