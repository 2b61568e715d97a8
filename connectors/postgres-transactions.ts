import type { ChangedRow, Row } from './connector.ts'
import type { Relation, ReplicationMessage, Tuple } from './pgoutput.ts'
import { readReplicationMessage, valueOf } from './pgoutput.ts'

/** A transaction as it came from the stream. */
export interface ReceivedTransaction {
  readonly xid: number
  /** Where its commit begins and ends. */
  readonly commitPosition: bigint
  readonly endPosition: bigint
  readonly rows: readonly ChangedRow[]
  readonly tables: readonly string[]
}

export interface CollectorOptions {
  /** By the ids that the stream calls them. Other tables are left out. */
  tables: ReadonlyMap<number, NamedTable>
  /** Of a transaction that changes more rows, only the tables are told. */
  maxRows: number
  onTransaction: (transaction: ReceivedTransaction) => void
}

/** Puts the messages of a stream together to transactions. @returns what takes the next message */
export function collectTransactions(options: CollectorOptions): (message: Buffer) => void {
  const { tables, maxRows, onTransaction } = options
  const relations = new Map<number, Relation>()
  let current = { xid: 0, commitPosition: 0n }
  let rows: ChangedRow[] = []
  let whole = new Set<string>()

  function add(message: RowMessage): void {
    const table = tables.get(message.relationId)
    const relation = relations.get(message.relationId)
    if (table === undefined || relation === undefined || whole.has(table.name)) return
    const row = changedRow(table, relation, message)
    if (row === null) forgetRows(new Set([table.name]))
    else rows.push(row)
    if (rows.length > maxRows) forgetRows(new Set(rows.map((each) => each.table)))
  }

  function forgetRows(names: ReadonlySet<string>): void {
    whole = new Set([...whole, ...names])
    rows = rows.filter(({ table }) => !names.has(table))
  }

  return (bytes) => {
    const message = readReplicationMessage(bytes)
    switch (message.kind) {
      case 'begin':
        current = message
        rows = []
        whole = new Set()
        return
      case 'relation':
        relations.set(message.relation.id, message.relation)
        return
      case 'insert':
      case 'update':
      case 'delete':
        add(message)
        return
      case 'truncate':
        forgetRows(new Set(message.relationIds.flatMap((id) => tables.get(id)?.name ?? [])))
        return
      case 'commit': {
        const { xid, commitPosition } = current
        onTransaction({ xid, commitPosition, endPosition: message.endPosition, rows, tables: [...whole] })
        break
      }
      default:
    }
  }
}

type RowMessage = Extract<ReplicationMessage, { kind: 'insert' | 'update' | 'delete' }>

interface NamedTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** @returns null where a value is needed that was not told. */
function changedRow(table: NamedTable, relation: Relation, message: RowMessage): ChangedRow | null {
  const { kind, old, new: after } = message
  // An update of which no old row is told has changed nothing of the replica identity.
  const before = old ?? (kind === 'update' ? after : null)
  const oldRow =
    before && rowOf(table, relation, before, (place) => relation.columns[place]?.isIdentity === true)
  const newRow = after && rowOf(table, relation, withLarge(after, old), () => true)
  if (oldRow === undefined || newRow === undefined) return null
  return { table: table.name, old: oldRow, new: newRow }
}

/** @returns undefined where a column is missing. */
function rowOf(
  { columns }: NamedTable,
  relation: Relation,
  tuple: Tuple,
  isTold: (place: number) => boolean,
): Row | undefined {
  const row: Record<string, unknown> = {}
  for (const column of columns) {
    const place = relation.columns.findIndex(({ name }) => name === column)
    const text = tuple[place]
    const described = relation.columns[place]
    if (text === undefined || described === undefined || !isTold(place)) return undefined
    row[column] = valueOf(text, described.typeId)
  }
  return row
}

/** A large value that an update left as it was is told with the old row only. */
function withLarge(after: Tuple, old: Tuple | null): Tuple {
  return after.map((text, place) => (text === undefined ? old?.[place] : text))
}
