import { Client, escapeIdentifier } from 'pg'
import { describeConnectionError } from './describe-connection-error.ts'
import { openEmbeddedServer } from './embedded-server.ts'
import type { EmbeddedServer } from './embedded-server.ts'
import { migrate } from './migrate.ts'
import { migrationsOf } from './migrations.ts'
import type { DatabaseName } from './names.ts'
import { databaseNames, perDatabase, urlVariable } from './names.ts'
import { StartError } from './start-error.ts'

export interface Databases {
  urls: Readonly<Record<DatabaseName, string>>
  /** Gives the embedded server up, and stops it where no other process uses it. */
  close: () => Promise<void>
}

export interface DatabasesOptions {
  env: Readonly<Record<string, string | undefined>>
  /** Where the embedded server keeps its data. */
  dataFolder: string
  log: (line: string) => void
}

/** Where one database is, and which setting says so (for error messages). */
interface Place {
  url: string
  setting: string
}

/**
 * Opens the seven databases, each created where it is missing and migrated forward: on the servers that the environment
 * names (`DATABASE_URL` for all, `<NAME>_DATABASE_URL` for one), the others on the embedded server, started or joined.
 * @throws StartError for what the user can mend.
 */
export async function openDatabases({ env, dataFolder, log }: DatabasesOptions): Promise<Databases> {
  const own = (name: DatabaseName): string | undefined => env[urlVariable(name)] || env['DATABASE_URL']
  const embedded = databaseNames.every(own) ? undefined : await openEmbeddedServer({ dataFolder, log })
  try {
    const places = perDatabase((name) => placeOf(name, env, embedded))
    await Promise.all(databaseNames.map((name) => open(name, places[name], log)))
    return { urls: perDatabase((name) => places[name].url), close: async () => embedded?.close() }
  } catch (error) {
    await embedded?.close()
    throw error
  }
}

function placeOf(
  name: DatabaseName,
  env: DatabasesOptions['env'],
  embedded: EmbeddedServer | undefined,
): Place {
  const variable = urlVariable(name)
  const url = env[variable]
  if (url) return { url: parsed(url, variable).href, setting: variable }
  const server = env['DATABASE_URL'] || embedded?.url || ''
  const place = parsed(server, 'DATABASE_URL')
  place.pathname = `/dagr_${name}`
  return { url: place.href, setting: env['DATABASE_URL'] ? 'DATABASE_URL' : 'The embedded server' }
}

function parsed(url: string, setting: string): URL {
  const result = URL.parse(url)
  if (result && /^postgres(ql)?:$/.test(result.protocol)) return result
  throw new StartError(
    `${setting} is not a PostgreSQL URL such as postgres://user:password@host:5432/database.`,
  )
}

async function open(name: DatabaseName, place: Place, log: (line: string) => void): Promise<void> {
  try {
    await createIfMissing(place)
    const applied = await migrate(place.url, migrationsOf[name])
    if (applied.length > 0) log(`Database ${name}: applied ${applied.join(', ')}`)
  } catch (error) {
    throw describeConnectionError(error, place.setting, place.url)
  }
}

async function createIfMissing({ url }: Place): Promise<void> {
  try {
    await statement(url, 'select 1')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '3D000')) throw error
    const server = new URL(url)
    const name = decodeURIComponent(server.pathname.slice(1))
    server.pathname = '/postgres'
    await createDatabase(server.href, name)
  }
}

async function createDatabase(serverUrl: string, name: string): Promise<void> {
  try {
    await statement(serverUrl, `create database ${escapeIdentifier(name)}`)
  } catch (error) {
    // 42P04, 23505: another process created it at the same moment.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== '42P04' && code !== '23505') throw error
  }
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end().catch(() => undefined)
  }
}
