import { existsSync, readFileSync } from 'node:fs'
import { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccessSchema } from '#gateway/operation/access-tree.ts'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import { composeOwnSubgraphs } from '#tools/compose-subgraphs.ts'
import { importPermissions } from '#tools/import/import-permissions.ts'
import { createTestDatabase } from '../postgres.ts'
import type { TestDatabase } from '../postgres.ts'

/** As the national platform's documentation shows it; where the samples are not at hand, its tests are skipped. */
const example = new URL('../../../shared/data/dagr/current_user_permissions.example.json', import.meta.url)
const isAtHand = existsSync(example)
if (!isAtHand) process.stderr.write('Skipped: the sample of current_user_permissions is not at hand\n')

let database: TestDatabase
let pool: Pool
let schema: AccessSchema
let lines: string[]

beforeAll(async () => {
  const { api, facts } = await composeOwnSubgraphs()
  schema = { api, owners: facts.owners }
  database = await createTestDatabase('policy')
  pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
  await loadAgreements(pool, demoAgreements, { author: 'demo' })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(() => {
  lines = []
})

function note(line: string): void {
  lines.push(line)
}

function take(text: string, { consumer = 'vdaa', isLenient = false } = {}): Promise<boolean> {
  return importPermissions(
    { text, consumer, isLenient, url: database.url, schema },
    { out: note, error: note },
  )
}

function addresses(permission: string, purpose = 'Adrešu izmantošana'): string {
  return JSON.stringify([
    {
      service_name: 'vzd_address',
      permission_number: permission,
      purpose_of_use: purpose,
      use_count: 0,
      use_count_quota: 1321,
      valid_from: null,
      valid_to: '2040-01-01T00:00:00+02:00',
      access_control_tree: { name: 'vzd_address', read_access: 'full', properties: null },
    },
  ])
}

async function inForce(permission: string) {
  const { epoch, agreements } = await readPolicyContent(pool)
  return { epoch, agreement: agreements.find((agreement) => agreement.permission === permission) }
}

describe('permissions in the national platform’s shape', () => {
  test('become agreements, once', async () => {
    expect(await take(addresses('7001'))).toBe(true)
    expect(lines).toEqual([expect.stringMatching(/^7001 \(addresses\): \d+ coordinates$/)])
    const { epoch, agreement } = await inForce('7001')
    expect(agreement).toMatchObject({
      consumer: 'vdaa',
      purpose: 'Adrešu izmantošana',
      quotaPerDay: 1321,
      providers: ['addresses'],
      validTo: '2039-12-31T22:00:00.000Z',
      status: 'active',
    })
    const granted = agreement?.grants.map(({ coordinate }) => coordinate) ?? []
    expect(granted).toEqual(
      expect.arrayContaining(['Query.address', 'Query.addresses(first:)', 'Address.fullAddress']),
    )
    expect(granted.filter((coordinate) => coordinate.startsWith('Person.'))).toEqual([])
    expect(await take(addresses('7001'))).toBe(true)
    expect((await inForce('7001')).epoch).toBe(epoch)
  })

  test('are left as somebody else has changed them', async () => {
    await take(addresses('7002'))
    const { agreement } = await inForce('7002')
    if (!agreement) throw new Error('not imported')
    const changed = { ...agreement, grants: agreement.grants.slice(1) }
    await publish(pool, { agreements: [changed] }, { author: 'steward' })
    expect(await take(addresses('7002'))).toBe(true)
    expect(lines.at(-1)).toBe('7002 (addresses): left as somebody else has changed it')
    expect((await inForce('7002')).agreement?.grants).toHaveLength(changed.grants.length)
  })

  test('of an unknown organisation, or with a number that another one has, are not taken', async () => {
    const { epoch } = await inForce('')
    await expect(take(addresses('7003'), { consumer: 'nobody' })).rejects.toThrow(
      /no organisation nobody.*vdaa/,
    )
    await expect(take(addresses('1001'))).rejects.toThrow(/Another organisation has: 1001/)
    expect((await inForce('')).epoch).toBe(epoch)
  })

  test.skipIf(!isAtHand)(
    'the platform’s own example, whose tree of a person is a placeholder, is refused whole',
    async () => {
      const text = readFileSync(example, 'utf8')
      const { epoch } = await inForce('')
      expect(await take(text)).toBe(false)
      expect(lines).toEqual([
        expect.stringMatching(
          /^line 20: .*read_access "partial \(value assumed\)" is neither full nor partial/,
        ),
        expect.stringMatching(/^line 20: .*properties\[0\] "\(attribute subtree.*is no node with name/),
        'Nothing imported.',
      ])
      expect((await inForce('')).epoch).toBe(epoch)
    },
  )

  test.skipIf(!isAtHand)('or taken without it, where that is asked for', async () => {
    expect(await take(readFileSync(example, 'utf8'), { isLenient: true })).toBe(true)
    expect(lines).toEqual([
      expect.stringMatching(/^left out: line 20: .*read_access/),
      expect.stringMatching(/^left out: line 20: .*properties\[0\]/),
      expect.stringMatching(/^1321 \(addresses\): \d+ coordinates$/),
    ])
    expect((await inForce('1321')).agreement).toMatchObject({ quotaPerDay: 1321, consumer: 'vdaa' })
    expect((await inForce('22791')).agreement).toBeUndefined()
  })
})
