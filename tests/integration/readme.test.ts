import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDemoDagr } from '../demo-dagr.ts'
import { examplesOf } from '../document-examples.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

const page = readFileSync('README.md', 'utf8')
const commands = matches(/token -- (\w+)\)".*?'x-dagr-permission: (\d+)'.*?-d '(.*?)'\n/gs)
const answers = matches(/```json\n(.*?)```/gs)

let dagr: DagrUnderTest

beforeAll(async () => {
  dagr = await runDemoDagr()
})
afterAll(() => dagr?.stop())

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

test('the steward of the README is answered as it says', async () => {
  const examples = examplesOf(page)
  expect(examples).toHaveLength(1)
  for (const { caller, headers, query, variables, answer } of examples) {
    const { data, errors } = await dagr.ask(caller, { query, variables }, headers)
    expect({ data, errors }).toEqual({ errors: [], ...(answer as object) })
  }
})

function matches(pattern: RegExp): RegExpExecArray[] {
  return [...page.matchAll(pattern)]
}

function withoutTime(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'at' ? 'then' : value)))
}
