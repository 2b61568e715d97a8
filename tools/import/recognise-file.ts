import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { CsvHeader } from './csv-header.ts'
import { readCsvHeader } from './csv-header.ts'
import type { FileFamily, FileKind } from './file-kind.ts'
import { FileRefused } from './file-refused.ts'
import { readXmlRoot } from './read-xml.ts'

export interface SourceFile {
  path: string
  /** What reports call it. */
  label: string
  /** In bytes. */
  size: number
  kind: FileKind
  /** CSV only. */
  header?: CsvHeader
}

/** A file that shares less than this part of its columns with any known kind is none of them. */
const leastLikeness = 0.3

/**
 * Says what a file is, by the columns of its header or by its root element.
 * @throws FileRefused where it is nothing that this family imports.
 */
export async function recogniseFile(path: string, family: FileFamily): Promise<SourceFile> {
  const label = basename(path)
  if (family.extension === '.xml') {
    const kind = kindOfRoot(await readXmlRoot(path), family)
    return { path, label, size: await sizeOf(path), kind }
  }
  const header = await readCsvHeader(path)
  return { path, label, size: await sizeOf(path), kind: kindOfHeader(header.names, family), header }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path)).size
}

function kindOfRoot(root: string, family: FileFamily): FileKind {
  const [, element = ''] = /^(.+)FullData$/.exec(root) ?? []
  const kind = family.kinds.find((candidate) => candidate.element === element)
  if (kind) return kind
  const known = family.notImported[element]
  if (known !== undefined) throw new FileRefused(`files of ${known} are not imported`)
  throw new FileRefused(`its root element is not that of any known file (${namesOf(family)})`)
}

function kindOfHeader(names: readonly string[], family: FileFamily): FileKind {
  const header = new Set(names.map((name) => name.toLowerCase()))
  for (const [column, meaning] of Object.entries(family.notImported)) {
    if (header.has(column.toLowerCase())) throw new FileRefused(`files of ${meaning} are not imported`)
  }
  const [best] = family.kinds
    .map((kind) => ({ kind, likeness: likeness(header, kind) }))
    .toSorted((a, b) => b.likeness - a.likeness)
  if (best && best.likeness >= leastLikeness) return complete(best.kind, header)
  throw new FileRefused(`its header is not that of any known file (${namesOf(family)})`)
}

/** The columns that both have, as a part of the columns that either has. */
function likeness(header: ReadonlySet<string>, kind: FileKind): number {
  const columns = new Set(kind.targets.flatMap((target) => target.columns.flatMap(({ from }) => lower(from))))
  const both = [...columns].filter((name) => header.has(name)).length
  return both / (columns.size + header.size - both)
}

function complete(kind: FileKind, header: ReadonlySet<string>): FileKind {
  const missing = kind.targets
    .flatMap((target) => target.columns)
    .filter(({ from, need }) => need && !lower(from).some((name) => header.has(name)))
    .map(({ from }) => [from].flat().join(' or '))
  if (missing.length === 0) return kind
  const columns = [...new Set(missing)].join(', ')
  throw new FileRefused(`it looks like a file of ${kind.name}, but lacks the column ${columns}`)
}

function lower(from: string | readonly string[]): string[] {
  return [from].flat().map((name) => name.toLowerCase())
}

function namesOf(family: FileFamily): string {
  return family.kinds.map((kind) => kind.name).join(', ')
}
