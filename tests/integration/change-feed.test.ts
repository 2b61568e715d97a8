import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { ChangeFeed, FeedEvent } from '#connectors/connector.ts'
import { openPostgresChanges } from '#connectors/postgres-changes.ts'
import { openFaultProxy } from '#tests/fault-proxy.ts'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'

const schema = `
  create table item (id text primary key, holder text);
  alter table item replica identity full;
  create publication told for table item`
const slot = 'told'

test('what a follower knows is what the source holds, whatever happens on the way', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'dagr-feed-'))
  await chmod(dataFolder, 0o755)
  const open = () =>
    openEmbeddedServer({ dataFolder, log: () => undefined, settings: { shared_buffers: '16MB' } })
  let server = await open()
  const proxy = await openFaultProxy(server.url)
  onTestFinished(async () => {
    await proxy.close()
    await server.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  const owner = await connected(proxy.url)
  for (const statement of schema.split(';')) await owner.query(statement)
  await owner.query(makeSlot)
  const faults: (string | null)[] = []
  const openFeed = (): ChangeFeed =>
    openPostgresChanges({
      url: proxy.url,
      slot,
      publication: 'told',
      tables: { item: ['id', 'holder'] },
      onFault: (fault) => faults.push(fault),
    })
  let feed = openFeed()
  let follower = await follow(feed, proxy.url)

  // Transactions of all kinds, several at once.
  await write(proxy.url, 60)
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(1)

  // The follower is cut off, and comes back.
  const before = follower.knowledge
  await follower.stop()
  await write(proxy.url, 15)
  follower = await follow(feed, proxy.url, before)
  await follower.equalsTruth()
  expect(follower.begins()).toBe(0)

  // The feed's connections are cut in the middle of what is told.
  proxy.arm({ direction: 'toClient', afterBytes: 5_000, action: 'cut' })
  await write(server.url, 15)
  await follower.caughtUp()
  await follower.equalsTruth()

  // The server stops, which does not wait for the feed, and starts again.
  const stopping = performance.now()
  await owner.end()
  await server.close()
  expect(performance.now() - stopping).toBeLessThan(20_000)
  expect(feed.fault()).not.toBe(null)
  server = await open()
  proxy.lead(server.url)
  await write(proxy.url, 15)
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(0)

  // The process that tells is replaced: the slot still has what the follower misses.
  const known = follower.knowledge
  await follower.stop()
  await feed.close()
  await write(proxy.url, 15)
  feed = openFeed()
  onTestFinished(() => feed.close())
  follower = await follow(feed, proxy.url, known)
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(0)

  // The slot is lost: nothing is told, and why is said; then a new one begins.
  await onServer(proxy.url, `select pg_terminate_backend(active_pid) from pg_replication_slots`)
  await expect
    .poll(() =>
      onServer(proxy.url, `select pg_drop_replication_slot('${slot}')`).then(
        () => 'dropped',
        () => '',
      ),
    )
    .toBe('dropped')
  await expect.poll(() => feed.fault()).toBe(`There is no replication slot ${slot}.`)
  await write(proxy.url, 10)
  await onServer(proxy.url, makeSlot)
  await write(proxy.url, 10)
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(1)

  // A table is taken out of what is told, and put back: what changed meanwhile is not known.
  await onServer(proxy.url, 'alter publication told drop table item')
  await expect.poll(() => feed.fault()).toBe('The publication told lacks the table item.')
  await write(proxy.url, 5)
  await onServer(proxy.url, 'alter publication told add table item')
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(2)

  // Old values that are not told any more, and very many rows at once: only the table is named.
  await onServer(proxy.url, 'alter table item replica identity default')
  await onServer(proxy.url, `update item set holder = 'h'`)
  await onServer(proxy.url, 'alter table item replica identity full')
  await onServer(proxy.url, `insert into item select 'many ' || n, null from generate_series(1, 2500) as n`)
  await follower.caughtUp()
  await follower.equalsTruth()
  expect(follower.begins()).toBe(2)

  // Whoever looks after the feed was told the reason once, and that it was over.
  expect(faults.filter((fault) => fault === `There is no replication slot ${slot}.`)).toHaveLength(1)
  expect(faults.at(-1)).toBe(null)
  await follower.stop()
})

const makeSlot = `select pg_create_logical_replication_slot('${slot}', 'pgoutput')`

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = await connected(url)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Every transaction that was confirmed, by the row that it wrote for that, and when. */
const confirmed = new Map<string, number>()

/** Four writers at once, each `transactions` times: plain, in parts that are taken back, given up, or left open for long. */
async function write(url: string, transactions: number): Promise<void> {
  await Promise.all(
    [1, 2, 3, 4].map(async (writer) => {
      const client = await connected(url)
      let chance = writer * 7919 + confirmed.size
      const next = (below: number): number => (chance = (chance * 48271) % 2147483647) % below
      for (let count = 0; count < transactions; count++) {
        const mark = `mark ${randomUUID()}`
        const change = `insert into item values ('i${next(40)}', 'h${next(5)}') on conflict (id) do update set holder = excluded.holder`
        const kind = next(6)
        try {
          await client.query(`begin; insert into item values ('${mark}', null)`)
          await client.query(change)
          if (kind === 0)
            await client.query(`savepoint one; delete from item where id like 'i1%'; rollback to one`)
          if (kind === 1)
            await client.query(
              `savepoint one; update item set holder = 'x' where id = 'i${next(40)}'; release one`,
            )
          if (kind === 2) await client.query(`delete from item where id = 'i${next(40)}'`)
          if (kind === 3) await sleep(next(60))
          await client.query(kind === 4 ? 'rollback' : 'commit')
          if (kind !== 4) confirmed.set(mark, performance.now())
        } catch {
          // Two that waited for each other, or a connection that was cut: the transaction may or may not be there.
          await client.query('rollback').catch(() => undefined)
        }
      }
      await client.end().catch(() => undefined)
    }),
  )
}

/** What a follower has, to go on with. */
interface Knowledge {
  readonly rows: Map<string, unknown>
  cursor: string | null
}

async function follow(
  feed: ChangeFeed,
  url: string,
  knowledge: Knowledge = { rows: new Map(), cursor: null },
) {
  const stopping = new AbortController()
  const reader = await connected(url)
  const { rows } = knowledge
  /** Marks of what need not be told: it was there when all was read. */
  let read = new Set<string>([...confirmed.keys()].filter((mark) => rows.has(mark)))
  let begins = 0
  let vouchedFor = -Infinity

  async function readAll(): Promise<void> {
    const client = await connected(url)
    const found = await client.query<{ id: string; holder: unknown }>('select id, holder from item')
    await client.end()
    rows.clear()
    for (const { id, holder } of found.rows) rows.set(id, holder)
    read = new Set(rows.keys())
  }

  async function hear(event: FeedEvent): Promise<void> {
    knowledge.cursor = event.cursor
    if (event.kind === 'heartbeat') {
      // INVARIANT: what was committed before the source was asked has been told.
      for (const [mark, at] of confirmed)
        if (at < event.askedAt && !rows.has(mark) && !read.has(mark))
          throw new Error('Something was not told')
      vouchedFor = event.askedAt
      return
    }
    if (event.kind === 'begin') begins++
    if (event.kind === 'begin' || event.tables.length > 0) return readAll()
    // INVARIANT: what is told is seen by whoever reads from now on.
    const marked = event.rows.find((row) => String(row.new?.['id']).startsWith('mark'))
    const seen = await reader
      .query('select from item where id = $1', [marked?.new?.['id'] ?? null])
      .catch(() => null)
    if (marked !== undefined && seen?.rowCount === 0) throw new Error('What was told is not visible')
    for (const row of event.rows) {
      if (row.old !== null) rows.delete(String(row.old['id']))
      if (row.new !== null) rows.set(String(row.new['id']), row.new['holder'])
    }
  }

  let failure: unknown
  const reading = (async () => {
    for await (const event of feed.changes(knowledge.cursor, { signal: stopping.signal })) await hear(event)
  })().catch((error: unknown) => {
    if (!stopping.signal.aborted) failure = error
  })
  const caughtUp = async (): Promise<void> => {
    const from = performance.now()
    await expect.poll(() => failure ?? vouchedFor > from, { interval: 10 }).toBe(true)
  }
  await caughtUp()
  return {
    knowledge,
    caughtUp,
    begins: () => begins,
    async equalsTruth() {
      const client = await connected(url)
      const truth = await client.query<{ id: string; holder: unknown }>(
        'select id, holder from item order by id',
      )
      await client.end()
      const byId = [...rows].map(([id, holder]) => ({ id, holder }))
      expect(byId.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
        truth.rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      )
    },
    async stop() {
      stopping.abort()
      await reading
      await reader.end()
    },
  }
}
