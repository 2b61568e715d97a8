import { hash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCheckpoint } from '../proofs/checkpoint.ts'
import type { Checkpoint } from '../proofs/checkpoint.ts'
import { readSignedNote } from '../proofs/signed-note.ts'

/** What a witness has signed last of each log, in a folder of its own: the note of each log is a file. */
export interface WitnessState {
  /** Null where nothing of this log was signed. @throws where what was kept cannot be read. */
  latest(origin: string): Promise<Checkpoint | null>
  /** Returns when `note` would be there after a crash as well. */
  keep(origin: string, note: string): Promise<void>
  /** Keeps two notes that a log has signed for one size: each disproves the other. */
  keepConflict(origin: string, note: string): Promise<void>
  close(): Promise<void>
}

/** Another witness works with the folder, or one was cut off before it could leave. */
export class WitnessStateInUse extends Error {
  override readonly name = 'WitnessStateInUse'
}

/** INVARIANT: one process at a time has the folder. @throws WitnessStateInUse */
export async function openWitnessState(folder: string): Promise<WitnessState> {
  await mkdir(folder, { recursive: true })
  const unlock = await lock(join(folder, 'lock'))
  const fileOf = (origin: string) => join(folder, `${hash('sha256', origin)}.checkpoint`)
  return {
    async latest(origin) {
      const note = await readIfThere(fileOf(origin))
      return note === null ? null : readCheckpoint(readSignedNote(note).text)
    },
    keep: (origin, note) => replaceFile(folder, fileOf(origin), note),
    async keepConflict(origin, note) {
      const kept = (await readIfThere(fileOf(origin))) ?? ''
      await replaceFile(folder, `${fileOf(origin)}.conflict`, `${kept}\n${note}`)
    },
    close: unlock,
  }
}

/** A reader finds the old text or the new one, whenever the machine stops. */
async function replaceFile(folder: string, file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
  const directory = await open(folder, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Locks of this process: its number alone may be that of one before it, as the first of a container always is. */
const held = new Set<string>()

async function lock(file: string): Promise<() => Promise<void>> {
  const holder = await readIfThere(file)
  if (holder !== null && isLeft(file, holder)) await takeAway(file, holder)
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    throw new WitnessStateInUse(
      `${file} is there: another witness works with this folder. If none does, remove the file.`,
      { cause: error },
    )
  }
  held.add(file)
  return async () => {
    held.delete(file)
    await unlink(file)
  }
}

/** Whether the process that has made the lock is there no more. */
function isLeft(file: string, holder: string): boolean {
  return Number(holder) === process.pid ? !held.has(file) : !isRunning(Number(holder))
}

/** Of processes that find the same lock left, one takes it away: what another has put there meanwhile goes back. */
async function takeAway(file: string, holder: string): Promise<void> {
  const taken = `${file}.${randomUUID()}`
  try {
    await rename(file, taken)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return
  }
  if ((await readIfThere(taken)) !== holder) await link(taken, file)
  await unlink(taken)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
