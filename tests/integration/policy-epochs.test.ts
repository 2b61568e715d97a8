import { assert, jsonValue, property } from 'fast-check'
import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { forbidCoordinates, suspendAgreement } from '#policies/agreement-moves.ts'
import { recordCatalogue } from '#policies/catalogue.ts'
import { canonical } from '#policies/epoch-hash.ts'
import type { ChangeFilter, ChangePage } from '#policies/epochs.ts'
import { readChanges } from '#policies/epochs.ts'
import { loadAgreements, demoAgreements } from '#policies/load-agreements.ts'
import { migrations } from '#policies/migrations.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import { readRevision } from '#policies/read-revisions.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import { verifyEpochChain, verifyEpochs } from '#policies/verify-epochs.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { createTestDatabase } from '../postgres.ts'
import { catalogue, stewardedDatabase, stewards } from './policy-stewards.ts'

const plain = {
  ...plainTerms,
  permission: '1',
  consumer: 'riga',
  purpose: 'p',
  legalBasis: 'l',
  caseRequired: false,
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: null,
  status: 'active' as const,
  grants: [{ id: '1:Person.sex', coordinate: 'Person.sex' }],
  forbids: [],
}

test('a database of the first version reads back with plain terms, is chained, and can be stewarded', async () => {
  const database = await createTestDatabase('empty')
  const pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
  try {
    await migrate(database.url, migrations.slice(0, 1))
    await pool.query(`
      INSERT INTO epoch VALUES (1, '2026-01-01 10:00:00.123456+00', 'demo'), (2, '2026-01-02 10:00:00+00', 'demo');
      INSERT INTO organisation VALUES ('riga', 'Rīga', 1);
      INSERT INTO agreement VALUES ('1', 'riga', 'p', 'l', false, '2026-01-01Z', NULL, 'active', 2);
      INSERT INTO agreement_line VALUES ('1:Person.sex', '1', 'grant', 'Person.sex', NULL);
      INSERT INTO application VALUES ('app', 'riga', '1', 1);
    `)
    await migrate(database.url, migrations)
    expect(await readPolicyContent(pool)).toStrictEqual({
      epoch: 2,
      agreements: [{ ...plain, organisation: 'Rīga' }],
      applications: [{ id: 'app', consumer: 'riga', defaultPermission: '1' }],
    })
    expect(await verifyEpochChain(pool)).toMatchObject({ epochs: 2, problems: [] })
    expect((await readChanges(pool, {}, { first: 5 })).epochs).toMatchObject([
      { number: 2, at: '2026-01-02T10:00:00.000000Z', difference: { permissions: ['1'] } },
      { number: 1, at: '2026-01-01T10:00:00.123456Z', difference: null },
    ])
    expect(await readRevision(pool, { permission: '1', number: 1 })).toMatchObject({
      origin: 'file',
      author: 'demo',
      state: 'active',
      epoch: 2,
      terms: plain,
    })
    expect(await publish(pool, { agreements: [plain] }, { author: 'demo' })).toBe(2)

    await recordCatalogue(pool, catalogue)
    const order = { permission: '1', coordinates: ['Person.sex'] }
    expect(await forbidCoordinates(pool, order, stewards.population, 'x')).toMatchObject({ state: 'active' })
    expect(await suspendAgreement(pool, '1', stewards.population, 'x')).toBe(4)
    expect((await verifyEpochChain(pool)).problems).toEqual([])
  } finally {
    await pool.end()
    await database.drop()
  }
})

test('the register says who changed what, page by page', async () => {
  const database = await stewardedDatabase()
  const { pool } = database
  try {
    await publish(pool, { agreements: [{ ...plain, providers: ['population'] }] }, { author: 'demo' })
    const amended = { ...plain, providers: ['cadastre'], quotaPerDay: 7, grants: [], forbids: plain.grants }
    await publish(pool, { agreements: [amended] }, { author: 'demo', approver: 'vadītājs' })
    const page = await readChanges(pool, { permission: '1' }, { first: 1 })
    expect(page.hasMore).toBe(true)
    expect(page.epochs).toMatchObject([
      {
        number: 3,
        author: 'demo',
        approver: 'vadītājs',
        difference: {
          permissions: ['1'],
          registries: ['cadastre', 'population'],
          agreements: [
            {
              permission: '1',
              terms: {
                revision: { before: 1, after: 2 },
                providers: { before: ['population'], after: ['cadastre'] },
                quotaPerDay: { before: null, after: 7 },
              },
              grants: { added: [], removed: plain.grants, changed: [] },
              forbids: { added: plain.grants, removed: [], changed: [] },
            },
          ],
        },
      },
    ])
    const numbers = async (filter: ChangeFilter, changePage: ChangePage): Promise<number[]> =>
      (await readChanges(pool, filter, changePage)).epochs.map(({ number }) => number)
    expect(await numbers({ permission: '1' }, { first: 9, before: 3 })).toEqual([2])
    expect(await numbers({ registries: ['cadastre'] }, { first: 9 })).toEqual([3])
    expect(await numbers({ registries: ['population', 'x'] }, { first: 9 })).toEqual([3, 2])
    expect(await numbers({ registries: [] }, { first: 9 })).toEqual([])
    expect(await numbers({}, { first: 9 })).toEqual([3, 2, 1])
  } finally {
    await database.close()
  }
})

test('the database refuses to change an epoch, to leave a number out, and to break the chain', async () => {
  const database = await stewardedDatabase()
  const { pool } = database
  try {
    for (const sql of [
      `UPDATE epoch SET author = 'x'`,
      'DELETE FROM epoch',
      'TRUNCATE epoch CASCADE',
      `SET session_replication_role = replica; DELETE FROM epoch`,
      `INSERT INTO epoch SELECT number + 2, at, author, approver, difference, hash, hash FROM epoch`,
      `INSERT INTO epoch SELECT number + 1, at, author, approver, difference, previous_hash, hash FROM epoch`,
      `INSERT INTO epoch SELECT number + 1, at - interval '1 s', author, approver, difference, hash, hash FROM epoch`,
    ]) {
      await expect(pool.query(sql), sql).rejects.toThrow(/stays as it was|does not follow/)
    }
  } finally {
    await database.close()
  }
})

/** What somebody who owns the tables could do; each with the triggers off. */
const manipulations: readonly string[] = [
  `UPDATE epoch SET author = author || 'x' WHERE number = $1`,
  `UPDATE epoch SET approver = 'x' WHERE number = $1`,
  `UPDATE epoch SET at = at + interval '1 microsecond' WHERE number = $1`,
  `UPDATE epoch SET difference = jsonb_set(difference, '{consentsWithdrawn}', '9') WHERE number = $1`,
  `UPDATE epoch SET hash = sha256(hash) WHERE number = $1`,
  `UPDATE epoch SET previous_hash = sha256(hash) WHERE number = $1`,
  `UPDATE agreement SET status = 'ended' WHERE $1 > 0 AND permission = '1001'`,
  `UPDATE agreement SET consumer = 'riga' WHERE $1 > 0 AND permission = '1002'`,
  `UPDATE revision SET terms = terms || '{"quotaPerDay": 1}' WHERE $1 > 0`,
  `UPDATE revision SET terms = jsonb_set(terms, '{grants,0,coordinate}', '"Person.secret"') WHERE $1 > 0`,
  `UPDATE revision SET terms = terms #- '{grants,0}' WHERE $1 > 0`,
  `UPDATE organisation SET name = name || 'x' WHERE $1 > 0`,
  `UPDATE application SET default_permission = NULL WHERE $1 > 0`,
  `UPDATE revision SET terms = terms || '{"purpose": "x"}' WHERE $1 > 0`,
  `UPDATE revision SET state = 'ended' WHERE $1 > 0`,
]

test('every manipulation behind the back of the store is found', async () => {
  const database = await stewardedDatabase()
  const { pool } = database
  try {
    await loadAgreements(pool, demoAgreements, { author: 'demo' })
    await suspendAgreement(pool, '1001', { ...stewards.population, registries: ['population'] }, 'x')
    const { epochs, problems } = await verifyEpochChain(pool)
    expect(problems).toEqual([])
    const client = await pool.connect()
    for (const manipulation of manipulations) {
      for (const number of [1, epochs]) {
        await client.query('BEGIN')
        await client.query('ALTER TABLE epoch DISABLE TRIGGER ALL; ALTER TABLE revision DISABLE TRIGGER ALL')
        const { rowCount } = await client.query(manipulation, [number])
        expect(rowCount, manipulation).toBeGreaterThan(0)
        expect((await verifyEpochs(client)).problems, manipulation).not.toEqual([])
        await client.query('ROLLBACK')
      }
    }
    client.release()
    expect((await verifyEpochChain(pool)).problems).toEqual([])
  } finally {
    await database.close()
  }
})

test('one content has one serialisation', () => {
  assert(
    property(jsonValue(), (value) => {
      const text = canonical(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonical(reversed(value))).toBe(text)
    }),
  )
  expect(canonical(JSON.parse('{"b":1,"__proto__":{"a":[{"d":1,"c":2}]}}'))).toBe(
    '{"__proto__":{"a":[{"c":2,"d":1}]},"b":1}',
  )
})

/** The same, with members in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  )
}
