import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

/** Codes of nobody: this country's are all below. */
const codes = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(39_999_990_000 + from + index))
const many = 'query ($codes: [String!]) { persons(personalCodes: $codes) { edges { node { givenName } } } }'
const one = 'query ($code: String!) { person(personalCode: $code) { givenName } }'

let dagr: DagrUnderTest
const ends: (() => Promise<unknown>)[] = []
async function run(env: Readonly<Record<string, string>>) {
  const running = await runDagr(env)
  ends.push(() => running.stop())
  return running
}
beforeAll(async () => {
  dagr = await run({ MISSES_PER_MINUTE: '5' })
})
afterAll(async () => {
  for (const end of ends) await end()
})

test('trying personal codes: after so many of nobody, the application looks nobody up', async () => {
  const tried = await dagr.ask('riga', { query: many, variables: { codes: codes(0, 12) } })
  expect(tried).toMatchObject({ status: 200, data: { persons: { edges: [] } } })

  for (const code of [dagr.resident, ...codes(20, 1)]) {
    const refused = await dagr.askAndSeeRecords('riga', { query: one, variables: { code } }, {}, [code])
    expect(refused).toEqual({
      status: 429,
      data: undefined,
      errors: [
        {
          message:
            'Too many personal codes that this application has looked up are those of nobody: try again later',
          extensions: { code: 'LOOKUPS_LIMITED' },
        },
      ],
      records: [
        {
          subject: code,
          organisation: 'Rīgas valstspilsētas pašvaldība',
          permission: '2001',
          outcome: 'REFUSED',
          released: [],
          withheld: ['Query.person', 'Person.givenName'],
        },
      ],
    })
  }
  expect(await (await fetch(`${dagr.url}/metrics`)).text()).toContain('dagr_missed_lookups_total 12')
})

test('by aliases, batches or another permission it is the same application', async () => {
  const query = `{ ${codes(40, 9)
    .map((code, index) => `a${index}: person(personalCode: "${code}") { givenName }`)
    .join(' ')} }`
  expect(await dagr.ask('vid', { query })).toMatchObject({ status: 200 })
  const again = { query: one, variables: { code: codes(60, 1)[0] ?? '' } }
  for (const permission of ['1001', '1002'])
    expect(await dagr.ask('vid', again, { 'x-dagr-permission': permission })).toMatchObject({
      errors: [{ extensions: { code: 'LOOKUPS_LIMITED' } }],
    })
})

test('it costs nobody else anything, nor what names nobody', async () => {
  const about = { query: one, variables: { code: dagr.resident } }
  expect(await dagr.ask('resident', about)).toMatchObject({ status: 200, errors: [] })
  expect(await dagr.ask('riga', { query: '{ __typename }' })).toMatchObject({ status: 200, errors: [] })
})

test('a look-up that is denied tells nothing, and is no miss', async () => {
  for (const code of codes(80, 8))
    expect(await dagr.ask('resident', { query: one, variables: { code } })).toMatchObject({
      data: { person: null },
      errors: [{ extensions: { reason: 'NOT_ABOUT_CALLER' } }],
    })
})

test('so many requests a second under one permission, and no more; a refusal is recorded and is no use', async () => {
  const narrow = await run({ REQUESTS_PER_SECOND: '1' })
  const asked = { query: one, variables: { code: narrow.resident } }
  const answers = await Promise.all(Array.from({ length: 30 }, () => narrow.askAndSeeRecords('riga', asked)))
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(1)
  for (const { errors, data, records } of refused) {
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }])
    expect(records).toMatchObject([{ subject: narrow.resident, permission: '2001', outcome: 'REFUSED' }])
  }
  expect(await narrow.ask('vid', asked)).toMatchObject({ status: 200 })
})
