import { execFile } from 'node:child_process'
import { appendFile, chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'
import type { EmbeddedServer } from '#tools/databases/embedded-server.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { migrationsOf } from '#tools/databases/migrations.ts'
import { onServer } from './postgres.ts'

/** A PostgreSQL of a test's own, with an audit database that survives what is done to the server. */
export interface AuditServer {
  readonly url: string
  /** One query as its superuser. @throws where the server is down. */
  query<Row>(text: string): Promise<readonly Row[]>
  /** Kills it without a warning. */
  kill(): Promise<void>
  /** Starts it again, at another address. @returns the audit database's new one. */
  restart(): Promise<string>
  /** Another server that receives whatever this one writes, from now on before a commit is confirmed. Restarts this one. */
  addStandby(): Promise<AuditServer>
  close(): Promise<void>
}

/** `parent`: the folder in which its data is to be. */
export async function openAuditServer(parent: string = tmpdir()): Promise<AuditServer> {
  const dataFolder = await mkdtemp(join(parent, 'dagr-audit-'))
  await chmod(dataFolder, 0o755)
  const server = await openEmbeddedServer({ dataFolder, log: () => undefined })
  const url = await onServer(server.url, 'audit', 'create')
  await migrate(url, migrationsOf.audit)
  return serverIn(dataFolder, server)
}

function serverIn(dataFolder: string, opened: EmbeddedServer): AuditServer {
  let server: EmbeddedServer | null = opened
  let url = auditOn(opened)
  const open = async () => {
    await server?.close()
    server = await openEmbeddedServer({ dataFolder, log: () => undefined })
    url = auditOn(server)
    return url
  }
  const query = async <Row>(text: string): Promise<readonly Row[]> => {
    const client = new Client({ connectionString: url })
    // The server may be killed meanwhile: the query fails by itself.
    client.on('error', () => undefined)
    await client.connect()
    try {
      const { rows } = await client.query(text)
      return rows
    } finally {
      await client.end().catch(() => undefined)
    }
  }
  return {
    get url() {
      return url
    },
    query,
    async kill() {
      const pidFile = await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8')
      const pid = Number(pidFile.split('\n', 1)[0])
      // As when the machine stops: no session is told anything. Its sessions end by themselves when they notice.
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await sleep(20)
      server = null
    },
    restart: open,
    async addStandby() {
      await server?.close()
      server = null
      const standby = await copied(dataFolder)
      await open()
      const { hostname, port, username, password } = new URL(url)
      const conninfo = `host=${hostname} port=${port} user=${username} password=${password} application_name=standby`
      await appendFile(
        join(standby, 'postgres', 'postgresql.auto.conf'),
        `primary_conninfo = '${conninfo}'\nsynchronous_standby_names = ''\n`,
      )
      const other = serverIn(standby, await openEmbeddedServer({ dataFolder: standby, log: () => undefined }))
      while ((await query("SELECT FROM pg_stat_replication WHERE state = 'streaming'")).length === 0)
        await sleep(50)
      await query("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
      await query('SELECT pg_reload_conf()')
      while ((await query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")).length === 0)
        await sleep(50)
      return other
    },
    async close() {
      await server?.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function auditOn({ url }: EmbeddedServer): string {
  const address = new URL(url)
  address.pathname = '/audit'
  return address.href
}

/** The data of a server that is stopped, as a standby begins with it. */
async function copied(dataFolder: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'dagr-audit-standby-'))
  await chmod(copy, 0o755)
  await cp(join(dataFolder, 'postgres-password'), join(copy, 'postgres-password'))
  // With its owner: PostgreSQL does not run as root, as tests may.
  await promisify(execFile)('cp', ['-a', join(dataFolder, 'postgres'), copy])
  await writeFile(join(copy, 'postgres', 'standby.signal'), '')
  return copy
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
