import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostmaster } from './embedded-postmaster.ts'
import type { EmbeddedServer } from './embedded-server.ts'
import { openEmbeddedServer } from './embedded-server.ts'
import { StartError } from './start-error.ts'

let all: string
let made: string

beforeAll(async () => {
  all = await mkdtemp(join(tmpdir(), 'dagr-embedded-'))
  await chmod(all, 0o755)
  made = await emptyFolder()
  await (await open(made)).close()
})
afterAll(() => rm(all, { recursive: true, force: true }))

async function emptyFolder(): Promise<string> {
  return mkdtemp(join(all, 'folder-'))
}

/** One whose server has run, and was stopped. */
async function usedFolder(): Promise<string> {
  const folder = await emptyFolder()
  // With its owner: PostgreSQL does not run as root, as tests may.
  await promisify(execFile)('cp', ['-a', `${made}/.`, folder])
  return folder
}

/** Fsync stays on: these tests kill servers. */
function open(dataFolder: string): Promise<EmbeddedServer> {
  return openEmbeddedServer({ dataFolder, log: () => undefined, settings: { shared_buffers: '16MB' } })
}

async function query(server: EmbeddedServer, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const runs = async (folder: string): Promise<boolean> =>
  (await findPostmaster(join(folder, 'postgres'))) !== undefined

describe.concurrent('the server of a data folder', () => {
  test('starts, is closed, and finds its data again', async () => {
    const folder = await emptyFolder()
    const first = await open(folder)
    expect(await query(first, 'show wal_level')).toEqual([{ wal_level: 'logical' }])
    expect(await query(first, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    await query(first, 'create table kept as select 7 as n')
    await first.close()
    expect(await runs(folder)).toBe(false)
    const second = await open(folder)
    expect(await query(second, 'select n from kept')).toEqual([{ n: 7 }])
    await second.close()
  })

  test('keeps its password where only the owner reads it', async () => {
    const folder = await usedFolder()
    const server = await open(folder)
    expect((await stat(join(folder, 'postgres-password'))).mode & 0o777).toBe(0o600)
    const url = new URL(server.url)
    url.password = 'guessed'
    await expect(query({ ...server, url: url.href }, 'select 1')).rejects.toThrow(/password authentication/)
    await server.close()
  })

  test('all who start at once use one server, and the last to leave stops it', async () => {
    const folder = await emptyFolder()
    const [first, second, third] = await Promise.all([open(folder), open(folder), open(folder)])
    expect(new Set([first.url, second.url, third.url]).size).toBe(1)
    await first.close()
    expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }])
    await Promise.all([second.close(), third.close()])
    expect(await runs(folder)).toBe(false)
  })

  test('who comes while the last one leaves gets a server that stays', async () => {
    const folder = await usedFolder()
    // Whether the new server is up before the old one's end is seen is up to chance.
    for (let round = 0; round < 5; round += 1) {
      const leaving = await open(folder)
      const [, coming] = await Promise.all([leaving.close(), open(folder)])
      expect(await query(coming, 'select 1 as one')).toEqual([{ one: 1 }])
      await coming.close()
      expect(await runs(folder)).toBe(false)
    }
  })

  test('takes over the server of a process that was killed, and stops it in the end', async () => {
    const folder = await usedFolder()
    const source = `
    import { openEmbeddedServer } from ${JSON.stringify(import.meta.resolve('./embedded-server.ts'))}
    await openEmbeddedServer({ dataFolder: ${JSON.stringify(folder)}, log: () => undefined })
    console.log('open')
  `
    const other = spawn(process.execPath, ['--input-type=module', '--eval', source])
    await once(other.stdout, 'data')
    other.kill('SIGKILL')
    await once(other, 'close')
    expect(await runs(folder)).toBe(true)
    await (await open(folder)).close()
    expect(await runs(folder)).toBe(false)
  })

  test('recovers what was committed when the server itself was killed', async () => {
    const folder = await usedFolder()
    const server = await open(folder)
    await query(server, 'create table kept as select 7 as n')
    const postmaster = await findPostmaster(join(folder, 'postgres'))
    if (postmaster === undefined) throw new Error('The server does not run')
    process.kill(postmaster.pid, 'SIGKILL')
    await server.close()
    const next = await open(folder)
    expect(await query(next, 'select n from kept')).toEqual([{ n: 7 }])
    await next.close()
  })

  test('starts although the crashed server’s process id is another program’s now', async () => {
    const folder = await usedFolder()
    const data = join(folder, 'postgres')
    await writeFile(
      join(data, 'postmaster.pid'),
      [process.pid, data, 0, 1, '', '', '', 'ready', ''].join('\n'),
    )
    const server = await open(folder)
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.close()
  })

  test('an interrupted first start is made anew', async () => {
    const folder = await emptyFolder()
    const abandoned = join(folder, 'postgres.new-999999999-x')
    await mkdir(join(abandoned, 'base'), { recursive: true })
    const server = await open(folder)
    await expect(stat(abandoned)).rejects.toThrow('ENOENT')
    await server.close()
  })

  test('works with a folder that root copied', async (context) => {
    if (process.getuid?.() !== 0) context.skip('not run as root')
    const folder = await usedFolder()
    await cp(join(folder, 'postgres'), join(folder, 'copied', 'postgres'), { recursive: true })
    await cp(join(folder, 'postgres-password'), join(folder, 'copied', 'postgres-password'))
    await chmod(join(folder, 'copied', 'postgres'), 0o700)
    const server = await open(join(folder, 'copied'))
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.close()
  })

  test('works where only root reaches the folder', async (context) => {
    if (process.getuid?.() !== 0) context.skip('not run as root')
    const closed = join(await emptyFolder(), 'closed')
    await mkdir(closed, { mode: 0o700 })
    const server = await open(join(closed, 'data'))
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.close()
  })

  test('a broken folder gets one line that says what to do', async () => {
    const folder = await usedFolder()
    const damages: [string, string | undefined, RegExp][] = [
      ['postgres/PG_VERSION', undefined, /is not a data folder of PostgreSQL.*Restore/],
      ['postgres/PG_VERSION', '', /is not a data folder of PostgreSQL.*Restore/],
      ['postgres/PG_VERSION', '17\n', /holds data of PostgreSQL 17.*Upgrade/],
      ['postgres/global/pg_control', 'damaged', /does not start in .*pg_control.*Restore/],
      ['postgres-password', undefined, /refuses the password in .*postgres-password.*Restore/],
    ]
    for (const [name, content, line] of damages) {
      const file = join(folder, name)
      const sound = await readFile(file)
      await (content === undefined ? rm(file) : writeFile(file, content))
      const error: unknown = await open(folder).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(StartError)
      expect(String(error)).toMatch(line)
      expect(String(error)).not.toContain('\n')
      expect(await runs(folder)).toBe(false)
      await writeFile(file, sound)
    }
    await (await open(folder)).close()
  })

  test('a folder whose databases are lost gets one line, and no server is left', async () => {
    const folder = await usedFolder()
    await rm(join(folder, 'postgres', 'base'), { recursive: true })
    const error: unknown = await open(folder).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StartError)
    expect(String(error)).toMatch(/cannot be used: .*Restore the folder[^\n]*$/)
    expect(await runs(folder)).toBe(false)
  })

  test('a folder of something else is refused, and root does not give it away', async () => {
    const folder = await emptyFolder()
    const strange = join(folder, 'postgres')
    await mkdir(strange)
    await writeFile(join(strange, 'letter'), '')
    const { uid } = await stat(strange)
    await expect(open(folder)).rejects.toThrow(/is not a data folder of PostgreSQL/)
    expect([(await stat(strange)).uid, (await stat(join(strange, 'letter'))).uid]).toEqual([uid, uid])
  })

  test('a data folder that cannot be made gets one line', async () => {
    const file = join(await emptyFolder(), 'file')
    await writeFile(file, '')
    await expect(open(join(file, 'data'))).rejects.toThrow(StartError)
  })

  test('the log holds no statement and no value', async () => {
    const folder = await usedFolder()
    const server = await open(folder)
    await query(server, 'create table person (code text primary key)')
    await query(server, "insert into person values ('390101-12345')")
    await expect(query(server, "insert into person values ('390101-12345')")).rejects.toThrow(/duplicate key/)
    await server.close()
    const log = await readFile(join(folder, 'postgres.log'), 'utf8')
    expect(log).toMatch(/duplicate key/)
    expect(log).not.toContain('390101')
  })
})
