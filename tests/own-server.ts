import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedServer } from '#tools/databases/embedded-server.ts'
import type { EmbeddedServer } from '#tools/databases/embedded-server.ts'
import { migrate } from '#tools/databases/migrate.ts'
import { migrationsOf } from '#tools/databases/migrations.ts'
import { onServer } from './postgres.ts'

/** A PostgreSQL of a test's own, with an audit database that survives what is done to the server. */
export interface AuditServer {
  readonly url: string
  /** Kills it without a warning. */
  kill(): Promise<void>
  /** Starts it again, at another address. @returns the audit database's new one. */
  restart(): Promise<string>
  close(): Promise<void>
}

export async function openAuditServer(): Promise<AuditServer> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'dagr-audit-'))
  await chmod(dataFolder, 0o755)
  const open = () => openEmbeddedServer({ dataFolder, log: () => undefined })
  let server: EmbeddedServer | null = await open()
  const url = await onServer(server.url, 'audit', 'create')
  await migrate(url, migrationsOf.audit)
  return {
    url,
    async kill() {
      const pidFile = await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8')
      const pid = Number(pidFile.split('\n', 1)[0])
      // As when the machine stops: no session is told anything. Its sessions end by themselves when they notice.
      process.kill(pid, 'SIGKILL')
      while (isAlive(pid)) await sleep(20)
      server = null
    },
    async restart() {
      server = await open()
      const address = new URL(server.url)
      address.pathname = '/audit'
      return address.href
    },
    async close() {
      await server?.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
