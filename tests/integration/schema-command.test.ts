import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urlVariable } from '#tools/databases/names.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

let dagr: DagrUnderTest
let folder = ''

beforeAll(async () => {
  dagr = await runDagr()
  folder = await mkdtemp(join(tmpdir(), 'dagr-schema-'))
})
afterAll(async () => {
  await dagr.stop()
  await rm(folder, { recursive: true })
})

function command(...words: string[]): Promise<{ code: number | string; out: string; error: string }> {
  const urls = Object.entries(dagr.urls).map(([name, url]) => [
    urlVariable(name as keyof typeof dagr.urls),
    url,
  ])
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...Object.fromEntries(urls) }, maxBuffer: 2 ** 24 }
    execFile(process.execPath, ['tools/schema.ts', ...words], options, (failure, out, error) =>
      resolve({ code: failure?.code ?? 0, out, error }),
    )
  })
}

/** The demonstration's file without some coordinates. */
async function without(...coordinates: string[]): Promise<string> {
  const text = await readFile(fileURLToPath(demoAgreements), 'utf8')
  const path = join(folder, `${coordinates.length}.json`)
  const file = JSON.parse(text, (key, value: unknown) =>
    key === 'coordinates' && Array.isArray(value)
      ? value.filter((each) => !coordinates.includes(String(each)))
      : value,
  ) as unknown
  await writeFile(path, JSON.stringify(file))
  return path
}

describe('npm run schema', () => {
  test('prints what a permission covers, of the policies in force or of a file', async () => {
    const { code, out } = await command('--permission', '1001')
    expect(code).toBe(0)
    const query = buildSchema(out).getQueryType()
    expect(Object.keys(query?.getFields() ?? {})).toContain('person')
    expect(out).not.toContain('dateOfBirth')
    const edited = await command('--permission', '1001', '--agreements', await without('Query.person'))
    expect(Object.keys(buildSchema(edited.out).getQueryType()?.getFields() ?? {})).not.toContain('person')
  })

  test('a check tells what an edit takes away, and who has asked for it', async () => {
    const query = '{ person(personalCode: "39000000000") { givenName } }'
    await dagr.ask('vid', { query })
    await dagr.ask('vid', { query })
    const path = await without('Person.givenName', 'Person.familyName')
    const { code, out } = await command('--check', '--permission', '1001', '--agreements', path)
    expect(code).toBe(1)
    expect(out.trimEnd().split('\n')).toEqual([
      'Permission 1001 would no longer cover:',
      '- Person.givenName: operations of the last 90 days that asked for it: 2 by vid vid-esks',
      '- Person.familyName: not asked for in the last 90 days',
    ])
    expect(await command('--check', '--permission', '1001', '--agreements', await without())).toEqual({
      code: 0,
      out: 'Nothing that permission 1001 covers would be gone.\n',
      error: '',
    })
  })

  test.each([
    ['no words', [], /^Usage: /],
    ['a check against nothing', ['--check', '--permission', '1001'], /^Usage: /],
    ['an unknown permission', ['--permission', '1'], /^There is no agreement 1\. Known are: 1001, /],
    [
      'a missing file',
      ['--permission', '1', '--agreements', '/nowhere/a.json'],
      /^\/nowhere\/a\.json cannot be read/,
    ],
  ])('%s is told in one line, with another exit code', async (_case, words, line) => {
    const { code, out, error } = await command(...words)
    expect([code, out]).toEqual([2, ''])
    expect(error).toMatch(line)
  })
})
