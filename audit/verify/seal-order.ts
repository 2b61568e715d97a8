import type { Entry, RecordKind, SealEntry } from './entries.ts'
import type { Found } from './found.ts'

/** Holds entries to the order that seals say: operations, access records, housekeeping, and the seal that counts them. */
export interface SealOrder {
  entry(entry: Entry, index: number): void
  finish(): void
  readonly seals: number
  readonly counts: Readonly<Record<RecordKind, number>>
}

const rank = { operation: 0, access: 1, housekeeping: 2, seal: 3 } as const

export function sealOrder(found: Found): SealOrder {
  const counts: Record<RecordKind, number> = { operation: 0, access: 0, housekeeping: 0 }
  let previous: SealEntry | null = null
  let before: keyof typeof rank = 'seal'
  let seals = 0

  function seal(entry: SealEntry): void {
    seals++
    const place = { kind: 'seal', number: entry.number } as const
    if (entry.number !== (previous?.number ?? 0) + 1) found.add('SEAL_OUT_OF_ORDER', place, 'number')
    if (previous && entry.sealedAt <= previous.sealedAt) found.add('SEAL_OUT_OF_ORDER', place, 'time')
    const numbers = {
      operation: entry.lastOperation,
      access: entry.lastSequence,
      housekeeping: entry.lastHousekeeping,
    }
    for (const kind of ['operation', 'access', 'housekeeping'] as const) {
      if (counts[kind] === numbers[kind]) continue
      found.add('SEAL_OUT_OF_ORDER', place, `${kind}: ${counts[kind]} entries, ${numbers[kind]} said`)
      counts[kind] = numbers[kind]
    }
    previous = entry
  }

  return {
    entry(entry, index) {
      if (before !== 'seal' && rank[entry.kind] < rank[before])
        found.add('ENTRY_OUT_OF_ORDER', { kind: 'leaf', number: index })
      before = entry.kind
      if (entry.kind === 'seal') seal(entry.seal)
      else counts[entry.kind]++
    },
    finish() {
      if (seals === 0) found.add('LOG_EMPTY', { kind: 'log' })
      else if (before !== 'seal') found.add('SEAL_MISSING', { kind: 'log' }, 'the last entry is no seal')
    },
    get seals() {
      return seals
    },
    counts,
  }
}
