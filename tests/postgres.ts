import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, escapeIdentifier } from 'pg'
import { inject } from 'vitest'
import type { DatabaseName } from '#tools/databases/names.ts'

export interface TestDatabase {
  url: string
  /** Ends the connections that are still open after a second, and removes it. */
  drop: () => Promise<void>
}

/** A database of its own on the tests' server: `empty`, or one that carries all migrations of that name. */
export async function createTestDatabase(name: DatabaseName | 'empty'): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const database = `${name}_${randomUUID()}`
  const url = await onServer(server, database, 'create', name === 'empty' ? 'template1' : templateOf(name))
  return {
    url,
    drop: async () => {
      await onServer(server, database, 'drop')
    },
  }
}

export function templateOf(name: DatabaseName): string {
  return `template_${name}`
}

/** @returns the URL of `database` on the server at `serverUrl`. */
export async function onServer(
  serverUrl: string,
  database: string,
  action: 'create' | 'drop',
  template = 'template1',
): Promise<string> {
  const name = escapeIdentifier(database)
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    if (action === 'create') {
      await client.query(`create database ${name} template ${escapeIdentifier(template)}`)
    } else {
      await farewells(client, database)
      await client.query(`drop database ${name} with (force)`)
    }
  } finally {
    await client.end()
  }
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

/** Waits for connections that say goodbye at this moment: cut off in it, they would end a test with an error that nobody awaits. */
async function farewells(client: Client, database: string): Promise<void> {
  for (let left = 40; left > 0; left--) {
    const { rowCount } = await client.query('select from pg_stat_activity where datname = $1', [database])
    if (rowCount === 0) return
    await sleep(25)
  }
}
