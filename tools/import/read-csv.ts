import { Readable, pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { CsvHeader } from './csv-header.ts'
import { FileRefused } from './file-refused.ts'
import type { Chunk, ReadOptions } from './read-bytes.ts'
import { readBytes } from './read-bytes.ts'

export interface CsvRecord {
  /** Where it begins; the file's first line is 1. */
  line: number
  /** How many lines it covers: text in quotes may hold line breaks. */
  lines: number
  /** As many as the header has, unless the record is malformed. */
  fields: readonly string[]
  /** The file ends with it, and without a line end: it may be whole, or cut in its last field. */
  unended?: boolean
}

/** A record longer than this has a quote that somebody forgot to close. */
const longestRecord = 1_000_000

const lineEnd = 0x0a

const refusals: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'the file is truncated: it ends inside quotes',
  CSV_MAX_RECORD_SIZE: 'the file has a row longer than 1 MB: a quote is not closed',
}

/**
 * The records below the header. Quotes inside an unquoted field are taken as they are.
 * @throws FileRefused where the file is truncated or not UTF-8.
 */
export async function* readCsv(
  path: string,
  header: CsvHeader,
  options: ReadOptions = {},
): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    delimiter: header.delimiter,
    quote: header.quote,
    escape: header.quote,
    record_delimiter: ['\r\n', '\n'],
    from_line: header.line,
    info: true,
    max_record_size: longestRecord,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  })
  // A failure of either reaches the loop below through the parser.
  let lastByte: number | undefined
  const chunks = readBytes(path, options)
  const source = bytesOf(chunks, (bytes) => (lastByte = bytes.at(-1)))
  pipeline(Readable.from(source, { objectMode: false }), parser, () => undefined)
  let held: CsvRecord | undefined
  try {
    for await (const record of numbered(parser)) {
      if (held && held.line > header.line) yield held
      held = record
    }
  } catch (error) {
    throw error instanceof CsvError ? new FileRefused(refusals[error.code] ?? 'the file is not CSV') : error
  }
  // Any other record of a wrong length is a bad row. The last one tells that the rest is missing.
  if (held && held.fields.length < header.names.length) {
    throw new FileRefused('the file is truncated: its last row is short')
  }
  if (held && held.line > header.line) yield { ...held, unended: lastByte !== lineEnd }
}

async function* bytesOf(
  chunks: AsyncIterable<Chunk>,
  onBytes: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const { bytes } of chunks) {
    onBytes(bytes)
    yield bytes
  }
}

interface ParsedRecord {
  record: string[]
  info: { lines: number }
}

/** The parser counts a CRLF inside quotes as two lines: what it counts too many is taken off again. */
async function* numbered(records: AsyncIterable<ParsedRecord>): AsyncGenerator<CsvRecord> {
  let before = 0
  let tooMany = 0
  for await (const { record, info } of records) {
    const breaks = info.lines - before === 1 ? [] : (record.join('').match(/\r?\n/g) ?? [])
    before = info.lines
    tooMany += breaks.filter((lineBreak) => lineBreak.length === 2).length
    yield { line: info.lines - tooMany - breaks.length, lines: breaks.length + 1, fields: record }
  }
}
