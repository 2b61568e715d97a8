import { tokenOf } from './digests.ts'
import { headsTree } from './heads-tree.ts'
import type { HeadsTree } from './heads-tree.ts'

/** Builds everybody's chain as the format has it: by the seal in which a record may be seen, and then by sequence. */
export interface Chains {
  /** A record that the seal which comes next holds; in the order of sequence. */
  add(record: ChainedRecord): void
  /** Lets the records join that are due by this seal. */
  seal(sealedAt: number): void
  readonly heads: HeadsTree
  /** Records that are sealed and not to be seen yet. */
  readonly waiting: number
}

export interface ChainedRecord {
  readonly sequence: number
  readonly subject: Uint8Array
  readonly disclosedFrom: number | null
  readonly commitment: Uint8Array
}

export function growingChains(): Chains {
  const heads = headsTree()
  let added: ChainedRecord[] = []
  const delayed = new Map<number, ChainedRecord[]>()
  let waiting = 0

  function delay(record: ChainedRecord): void {
    const hour = hourOf(record.disclosedFrom ?? 0)
    const same = delayed.get(hour)
    if (same) same.push(record)
    else delayed.set(hour, [record])
    waiting++
  }

  /** Takes those out that are due. Only hours that have begun can hold any. */
  function takeDue(sealedAt: number): ChainedRecord[] {
    const begun = [...delayed.keys()].filter((hour) => hour <= hourOf(sealedAt))
    const candidates = begun.flatMap((hour) => delayed.get(hour) ?? [])
    for (const hour of begun) delayed.delete(hour)
    waiting -= candidates.length
    for (const record of candidates) if (!isDue(record, sealedAt)) delay(record)
    return candidates.filter((record) => isDue(record, sealedAt))
  }

  return {
    add(record) {
      added.push(record)
    },
    seal(sealedAt) {
      const joining = takeDue(sealedAt).toSorted((one, other) => one.sequence - other.sequence)
      for (const record of added) {
        if (isDue(record, sealedAt)) joining.push(record)
        else delay(record)
      }
      for (const { subject, commitment } of joining) heads.extend(tokenOf(subject), commitment)
      added = []
    },
    heads,
    get waiting() {
      return waiting
    },
  }
}

function isDue({ disclosedFrom }: ChainedRecord, sealedAt: number): boolean {
  return (disclosedFrom ?? 0) <= sealedAt
}

function hourOf(time: number): number {
  return Math.floor(time / 3_600_000)
}
