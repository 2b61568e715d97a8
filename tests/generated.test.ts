import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const codegen = 'node_modules/@graphql-codegen/cli/esm/bin.js'

test('generated files are fresh', async () => {
  const run = promisify(execFile)(process.execPath, [codegen, '--config', 'codegen.yml', '--check'])
  await expect(run).resolves.toBeDefined()
})

test('every schema has its generated types', () => {
  const settings = readFileSync('codegen.yml', 'utf8')
  const outputs = globSync('subgraphs/*/schema.graphql').map((file) =>
    file.replace('schema.graphql', 'types.generated.ts'),
  )
  expect(outputs).not.toEqual([])
  expect(outputs.filter((output) => !settings.includes(`${output}:`))).toEqual([])
})
