import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Registry } from '../registries/registry-schemas.ts'

/** Changes registries as their owners do, one row in one transaction. */
export interface RegistryWriter {
  /** Changes a person's place of birth. Resolves when that is committed. */
  changePerson(code: string, placeOfBirth: string): Promise<void>
  /** So many changes in a second, of people and of properties' values in turn, until it is stopped. */
  begin(perSecond: number): void
  /** @returns how many there were. */
  stop(): Promise<number>
  close(): Promise<void>
}

export async function openRegistryWriter(
  databases: Readonly<Record<Registry, string>>,
  codes: readonly string[],
): Promise<RegistryWriter> {
  const population = new Client({ connectionString: databases.population })
  const cadastre = new Client({ connectionString: databases.cadastre })
  await Promise.all([population.connect(), cadastre.connect()])
  const { rows } = await cadastre.query<{ number: string }>(
    'SELECT DISTINCT object_number AS number FROM valuation ORDER BY 1',
  )
  let running: Promise<void> = Promise.resolve()
  let stopping = new AbortController()
  let changes = 0

  async function changePerson(code: string, placeOfBirth: string): Promise<void> {
    await population.query('UPDATE person SET place_of_birth = $2 WHERE code = $1', [code, placeOfBirth])
  }

  async function changeAll(perSecond: number, { signal }: AbortController): Promise<void> {
    const start = performance.now()
    for (let done = 0; !signal.aborted; done++) {
      const wait = start + (done * 1_000) / perSecond - performance.now()
      if (wait > 0) await sleep(wait)
      const place = Math.imul(done + 1, 0x9e37_79b1) >>> 0
      if (done % 2 === 0) await changePerson(codes[place % codes.length] ?? '', `Vieta ${done}`)
      else {
        await cadastre.query(
          'UPDATE valuation SET property_cadastral_value = $2, object_cadastral_value = $2 WHERE object_number = $1',
          [rows[place % rows.length]?.number, done],
        )
      }
      changes += 1
    }
  }

  return {
    changePerson,
    begin(perSecond) {
      stopping = new AbortController()
      running = changeAll(perSecond, stopping)
    },
    async stop() {
      stopping.abort()
      await running
      const told = changes
      changes = 0
      return told
    },
    async close() {
      await Promise.all([population.end(), cadastre.end()])
    },
  }
}
