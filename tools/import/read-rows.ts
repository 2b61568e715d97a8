import type { CsvHeader } from './csv-header.ts'
import type { Place } from './element-path.ts'
import { elementsAt, textAt } from './element-path.ts'
import type { Target } from './file-kind.ts'
import { FileRefused } from './file-refused.ts'
import type { BoundColumn, MadeRow } from './make-row.ts'
import { bindColumns, makeRow } from './make-row.ts'
import type { ReadOptions } from './read-bytes.ts'
import { readCsv } from './read-csv.ts'
import { readXml } from './read-xml.ts'
import type { SourceFile } from './recognise-file.ts'

/** What a file says about itself: XML only. */
export type Envelope = ReadonlyMap<string, string>

/** A file's rows, ready for the tables of its kind. */
export interface FileRows {
  /** The table columns that the file fills, per target, in the order of `MadeRow.values`. */
  columns: ReadonlyMap<Target, readonly string[]>
  /** Header names that nothing is read from. */
  ignored: readonly string[]
  /** @param onEnvelope called once, when the file has been read */
  read: (options: ReadOptions, onEnvelope?: (envelope: Envelope) => void) => AsyncGenerator<MadeRow>
}

export function openRows(file: SourceFile): FileRows {
  return file.header ? csvRows(file, file.header) : xmlRows(file)
}

function csvRows({ path, kind }: SourceFile, header: CsvHeader): FileRows {
  const names = header.names.map((name) => name.toLowerCase())
  const indexOf = (from: string): number => names.indexOf(from.toLowerCase())
  const bound = bindTargets<readonly string[]>(kind.targets, (from) => {
    const index = indexOf(from)
    return index === -1 ? undefined : (fields) => fields[index]
  })
  const used = new Set([...bound.values()].flat().flatMap((column) => [column.from].flat().map(indexOf)))
  return {
    columns: columnNames(bound),
    ignored: header.names.filter((name, index) => name !== '' && !used.has(index)),
    async *read(options) {
      for await (const { fields, line, lines, unended } of readCsv(path, header, options)) {
        for (const [target, columns] of bound) {
          const row =
            fields.length === names.length
              ? makeRow(target, columns, fields, line)
              : malformed(target, columns.length, fields.length, names.length, line, lines)
          if (unended && row?.bad) throw new FileRefused('the file is truncated: its last row is cut')
          if (row) yield row
        }
      }
    },
  }
}

function malformed(
  target: Target,
  columns: number,
  fields: number,
  expected: number,
  line: number,
  weight: number,
): MadeRow {
  const values = Array.from({ length: columns }, () => null)
  const bad = { column: 'row', reason: `has ${fields} fields, the header ${expected}` }
  return { target, line, weight, values, bad, warnings: undefined }
}

function xmlRows({ path, kind }: SourceFile): FileRows {
  const bound = bindTargets<Place>(kind.targets, textAt)
  return {
    columns: columnNames(bound),
    ignored: [],
    async *read(options, onEnvelope) {
      let last: Envelope = new Map()
      for await (const { line, item, envelope } of readXml(path, kind.element ?? '', options)) {
        last = envelope
        for (const [target, columns] of bound) {
          const elements = target.at === undefined ? [item] : elementsAt(target.at, item)
          for (const element of elements) {
            const row = makeRow(target, columns, { item, row: element, envelope }, line)
            if (row) yield row
          }
        }
      }
      onEnvelope?.(last)
    },
  }
}

function bindTargets<Source>(
  targets: readonly Target[],
  reader: (from: string) => ((source: Source) => string | undefined) | undefined,
): Map<Target, BoundColumn<Source>[]> {
  return new Map(targets.map((target) => [target, bindColumns(target.columns, reader)]))
}

function columnNames(bound: ReadonlyMap<Target, readonly BoundColumn<never>[]>): Map<Target, string[]> {
  return new Map([...bound].map(([target, columns]) => [target, columns.map(({ to }) => to)]))
}
