import { fromDecimal, fromUtf8, hexOf, isCount, isEqual } from './bytes.ts'
import { keptDigest, plainDigest, shownDigest, tokenOf } from './digests.ts'
import type { Found } from './found.ts'
import { isObject, parseJson } from './json.ts'
import type { AccessRow, HousekeepingRow } from './rows.ts'

/** Decrypts the content of a record whose key is there. */
export type OpenContent = (row: AccessRow, wrappedKey: Uint8Array) => OpenedContent
export type OpenedContent = Uint8Array | 'KEY_UNREADABLE' | 'CONTENT_UNREADABLE'

/** What housekeeping says was erased and removed. */
export interface Reasons {
  /** When the data subject with this token (hexadecimal) was erased last. */
  readonly erasedAt: ReadonlyMap<string, number>
  /** Sequence numbers from which and up to which a retention run removed contents; none overlaps another. */
  readonly ranges: readonly (readonly [first: number, last: number])[]
  /** How many contents all retention runs say that they removed. */
  readonly removed: number
}

export interface ContentCheck {
  record(row: AccessRow): void
  finish(): void
  readonly counts: Readonly<Record<'opened' | 'unopened' | 'erased' | 'removed' | 'unencrypted', number>>
}

const encrypted = { keyId: 1, least: 1 + 16 + 12 + 16 }
const shownMembers = [
  'consumer',
  'organisation',
  'application',
  'permission',
  'purpose',
  'legalBasis',
  'case',
  'outcome',
  'released',
  'withheld',
  'entity',
  'registries',
  'freshness',
  'epoch',
  'trace',
] as const
/** Of records from before their freshness was kept. */
const formerShownMembers = shownMembers.filter((name) => name !== 'freshness')
/** Clocks of gateways may differ by so much, in milliseconds. */
const clockSkew = 15 * 60_000

export function contentCheck(reasons: Reasons, open: OpenContent | undefined, found: Found): ContentCheck {
  const counts = { opened: 0, unopened: 0, erased: 0, removed: 0, unencrypted: 0 }
  let removedByRetention = 0
  let removedByEither = 0
  const erasedAt = ({ subject }: AccessRow) => reasons.erasedAt.get(hexOf(tokenOf(subject))) ?? -Infinity
  const isErased = (row: AccessRow) => row.at <= erasedAt(row) + clockSkew

  /** The record, or the key that it can be read by, is older than an erasure of its data subject. */
  function checkErasure(row: AccessRow): void {
    const oldest = Math.min(row.at, row.keyMadeAt ?? Infinity)
    if (oldest < erasedAt(row) - clockSkew) found.add('ERASURE_UNDONE', placeOf(row))
  }

  function removed(row: AccessRow): void {
    counts.removed++
    // An erasure removes contents of the time before only: of others it destroys the key, and they stay.
    if (row.plainDigest === null && isErased(row)) {
      removedByEither++
      return
    }
    removedByRetention++
    if (!isWithin(row.number, reasons.ranges)) found.add('CONTENT_REMOVED', placeOf(row))
  }

  function encryptedContent(row: AccessRow): void {
    if (row.content.length < encrypted.least || row.plainDigest === null)
      return found.add('RECORD_MALFORMED', placeOf(row), 'content')
    if (row.wrappedKey === null) {
      counts.erased++
      if (!isErased(row)) found.add('KEY_MISSING', placeOf(row))
      return
    }
    checkErasure(row)
    if (open === undefined) {
      counts.unopened++
      return
    }
    counts.opened++
    const opened = open(row, row.wrappedKey)
    if (typeof opened === 'string') return found.add(opened, placeOf(row))
    const problem = problemOf(opened, row.plainDigest)
    if (problem !== null) found.add('CONTENT_DIFFERS', placeOf(row), problem)
  }

  return {
    record(row) {
      const [format] = row.content
      if (format === undefined) removed(row)
      else if (format === 2) encryptedContent(row)
      else if (format === 1 && row.plainDigest === null) {
        counts.unencrypted++
        checkErasure(row)
      } else found.add('RECORD_MALFORMED', placeOf(row), `content in format ${format}`)
    },
    finish() {
      const more = removedByRetention - reasons.removed
      if (more > 0) found.add('CONTENT_REMOVED', { kind: 'log' }, `${more} more than all retention runs say`)
      const fewer = -more - removedByEither
      if (fewer > 0) found.add('RETENTION_OVERSTATED', { kind: 'log' }, `${fewer} fewer`)
    },
    counts,
  }
}

function placeOf({ number }: AccessRow) {
  return { kind: 'access record', number } as const
}

/** @returns what is wrong with the plaintext, in a word or two; null where it is what was committed to. */
function problemOf(plaintext: Uint8Array, committed: Uint8Array): string | null {
  const shownAt = 68
  if (plaintext.length < shownAt) return 'too short'
  const keptAt = shownAt + new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(64)
  if (keptAt > plaintext.length) return 'lengths'
  const shown = plaintext.subarray(shownAt, keptAt)
  const kept = plaintext.subarray(keptAt)
  const digest = plainDigest(
    shownDigest(plaintext.subarray(0, 32), shown),
    keptDigest(plaintext.subarray(32, 64), kept),
  )
  if (!isEqual(digest, committed)) return 'digest'
  if (![shownMembers, formerShownMembers].some((names) => hasMembers(shown, names)))
    return 'members of what is shown'
  return hasMembers(kept, ['official']) ? null : 'members of what is kept'
}

function hasMembers(json: Uint8Array, names: readonly string[]): boolean {
  const value = parseJson(fromUtf8(json) ?? '')
  return isObject(value) && Object.keys(value).join() === names.join()
}

/** What the housekeeping records say; what they cannot say counts for nothing. */
export async function readReasons(housekeeping: AsyncIterable<readonly HousekeepingRow[]>): Promise<Reasons> {
  const erasedAt = new Map<string, number>()
  const ranges: [number, number][] = []
  let removed = 0
  for await (const rows of housekeeping) {
    for (const { kind, at, detail } of rows) {
      if (!isObject(detail)) continue
      const { token, first, last, records } = detail
      if (kind === 'ERASURE' && typeof token === 'string')
        erasedAt.set(token, Math.max(at, erasedAt.get(token) ?? at))
      const range = [countOf(first), countOf(last), countOf(records)]
      const [from, to, count] = range
      if (kind !== 'RETENTION' || from === undefined || to === undefined || count === undefined) continue
      ranges.push([from, to])
      removed += count
    }
  }
  return { erasedAt, ranges: joined(ranges), removed }
}

function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? fromDecimal(value) : value
  return isCount(number) ? number : undefined
}

function joined(ranges: readonly [number, number][]): readonly (readonly [number, number])[] {
  const disjoint: [number, number][] = []
  for (const [first, last] of ranges.toSorted(([one], [other]) => one - other)) {
    const before = disjoint.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else disjoint.push([first, last])
  }
  return disjoint
}

function isWithin(number: number, ranges: Reasons['ranges']): boolean {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const [first, last] = ranges[middle] ?? [0, 0]
    if (number < first) high = middle
    else if (number > last) low = middle + 1
    else return true
  }
  return false
}
