import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { processRuns } from './process-runs.ts'

export interface Postmaster {
  pid: number
  port: number
}

/**
 * The PostgreSQL server that runs on `folder`, by the file that it keeps there. The file of a server that crashed is
 * removed where its process id has gone to another program meanwhile: PostgreSQL itself would refuse to start then.
 */
export async function findPostmaster(folder: string): Promise<Postmaster | undefined> {
  const file = join(folder, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || !processRuns(pid)) return undefined
  const program = await programOf(pid)
  // It has ended just now, or is not ours to see: the file is perhaps that of a server started since.
  if (program === '') return undefined
  if (!program.includes('postgres')) {
    await rm(file, { force: true })
    return undefined
  }
  // Until the server has written its port it is only about to start: port 0 answers nobody.
  return { pid, port: Number.isInteger(port) ? port : 0 }
}

/** Empty where that cannot be told. */
async function programOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
  if (process.platform === 'win32') return 'postgres'
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => ({
    stdout: '',
  }))
  return stdout
}
