import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateCountry } from '#tools/country/generate.ts'
import { registries } from '#tools/country/registries.ts'
import { createTestDatabase } from '../postgres.ts'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

/** The country that `npm start` loads. */
const country = { people: 10_000, seed: 1 }

const page = readFileSync('README.md', 'utf8')
const commands = matches(/token -- (\w+)\)".*?'x-dagr-permission: (\d+)'.*?-d '(.*?)'\n/gs)
const answers = matches(/```json\n(.*?)```/gs)

let dagr: DagrUnderTest
let drop: () => Promise<unknown>

beforeAll(async () => {
  const made = await Promise.all(
    registries.map(async (registry) => [registry, await createTestDatabase(registry)] as const),
  )
  drop = () => Promise.all(made.map(([, database]) => database.drop()))
  const urls = Object.fromEntries(made.map(([registry, { url }]) => [registry, url])) as Parameters<
    typeof generateCountry
  >[0]['urls']
  await generateCountry({ urls, ...country })
  dagr = await runDagr({}, urls)
})
afterAll(async () => {
  await dagr?.stop()
  await drop?.()
})

test('the queries of the README are answered as it says', async () => {
  expect(commands).toHaveLength(2)
  expect(answers).toHaveLength(2)
  for (const [index, [, caller = '', permission = '', body = '']] of commands.entries()) {
    const headers = {
      'x-dagr-permission': permission,
      'dagr-case': /dagr-case: ([\w-]+)/.exec(page)?.[1] ?? '',
    }
    const { status: _status, ...answer } = await dagr.ask(caller, JSON.parse(body), headers)
    const told = JSON.parse(answers[index]?.[1] ?? '')
    expect(withoutTime(answer)).toEqual(withoutTime({ errors: [], ...told }))
  }
})

function matches(pattern: RegExp): RegExpExecArray[] {
  return [...page.matchAll(pattern)]
}

function withoutTime(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'at' ? 'then' : value)))
}
