import type { FileFamily } from './file-kind.ts'
import type { Found } from './find-batches.ts'
import { findBatches } from './find-batches.ts'
import type { BatchOptions, BatchReport } from './import-batch.ts'
import { importBatch } from './import-batch.ts'

export interface ImportOptions extends Pick<BatchOptions, 'url' | 'progress' | 'signal' | 'lockTimeoutMs'> {
  family: FileFamily
  /** A file, or a folder of files. */
  path: string
  /** End the rows of earlier imports that the files no longer have. */
  snapshot: boolean
  onReport: (report: BatchReport) => void
}

/**
 * Imports what is at `path`: each file in a transaction of its own, or, as a snapshot, all files of a kind in one.
 * @returns whether all was imported; `onReport` has the reasons where not.
 * @throws StartError where there is nothing to import.
 */
export async function importPath(options: ImportOptions): Promise<boolean> {
  const found = await findBatches(options.path, options.family, options.snapshot)
  const refused = [...found.refused, ...(options.snapshot ? snapshotRefusals(found) : [])]
  for (const { label, reason } of refused) {
    options.onReport({ files: [], tables: [], refused: `${label}: ${reason}` })
  }
  // A file that is not recognised may be part of the snapshot.
  if (options.snapshot && refused.length > 0) return false
  let all = refused.length === 0
  for (const batch of found.batches) {
    const { folderIsWhole = false } = batch.kind
    const snapshot = snapshotOf(options.snapshot, found.folder, folderIsWhole)
    const report = await importBatch(batch, { ...options, snapshot })
    options.onReport(report)
    if (report.refused !== undefined) all = false
  }
  return all
}

function snapshotOf(wanted: boolean, folder: boolean, folderIsWhole: boolean): BatchOptions['snapshot'] {
  if (!wanted) return 'none'
  return folder && folderIsWhole ? 'whole' : 'scoped'
}

/** Two batches of a kind without scope would end each other's rows. */
function snapshotRefusals({ batches }: Found): { label: string; reason: string }[] {
  return [...Map.groupBy(batches, ({ kind }) => kind)].flatMap(([kind, same]) =>
    kind.snapshotScope === undefined && same.length > 1
      ? [{ label: kind.name, reason: 'files with different columns cannot be one snapshot' }]
      : [],
  )
}
