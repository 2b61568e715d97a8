import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedCountry } from '#tests/country.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import type { FaultProxy } from '#tests/fault-proxy.ts'
import { openHeldAnswers } from '#tests/held-answers.ts'
import type { HeldAnswers } from '#tests/held-answers.ts'
import { runDagr } from '#tests/running-dagr.ts'
import type { DagrUnderTest } from '#tests/running-dagr.ts'

let cadastre: HeldAnswers
let database: FaultProxy
let dagr: DagrUnderTest

beforeAll(async () => {
  cadastre = await openHeldAnswers()
  database = await openFaultProxy((await sharedCountry()).cadastre)
  dagr = await runDagr(
    { HOT_ENTITIES_MB: '0', DEADLINE_MS: '1500' },
    { cadastre: database.url },
    undefined,
    ({ name, url }) => (name === 'cadastre' ? cadastre.route(url) : url),
  )
})
afterAll(async () => {
  cadastre.letOut('all')
  await dagr.stop()
  await cadastre.close()
  await database.close()
})

const ask = async (selection: string) =>
  dagr.ask('vid', {
    query: `query ($code: String!) { person(personalCode: $code) { ${selection} } }`,
    variables: { code: dagr.resident },
  })

const both = 'givenName properties { cadastralNumber }'

async function servedCadastre(): Promise<{ readonly status: number; readonly served?: unknown }> {
  const response = await fetch(`${dagr.url}/health/ready`)
  const { registries } = (await response.json()) as { registries: Record<string, unknown> }
  return { status: response.status, ...(registries['cadastre'] as object) }
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${dagr.url}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length),
  )
}

test('a registry that stands still is not asked any more, costs its own fields only, and is asked again when it answers', async () => {
  expect((await ask(both)).errors).toEqual([])
  expect(await servedCadastre()).toEqual({ status: 200, served: 'live', feed: 'not kept' })

  cadastre.hold()
  const late = Array.from({ length: 8 }, () => ask(both))
  const other = await ask('givenName')
  expect(other).toMatchObject({
    status: 200,
    data: { person: { givenName: expect.any(String) } },
    errors: [],
  })
  for (const { status, data, errors } of await Promise.all(late)) {
    expect({ status, data }).toEqual({
      status: 200,
      data: { person: { givenName: expect.any(String), properties: null } },
    })
    expect(errors).toMatchObject([{ extensions: { code: 'REGISTRY_UNAVAILABLE', registry: 'cadastre' } }])
  }
  await expect.poll(servedCadastre).toEqual({ status: 200, served: 'not at all', feed: 'not kept' })
  const asked = cadastre.asked()
  expect((await ask(both)).errors).toMatchObject([{ extensions: { code: 'REGISTRY_UNAVAILABLE' } }])
  // Of the gateway's own there is one question at a time, and one about the schema.
  expect(cadastre.asked() - asked).toBeLessThanOrEqual(2)
  expect(await metric('dagr_registry_state{registry="cadastre"}')).toBe(2)
  expect(await metric('dagr_registry_refused_total{registry="cadastre",reason="open"}')).toBeGreaterThan(0)
  expect(await metric('dagr_registry_state{registry="population"}')).toBe(0)

  cadastre.letOut('all')
  await expect.poll(async () => (await ask(both)).errors).toEqual([])
  expect(await servedCadastre()).toEqual({ status: 200, served: 'live', feed: 'not kept' })
})

test('a registry whose subgraph answers and whose database does not is not asked either, until the database is back', async () => {
  await expect.poll(async () => (await ask(both)).errors).toEqual([])
  await expect.poll(servedCadastre).toEqual({ status: 200, served: 'live', feed: 'not kept' })

  await database.stop()
  while ((await servedCadastre()).served === 'live')
    expect(await ask(both)).toMatchObject({
      status: 200,
      data: { person: { givenName: expect.any(String), properties: null } },
      errors: [{ extensions: { code: 'REGISTRY_UNAVAILABLE', registry: 'cadastre' } }],
    })
  expect(await servedCadastre()).toEqual({ status: 200, served: 'not at all', feed: 'not kept' })
  expect(await metric('dagr_registry_state{registry="cadastre"}')).toBe(2)
  // It is tried out again and again, and its subgraph, which needs no source to say who it is, does not pass for it.
  const before = cadastre.asked()
  while (cadastre.asked() < before + 5) {
    expect(await servedCadastre()).toEqual({ status: 200, served: 'not at all', feed: 'not kept' })
    await sleep(20)
  }

  await database.start()
  await expect.poll(servedCadastre).toEqual({ status: 200, served: 'live', feed: 'not kept' })
  await expect.poll(async () => (await ask(both)).errors).toEqual([])
  // Nobody asks: that somebody wants to know is enough.
  await database.stop()
  await expect.poll(servedCadastre).toEqual({ status: 200, served: 'not at all', feed: 'not kept' })
  await database.start()
  await expect.poll(servedCadastre).toEqual({ status: 200, served: 'live', feed: 'not kept' })
})
