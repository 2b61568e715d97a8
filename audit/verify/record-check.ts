import { hexOf, isCount, isEqual } from './bytes.ts'
import type { Chains } from './chains.ts'
import type { ContentCheck } from './content-check.ts'
import type { CrossCount } from './cross-count.ts'
import { recordEntry } from './entries.ts'
import type { RecordKind, SealEntry } from './entries.ts'
import type { PlaceKind } from './findings.ts'
import type { Found } from './found.ts'
import { fourEyesCheck } from './four-eyes.ts'
import { rowQueue } from './row-queue.ts'
import type { RowQueue } from './row-queue.ts'
import { commitmentOfHousekeeping, commitmentOfOperation, commitmentOfRecord } from './rows.ts'
import type { AccessRow, Commitment, HousekeepingRow, OperationRow } from './rows.ts'
import type { StatisticsCheck } from './statistics-check.ts'
import { leafHash } from './tree.ts'

/** Rows of the three tables of records, each by number, in batches. */
export interface RecordRows {
  operations(): AsyncIterable<readonly OperationRow[]>
  records(): AsyncIterable<readonly AccessRow[]>
  housekeeping(): AsyncIterable<readonly HousekeepingRow[]>
}

/** Compares stored records with the log's entries, number by number. */
export interface RecordCheck {
  /** Reads ahead, so that the next `count` leaves find their rows. */
  fill(count: number): Promise<void>
  /** The record whose row gives a leaf of this hash, among those that may come next. */
  withHash(hash: Uint8Array): { readonly kind: RecordKind; readonly entry: Uint8Array } | null
  /** The log's next entry of this kind. */
  entry(kind: RecordKind, commitment: Uint8Array): void
  /** A seal was read: all numbers up to its own are sealed. */
  seal(seal: SealEntry): void
  /** What stands after the last seal. @returns how many records are not sealed. */
  rest(): Promise<number>
  /** Adds the findings that need more than one record. */
  finish(): void
  /** The last number of each kind so far. */
  readonly last: Readonly<Record<RecordKind, number>>
}

interface Kind<Row extends { readonly number: number; readonly at: number }> {
  readonly queue: RowQueue<Row>
  readonly place: PlaceKind
  commitmentOf(row: Row): Commitment
  /** What else there is to check of it; the commitment is the log's. */
  see(row: Row, commitment: Uint8Array): void
  /** Told of each number that is sealed, with its row; null where that is gone or is not what was sealed. */
  sealed?(row: Row | null): void
}

/** A record this much older than a seal that does not hold it, and than records before it, was put in late (milliseconds). */
const late = 15 * 60_000
const keptChanges = 10_000

export function recordCheck(
  rows: RecordRows,
  watch: {
    readonly chains: Chains
    readonly contents: ContentCheck
    readonly cross: CrossCount
    readonly statistics: StatisticsCheck
  },
  found: Found,
): RecordCheck {
  const { chains, contents, cross, statistics } = watch
  const kinds = {
    operation: checkOf<OperationRow>({
      queue: rowQueue(rows.operations()),
      place: 'operation record',
      commitmentOf: commitmentOfOperation,
      see: (row) => cross.operation(row),
      sealed: (row) => statistics.operation(row),
    }),
    access: checkOf<AccessRow>({
      queue: rowQueue(rows.records()),
      place: 'access record',
      commitmentOf: commitmentOfRecord,
      see(row, commitment) {
        cross.record(row)
        contents.record(row)
        const { number: sequence, subject, disclosedFrom } = row
        chains.add({ sequence, subject, disclosedFrom, commitment })
      },
    }),
    housekeeping: checkOf<HousekeepingRow>({
      queue: rowQueue(rows.housekeeping()),
      place: 'housekeeping',
      commitmentOf: commitmentOfHousekeeping,
      see: fourEyesCheck(found),
    }),
  }
  const changed: { place: PlaceKind; number: number; stored: string; sealed: string }[] = []
  let lastSealedAt = 0

  function checkOf<Row extends { readonly number: number; readonly at: number }>(kind: Kind<Row>) {
    const { queue, place } = kind
    let last = 0
    let newest = 0

    function see(row: Row, commitment: Uint8Array): void {
      if (isCount(row.at) && row.at < lastSealedAt - late && row.at < newest - late)
        found.add('RECORD_LATE', { kind: place, number: row.number }, new Date(row.at).toISOString())
      if (isCount(row.at)) newest = Math.max(newest, row.at)
      kind.see(row, commitment)
    }

    function skip(): void {
      for (const { number } of queue.skipBelow(last + 1))
        found.add(number < 1 ? 'RECORD_NUMBER' : 'RECORD_REPEATED', { kind: place, number })
    }

    return {
      get last() {
        return last
      },
      fill: (count: number) => queue.fill(count),
      nextCommitment(): Uint8Array | null {
        const row = queue.peek(last + 1)
        return row ? kind.commitmentOf(row).bytes : null
      },
      entry(commitment: Uint8Array): void {
        skip()
        last++
        const at = { kind: place, number: last } as const
        const candidates = queue.take(last).map((row) => ({ row, own: kind.commitmentOf(row) }))
        const fitting = candidates.findIndex(({ own }) => isEqual(own.bytes, commitment))
        const candidate = candidates[Math.max(fitting, 0)]
        if (candidate === undefined) {
          kind.sealed?.(null)
          return found.add('RECORD_MISSING', at)
        }
        for (let more = 1; more < candidates.length; more++) found.add('RECORD_REPEATED', at)
        const { row, own } = candidate
        if (!own.wellFormed) found.add('RECORD_MALFORMED', at)
        else if (fitting < 0 && changed.length >= keptChanges) found.add('RECORD_CHANGED', at)
        else if (fitting < 0)
          changed.push({ place, number: last, stored: hexOf(own.bytes), sealed: hexOf(commitment) })
        see(row, commitment)
        kind.sealed?.(fitting < 0 ? null : row)
      },
      /** Goes on after the seal's last number, whatever was read before. */
      goTo(number: number): void {
        last = number
        queue.skipBelow(last + 1)
      },
      async rest(): Promise<number> {
        let count = 0
        for (;;) {
          await queue.fill(1)
          skip()
          const row = queue.next()
          if (row === undefined) return count
          for (let missing = last + 1; missing < Math.min(row.number, last + 101); missing++)
            found.add('RECORD_MISSING', { kind: place, number: missing })
          last = row.number
          count++
          see(row, kind.commitmentOf(row).bytes)
        }
      },
    }
  }

  /** A changed record that is what was sealed under another number was moved. */
  function reportChanges(): void {
    const sealedAs = new Map(changed.map(({ place, number, sealed }) => [place + sealed, number]))
    for (const { place, number, stored } of changed) {
      const other = sealedAs.get(place + stored)
      if (other === undefined) found.add('RECORD_CHANGED', { kind: place, number })
      else found.add('RECORD_MOVED', { kind: place, number }, `sealed as number ${other}`)
    }
  }

  return {
    async fill(count) {
      for (const kind of Object.values(kinds)) await kind.fill(count)
    },
    withHash(hash) {
      for (const kind of ['operation', 'access', 'housekeeping'] as const) {
        const commitment = kinds[kind].nextCommitment()
        const entry = commitment && recordEntry(kind, commitment)
        if (entry && isEqual(leafHash(entry), hash)) return { kind, entry }
      }
      return null
    },
    entry: (kind, commitment) => kinds[kind].entry(commitment),
    seal({ sealedAt, lastOperation, lastSequence, lastHousekeeping }) {
      const sealed = { operation: lastOperation, access: lastSequence, housekeeping: lastHousekeeping }
      for (const kind of ['operation', 'access', 'housekeeping'] as const)
        if (kinds[kind].last !== sealed[kind]) kinds[kind].goTo(sealed[kind])
      lastSealedAt = sealedAt
    },
    async rest() {
      let unsealed = 0
      for (const kind of Object.values(kinds)) unsealed += await kind.rest()
      return unsealed
    },
    finish() {
      reportChanges()
      contents.finish()
    },
    get last() {
      return {
        operation: kinds.operation.last,
        access: kinds.access.last,
        housekeeping: kinds.housekeeping.last,
      }
    },
  }
}
