import { isObject, parseJson } from './json.ts'
import type { ShownRecord } from './history.ts'
import { recordProofHeader } from './record-proof.ts'

/** Everything in a text that can be verified. */
export interface FoundProofs {
  readonly records: readonly ShownRecord[]
  readonly history: string | null
}

const historyFormat = 'dagr/history-proof/v1'

/** Under which a proof stands unless an answer gives it another name. */
const usualName = 'proof'

/**
 * Finds proofs in what somebody was given: the proof of a record, the proof of a history, or an answer that holds any
 * number of them wherever they stand. What stands beside the proof of a record is what was shown of it; where there is
 * null in place of a proof, a record was shown that has none yet. Of several proofs of a history the first counts: pages
 * that were read after it cannot show what came after it, such as that they were read.
 */
export function findProofs(text: string): FoundProofs {
  const trimmed = text.trimStart()
  if (trimmed.startsWith(recordProofHeader)) return { records: [{ proof: trimmed }], history: null }
  const answer = parseJson(text)
  const names = namesOfProofs(answer)
  const records: ShownRecord[] = []
  let history: string | null = null

  function search(value: unknown): void {
    if (typeof value === 'string') {
      if (isHistoryProof(parseJson(value))) history ??= value
    } else if (Array.isArray(value)) value.forEach(search)
    else if (isHistoryProof(value)) history ??= JSON.stringify(value)
    else if (isObject(value)) {
      const proof = Object.values(value).find(isRecordProof)
      if (proof !== undefined) records.push({ proof, answer: value })
      else if (names.some((name) => value[name] === null)) records.push({ proof: null, answer: value })
      else Object.values(value).forEach(search)
    }
  }

  search(answer)
  return { records, history }
}

/** Names under which proofs of records stand in this answer. */
function namesOfProofs(answer: unknown): readonly string[] {
  const names = new Set([usualName])
  const search = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(search)
    else if (isObject(value))
      for (const [name, member] of Object.entries(value)) {
        if (isRecordProof(member)) names.add(name)
        else search(member)
      }
  }
  search(answer)
  return [...names]
}

/** Whatever the member is called: an answer may give it another name. */
function isRecordProof(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(recordProofHeader)
}

function isHistoryProof(value: unknown): boolean {
  return isObject(value) && value['format'] === historyFormat
}
