/** Rows of one table by number, read ahead in batches. */
export interface RowQueue<Row extends { readonly number: number }> {
  /** Reads until `count` rows are at hand, or there are no more. */
  fill(count: number): Promise<void>
  /** The first row of this number, which stays. */
  peek(number: number): Row | undefined
  /** The rows of this number: none where it is missing, several where it stands more than once. */
  take(number: number): readonly Row[]
  /** Rows of numbers below that nobody took; they are gone from the queue then. */
  skipBelow(number: number): readonly Row[]
  /** The next row, whatever its number. */
  next(): Row | undefined
}

export function rowQueue<Row extends { readonly number: number }>(
  batches: AsyncIterable<readonly Row[]>,
): RowQueue<Row> {
  const iterator = batches[Symbol.asyncIterator]()
  let rows: readonly Row[] = []
  let taken = 0
  let ended = false

  function takeWhile(isTaken: (row: Row) => boolean): readonly Row[] {
    const first = taken
    for (let row = rows[taken]; row && isTaken(row); row = rows[taken]) taken++
    return rows.slice(first, taken)
  }

  return {
    async fill(count) {
      while (!ended && rows.length - taken < count) {
        const batch = await iterator.next()
        if (batch.done) ended = true
        else {
          rows = [...rows.slice(taken), ...batch.value]
          taken = 0
        }
      }
    },
    peek: (number) => (rows[taken]?.number === number ? rows[taken] : undefined),
    take: (number) => takeWhile((row) => row.number === number),
    skipBelow: (number) => takeWhile((row) => row.number < number),
    next: () => rows[taken++],
  }
}
