/** Whether the transaction is over, and its changes visible, to whoever reads with the snapshot. */
export type VisibilityTest = (xid: number) => boolean

const epoch = 2n ** 32n

/**
 * Reads what `pg_current_snapshot()` writes: `xmin:xmax:xip,…`, in 64 bits. Replication tells transactions by the low 32 of
 * them: the nearest to the snapshot's end is meant, since two that are told apart by more cannot be under way together.
 */
export function readSnapshot(text: string): VisibilityTest {
  const [xmin = '', xmax = '', underWay = ''] = text.split(':')
  const [first, end] = [BigInt(xmin), BigInt(xmax)]
  const open = new Set(underWay === '' ? [] : underWay.split(',').map(BigInt))
  return (xid) => {
    const whole = nearest(BigInt(xid), end)
    return whole < first || (whole < end && !open.has(whole))
  }
}

function nearest(xid: bigint, to: bigint): bigint {
  const sameEpoch = to - (to % epoch) + xid
  if (sameEpoch - to > epoch / 2n) return sameEpoch - epoch
  return to - sameEpoch > epoch / 2n ? sameEpoch + epoch : sameEpoch
}
