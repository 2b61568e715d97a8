import { openProofReader } from '#audit/proofs/proof-reader.ts'
import { openAuditReader } from '#audit/read.ts'
import { subjectHash } from '#audit/subject.ts'
import { codeOf } from './made-operations.ts'
import { benchMasterKeys, subjectKey } from './made-people.ts'

/** Milliseconds of each request, one after the other. */
export interface HistoryTimes {
  readonly page: readonly number[]
  /** The proofs of the records of a page, against the newest checkpoint. */
  readonly recordProofs: readonly number[]
  /** Of a whole history. */
  readonly historyProof: readonly number[]
  /** Records in the longest of them. */
  readonly longest: number
}

const pageSize = 20
const timeoutMs = 60_000

/** Reads the newest page of each of these people's histories, and proves it, as the access-history subgraph does. */
export async function readHistories(url: string, people: readonly number[]): Promise<HistoryTimes> {
  const reader = openAuditReader({ url, subjectKey, masterKeys: benchMasterKeys(), timeoutMs })
  const proofs = openProofReader({ url, timeoutMs })
  const page: number[] = []
  const recordProofs: number[] = []
  const historyProof: number[] = []
  let read = 0
  let longest = 0
  try {
    const seal = await proofs.latest()
    if (seal === null) throw new Error('Nothing is sealed')
    for (const person of people) {
      const code = codeOf(person)
      const records = await timed(page, async () => {
        const [history] = await reader.histories([{ codes: [code], first: pageSize, before: null }])
        return history?.records ?? []
      })
      read += records.length
      const made = await timed(recordProofs, () => proofs.recordProofs(records, seal))
      if (made.includes(null)) throw new Error('A record is not sealed')
      const whole = await timed(historyProof, () =>
        proofs.historyProof([subjectHash(subjectKey, code)], seal),
      )
      const { chains } = JSON.parse(whole) as { chains: { commitments: unknown[] }[] }
      longest = Math.max(longest, ...chains.map(({ commitments }) => commitments.length))
    }
    if (read === 0) throw new Error('Nobody has a history')
  } finally {
    await Promise.all([reader.close(), proofs.close()])
  }
  return { page, recordProofs, historyProof, longest }
}

async function timed<Result>(times: number[], work: () => Promise<Result>): Promise<Result> {
  const start = performance.now()
  const result = await work()
  times.push(performance.now() - start)
  return result
}
