import { randomUUID } from 'node:crypto'
import { access, constants, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StartError } from './databases/start-error.ts'

/** How far an export has come: the last seal of which the receiver has everything. */
export interface ExportCursor {
  seal(): number
  advance(seal: number): Promise<void>
}

/**
 * Kept in `file`, which is the old one or the new one after any crash; 0 where there is none yet. It is that of one
 * export only, such as `otlp to archive`: with another's, records would be left out. @throws StartError
 */
export async function openExportCursor(file: string, asked: string): Promise<ExportCursor> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new StartError(`${file} cannot be read.`)
  })
  const kept = text === null ? { seal: 0, of: asked } : cursorIn(text, file)
  if (kept.of !== asked)
    throw new StartError(
      `${file} is the cursor of ${kept.of}, and not of ${asked}: name another file by --cursor.`,
    )
  await access(dirname(file), constants.W_OK).catch(() => {
    throw new StartError(`${file} cannot be written: its folder is missing, or not this user's.`)
  })
  let { seal } = kept
  return {
    seal: () => seal,
    async advance(next) {
      const draft = `${file}.${randomUUID()}`
      await writeFile(draft, `${JSON.stringify({ seal: next, of: asked })}\n`, { flush: true })
      await rename(draft, file)
      seal = next
    },
  }
}

function cursorIn(text: string, file: string): { readonly seal: number; readonly of: string } {
  try {
    const { seal, of }: { seal?: unknown; of?: unknown } = JSON.parse(text)
    if (Number.isSafeInteger(seal) && Number(seal) >= 0 && typeof of === 'string')
      return { seal: Number(seal), of }
  } catch {
    // Told below.
  }
  throw new StartError(`${file} is not a cursor of an export.`)
}
