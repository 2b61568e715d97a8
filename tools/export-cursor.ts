import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { StartError } from './databases/start-error.ts'

/** How far an export has come: the last seal of which the receiver has everything. */
export interface ExportCursor {
  seal(): number
  advance(seal: number): Promise<void>
}

/** Kept in `file`, which is the old one or the new one after any crash; 0 where there is none yet. @throws StartError */
export async function openExportCursor(file: string): Promise<ExportCursor> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"seal":0}'
    throw new StartError(`${file} cannot be read.`)
  })
  let seal = sealIn(text, file)
  return {
    seal: () => seal,
    async advance(next) {
      const draft = `${file}.${randomUUID()}`
      await writeFile(draft, `${JSON.stringify({ seal: next })}\n`, { flush: true })
      await rename(draft, file)
      seal = next
    },
  }
}

function sealIn(text: string, file: string): number {
  try {
    const { seal }: { seal?: unknown } = JSON.parse(text)
    if (Number.isSafeInteger(seal) && Number(seal) >= 0) return Number(seal)
  } catch {
    // Told below.
  }
  throw new StartError(`${file} is not a cursor of an export.`)
}
