import { randomUUID } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { inject } from 'vitest'
import type { DatabaseName } from '#tools/databases/names.ts'

export interface TestDatabase {
  url: string
  /** Ends the connections that are still open, and removes it. */
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
    await client.query(
      action === 'create'
        ? `create database ${name} template ${escapeIdentifier(template)}`
        : `drop database ${name} with (force)`,
    )
  } finally {
    await client.end()
  }
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
