import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { dropSlot } from '#tests/feed-slots.ts'
import { createTestDatabase } from '#tests/postgres.ts'
import { expect, test } from 'vitest'
import type { FeedSubject } from './changes-conformance.ts'
import { changesConformance } from './changes-conformance.ts'
import type { ChangeFeed } from './connector.ts'
import { openPollingChanges } from './polling-changes.ts'
import { openPostgresChanges } from './postgres-changes.ts'
import { postgresConnector } from './postgres.ts'

const tables = { item: ['id', 'holder'], owner: ['id', 'holder'] }
const schema = `
  create table item (id text primary key, holder text);
  create table owner (id text primary key, holder text);
  alter table item replica identity full;
  alter table owner replica identity full;
  create publication told for table item, owner`

interface PostgresSubject extends FeedSubject {
  /** How many are open in its database, the owner's among them. */
  sessions: () => Promise<number>
}

type Opened = (url: string, slot: string, options?: { maxRows?: number }) => ChangeFeed

/** A database of its own, a slot in it, and a feed by `open`. */
function onPostgres(open: Opened): () => Promise<PostgresSubject> {
  return async () => {
    const database = await createTestDatabase('empty')
    const owner = await connected(database.url)
    const slot = `conformance_${randomUUID().replaceAll('-', '_')}`
    await owner.query(schema)
    await owner.query('select pg_create_logical_replication_slot($1, $2)', [slot, 'pgoutput'])
    const others: Client[] = []
    return {
      open: async (options) => open(database.url, slot, options),
      async commit(...statements) {
        await owner.query(['begin', ...statements, 'commit'].join(';'))
      },
      async leaveOpen(statement) {
        const client = await connected(database.url)
        others.push(client)
        await client.query(`begin; ${statement}`)
        return async (how) => {
          await client.query(how)
        }
      },
      async cut() {
        // Whoever connects from now on waits, and gives up.
        const name = new URL(database.url).pathname.slice(1)
        const server = await connected(new URL('/postgres', database.url).href)
        others.push(server)
        await server.query(`alter database "${name}" with allow_connections false`)
        await server.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> all($2)',
          [name, [processId(owner)]],
        )
        return {
          async mend() {
            await server.query(`alter database "${name}" with allow_connections true`)
          },
        }
      },
      async sessions() {
        const { rowCount } = await owner.query(
          'select from pg_stat_activity where datname = current_database()',
        )
        return rowCount ?? 0
      },
      async drop() {
        await Promise.all(others.map((client) => client.end()))
        await owner.end()
        await dropSlot(database.url, slot)
        await database.drop()
      },
    }
  }
}

function processId(client: Client): unknown {
  return 'processID' in client ? client.processID : undefined
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

changesConformance(
  'PostgreSQL by logical replication',
  onPostgres((url, slot, options) =>
    openPostgresChanges({ url, slot, publication: 'told', tables, ...options }),
  ),
)

test('a feed that is closed leaves no session at its source', async () => {
  const faults: (string | null)[] = []
  const subject = await onPostgres((url, slot) =>
    openPostgresChanges({ url, slot, publication: 'told', tables, onFault: (fault) => faults.push(fault) }),
  )()
  const feed = await subject.open()
  await expect.poll(() => faults).toEqual([null])
  await feed.close()
  await expect.poll(subject.sessions).toBe(1)
  await subject.drop()
})

/** The feed closes the connector with it. */
const polled =
  (version: boolean): Opened =>
  (url, _slot, options) => {
    const connector = postgresConnector({ url, tables, statementTimeoutMs: 2_000 })
    const feed = openPollingChanges({
      connector,
      identity: 'polled',
      everyMs: 20,
      keysEvery: version ? 3 : 1,
      tables: Object.entries(tables).map(([name, columns]) => ({
        name,
        columns,
        key: 'id',
        ...(version && { version: 'id' }),
      })),
      ...options,
    })
    return {
      ...feed,
      async close() {
        await feed.close()
        await connector.close()
      },
    }
  }

changesConformance('PostgreSQL by polling', onPostgres(polled(false)))
changesConformance('PostgreSQL by polling with versions', onPostgres(polled(true)))
