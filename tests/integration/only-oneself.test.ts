import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDagr } from '../running-dagr.ts'
import type { DagrUnderTest } from '../running-dagr.ts'

/** What a resident can find out about others: nothing, not even that there is somebody. */

let dagr: DagrUnderTest
let somebody: string
const nobody = '39000000000'

beforeAll(async () => {
  dagr = await runDagr()
  const client = new Client({ connectionString: dagr.urls.population })
  await client.connect()
  const { rows } = await client.query<{ code: string }>(
    'select code from person where code <> $1 order by code limit 1',
    [dagr.resident],
  )
  await client.end()
  somebody = rows[0]?.code ?? ''
})
afterAll(() => dagr.stop())

async function fetches(): Promise<readonly string[]> {
  const text = await (await fetch(`${dagr.url}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => /^dagr_subgraph_fetches_total.*(cadastre|enterprise|history)/.test(line))
}

test.each([
  'givenName properties { cadastralNumber } offices { position }',
  // A page of this size is an error of the registry, which is not even asked.
  'givenName accessHistory(first: 1000) { edges { cursor } }',
])('somebody else is answered as nobody, fetched as nobody and recorded alike: %s', async (fields) => {
  const query = `query ($code: String!) { person(personalCode: $code) { ${fields} } }`
  const before = await fetches()
  const [found, missing] = await Promise.all(
    [somebody, nobody].map((code) =>
      dagr.askAndSeeRecords('resident', { query, variables: { code } }, {}, [somebody, nobody]),
    ),
  )
  expect(await fetches()).toEqual(before)
  expect(found?.records).toMatchObject([{ subject: somebody, outcome: 'REFUSED' }])
  expect(found?.records[0]?.withheld).toContain('Query.person')
  expect(found).toEqual({
    ...missing,
    records: missing?.records.map((record) => ({ ...record, subject: somebody })),
  })
})

test('what a registry does not deliver of others is not told', async () => {
  // Relatives are met on the way and withheld; the error stands in their histories, of which there are several.
  const query = `query ($code: String!) { person(personalCode: $code) {
    family { relation person { accessHistory(first: 1000) { edges { cursor } } } } } }`
  const { data, errors } = await dagr.ask('resident', { query, variables: { code: dagr.resident } })
  expect(data).toMatchObject({ person: { family: expect.arrayContaining([expect.anything()]) } })
  expect([...new Set(errors.map(({ extensions }) => extensions['code']))]).toEqual(['FIELD_NOT_GRANTED'])
})
