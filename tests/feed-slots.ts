import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, escapeLiteral } from 'pg'
import { feedScript } from '#tools/feeds/feed-script.ts'
import type { Registry } from '#tools/country/registries.ts'

export interface TestFeed {
  readonly slot: string
  readonly publication: string
  /** Removes the slot, once nobody reads it any more. */
  drop(): Promise<void>
}

/** What an administrator makes for a feed, by the very script, in the registry's database at `url`. */
export async function prepareTestFeed(registry: Registry, url: string): Promise<TestFeed> {
  const name = `test_${randomUUID().replaceAll('-', '_')}`
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const { sql } of feedScript(registry, { slot: name, publication: name })) await client.query(sql)
  } finally {
    await client.end()
  }
  return { slot: name, publication: name, drop: () => dropSlot(url, name) }
}

/** A slot cannot be dropped while its last reader leaves, for which a server takes seconds unless it is told to. */
export async function dropSlot(url: string, slot: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (let left = 100; left > 0; left--) {
      const { rows } = await client.query<{ active: boolean }>(
        'select active, pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = $1',
        [slot],
      )
      if (rows[0]?.active !== true) break
      await sleep(20)
    }
    await client.query(
      `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${escapeLiteral(slot)}`,
    )
  } finally {
    await client.end()
  }
}
