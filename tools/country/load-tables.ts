import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { ClientBase } from 'pg'
import { escapeIdentifier } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Country } from './country.ts'
import type { Row, TableSource, Value } from './table-source.ts'

/** Text is handed to the connection in pieces of about this many characters. */
const pieceLength = 128 * 1024

export interface LoadOptions {
  country: Country
  signal?: AbortSignal | undefined
  /** Called now and then with the blocks that are done of the table. */
  onBlocks: (table: string, blocks: number, rows: number) => void
}

/** Fills empty tables inside the client's transaction: their secondary indexes are made anew behind the rows. */
export async function loadTables(
  client: ClientBase,
  tables: readonly TableSource[],
  options: LoadOptions,
): Promise<void> {
  await client.query(`set local maintenance_work_mem = '256MB'`)
  for (const source of tables) {
    const indexes = await dropIndexes(client, source.table)
    await copyTable(client, source, options)
    for (const index of indexes) await client.query(index)
    await client.query(`analyze ${escapeIdentifier(source.table)}`)
  }
}

/** @returns the statements that bring them back. */
async function dropIndexes(client: ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select class.relname as name, pg_get_indexdef(indexrelid) as definition
       from pg_index join pg_class class on class.oid = indexrelid
      where indrelid = $1::regclass
        and not exists (select from pg_constraint where conindid = indexrelid)
      order by class.relname`,
    [table],
  )
  for (const { name } of rows) await client.query(`drop index ${escapeIdentifier(name)}`)
  return rows.map(({ definition }) => definition)
}

async function copyTable(client: ClientBase, source: TableSource, options: LoadOptions): Promise<void> {
  const { country, signal, onBlocks } = options
  const names = source.columns.map((name) => escapeIdentifier(name)).join(', ')
  // The table was truncated in this transaction, so its rows may be written as old ones: nothing is left to vacuum.
  const sql = `copy ${escapeIdentifier(source.table)} (${names}) from stdin with (freeze)`
  const stream = client.query(copyFrom(sql))
  const failed = new AbortController()
  // Not only once: a stream that is destroyed after its connection has ended tells a second error.
  stream.on('error', (error) => {
    failed.abort(error)
  })
  let piece = ''
  let rows = 0
  const write = async (): Promise<void> => {
    if (failed.signal.aborted) throw failed.signal.reason
    const flowing = stream.write(piece)
    piece = ''
    if (!flowing) await once(stream, 'drain', { signal: failed.signal })
    // A socket that takes everything at once drains without a turn of the event loop, which would starve the other
    // registries' connections and the signals.
    await setImmediate()
  }
  const emit = (row: Row): void => {
    rows++
    piece += line(row)
  }
  try {
    for (let block = 0; block < country.blocks; block++) {
      source.rowsOf(country, block, emit)
      if (piece.length < pieceLength) continue
      signal?.throwIfAborted()
      await write()
      onBlocks(source.table, block + 1, rows)
    }
    if (piece !== '') await write()
    stream.end()
    await once(stream, 'finish', { signal: failed.signal })
  } catch (error) {
    stream.destroy()
    throw failed.signal.aborted ? failed.signal.reason : error
  }
  onBlocks(source.table, country.blocks, rows)
}

/** A row in the text format of COPY. */
export function line(row: Row): string {
  let text = ''
  for (let nth = 0; nth < row.length; nth++) text += (nth === 0 ? '' : '\t') + field(row[nth] ?? null)
  return `${text}\n`
}

const special = /[\\\t\n\r]/

function field(value: Value): string {
  if (value === null) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return field(`{${value.map(element).join(',')}}`)
  return special.test(value) ? value.replaceAll(/[\\\t\n\r]/g, escaped) : value
}

/** An element of an array, as PostgreSQL reads it. */
function element(text: string): string {
  return /^\d+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

function escaped(character: string): string {
  return { '\t': '\\t', '\n': '\\n', '\r': '\\r' }[character] ?? '\\\\'
}
