import { sha256 } from '../sha256.ts'
import { tokenOf } from './head-node.ts'
import type { Head } from './head-node.ts'
import type { SealableRecord } from './unsealed-records.ts'

/** What a link is the hash of; the link before and the commitment are put in their places. */
const domain = Buffer.from('dagr/chain/v1\n')
const linked = Buffer.concat([domain, Buffer.alloc(64)])
/** Link 0 of every chain. */
export const noLink = Buffer.alloc(32)

/** What joins one data subject's chain. */
export interface Joining {
  readonly token: Buffer
  readonly commitments: readonly Buffer[]
}

/** Records that join chains now, in their order, by the data subject. */
export function joiningChains(records: readonly SealableRecord[]): Joining[] {
  const chains = Map.groupBy(records, ({ subjectHash }) => subjectHash.toString('latin1'))
  return Array.from(chains, ([subjectHash, joining]) => ({
    token: tokenOf(Buffer.from(subjectHash, 'latin1')),
    commitments: joining.map(({ commitment }) => commitment),
  }))
}

/** @param before null where the chain has no record yet. */
export function grownHead(before: Head | null, { token, commitments }: Joining): Head {
  return {
    token,
    count: (before?.count ?? 0) + commitments.length,
    head: commitments.reduce(nextLink, before?.head ?? noLink),
  }
}

/** The link that follows `link` where the chain goes on with this record. */
export function nextLink(link: Buffer, commitment: Buffer): Buffer {
  link.copy(linked, domain.length)
  commitment.copy(linked, domain.length + 32)
  return sha256(linked)
}
