import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { StartError } from '#tools/databases/start-error.ts'
import type { FileFamily } from './file-kind.ts'
import { FileRefused } from './file-refused.ts'
import type { Batch } from './import-batch.ts'
import { openRows } from './read-rows.ts'
import type { SourceFile } from './recognise-file.ts'
import { recogniseFile } from './recognise-file.ts'

export interface Found {
  /** The path is a folder. */
  folder: boolean
  batches: readonly Batch[]
  /** Files that are nothing that the family imports, with the reason. */
  refused: readonly { label: string; reason: string }[]
}

/**
 * Finds the files to import at `path`: itself, or in a folder and the folders in it all that have the family's extension.
 * @param together all files of one kind, with the same columns, in one batch; otherwise each in its own
 * @throws StartError where there is nothing.
 */
export async function findBatches(path: string, family: FileFamily, together: boolean): Promise<Found> {
  const folder = await isFolder(path)
  const paths = folder ? await filesIn(path, family.extension) : [path]
  if (paths.length === 0) throw new StartError(`There is no ${family.extension} file in ${path}.`)
  const files: SourceFile[] = []
  const refused: { label: string; reason: string }[] = []
  for (const file of paths) {
    const label = folder ? relative(path, file) : undefined
    try {
      const recognised = await recogniseFile(file, family)
      files.push(label === undefined ? recognised : { ...recognised, label })
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      refused.push({ label: label ?? basename(file), reason: error.message })
    }
  }
  return { folder, batches: batchesOf(files, together), refused }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    throw new StartError(`${path} cannot be read. Name a file or a folder that exists.`)
  }
}

async function filesIn(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

function batchesOf(files: readonly SourceFile[], together: boolean): Batch[] {
  const opened = files.map((file) => ({ file, rows: openRows(file) }))
  const groups = Map.groupBy(opened, ({ file, rows }) =>
    together ? `${file.kind.name} ${[...rows.columns.values()].flat().join()}` : file.path,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first ? [{ kind: first.file.kind, columns: first.rows.columns, files: group }] : []
  })
}
