import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseNames, urlVariable } from '#tools/databases/names.ts'
import type { TestDatabase } from '../postgres.ts'
import { createTestDatabase } from '../postgres.ts'
import { entities, entity, header } from './register-file.ts'

const databases: TestDatabase[] = []
const env: Record<string, string> = {}
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-import-'))
  for (const name of databaseNames) {
    const database = await createTestDatabase(name)
    databases.push(database)
    env[urlVariable(name)] = database.url
  }
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  for (const database of databases) await database.drop()
})

interface Ended {
  code: number | string
  out: string
  error: string
}

function command(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } }
    execFile(process.execPath, ['tools/import.ts', ...words], options, (failure, out, error) =>
      resolve({ code: failure?.code ?? 0, out, error }),
    )
  })
}

describe('npm run import', () => {
  it('imports a file, reports, and says by its exit code whether all went well', async () => {
    const path = join(folder, 'register.csv')
    const rows = [...entities(40), entity(50, { closed: 'X' })]
    await writeFile(path, `${[header, ...rows].join('\n')}\n`)
    expect(await command('enterprise', path)).toEqual({
      code: 0,
      out: 'register.csv: 41 rows, 1 bad\n  legal_entity: 40 inserted, 0 updated, 0 unchanged, 0 repeated, 0 ended\n',
      error: 'register.csv:42: closed is not L, R or blank\n',
    })
    await writeFile(path, `${[header, ...rows].join('\n')}\n`.slice(0, -20))
    const truncated = await command('enterprise', path, '--snapshot')
    expect(truncated).toMatchObject({ code: 1, out: '' })
    expect(truncated.error).toContain('Nothing imported. register.csv: the file is truncated')
  })

  it.each([
    ['no words', [], /^Usage: npm run import -- <enterprise\|addresses/],
    ['an unknown registry', ['constructor', 'x.csv'], /^Usage: /],
    ['an unknown option', ['enterprise', 'x.csv', '--force'], /^Usage: /],
    ['a missing file', ['enterprise', '/nowhere/x.csv'], /^\/nowhere\/x\.csv cannot be read/],
  ])('gives %s one line', async (_case, words, line) => {
    const { code, error } = await command(...words)
    expect(code).toBe(1)
    expect(error).toMatch(line)
    // The usage has a line for each form of the command.
    expect(
      error
        .trimEnd()
        .split('\n')
        .filter((each) => !each.includes('import -- permissions')),
    ).toHaveLength(1)
  })
})
