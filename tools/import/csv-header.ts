import { parse } from 'csv-parse/sync'
import { FileRefused } from './file-refused.ts'
import { readBytes } from './read-bytes.ts'

/** How a CSV file is written, and its column names. */
export interface CsvHeader {
  delimiter: string
  quote: string
  /** The line of the header: 2 after a first line `sep=;`. */
  line: number
  names: readonly string[]
}

/** @throws FileRefused where the file has no header line, or a name twice. */
export async function readCsvHeader(path: string): Promise<CsvHeader> {
  for await (const { text } of readBytes(path)) return headerOf(text)
  throw new FileRefused('the file is empty')
}

function headerOf(text: string): CsvHeader {
  const [declaration, declared] = /^sep=(.)\r?\n/.exec(text) ?? []
  const [line = ''] = text.slice(declaration?.length ?? 0).split(/\r?\n/, 1)
  // Older files of the address register quote with #.
  const quote = line.startsWith('#') ? '#' : '"'
  const delimiter = declared ?? (count(line, ';') >= count(line, ',') ? ';' : ',')
  const names = (fieldsOf(line, delimiter, quote) ?? []).map((name) => name.trim())
  if (names.every((name) => name === '')) throw new FileRefused('the file has no header line')
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
  if (twice !== undefined) throw new FileRefused(`the header has the column ${twice} twice`)
  return { delimiter, quote, line: declaration === undefined ? 1 : 2, names }
}

function count(line: string, character: string): number {
  return line.split(character).length - 1
}

function fieldsOf(line: string, delimiter: string, quote: string): string[] | undefined {
  try {
    const [fields] = parse(line, { delimiter, quote, escape: quote })
    return fields
  } catch {
    throw new FileRefused('the header line is not CSV')
  }
}
