import { isObject, parseJson } from './json.ts'
import type { ShownRecord } from './history.ts'
import { recordProofHeader } from './record-proof.ts'

/** Everything in a text that can be verified. */
export interface FoundProofs {
  readonly records: readonly ShownRecord[]
  readonly history: string | null
}

const historyFormat = 'dagr/history-proof/v1'

/**
 * Finds proofs in what somebody was given: the proof of a record, the proof of a history, or an answer that holds any
 * number of them wherever they stand. What stands beside the proof of a record is what was shown of it.
 */
export function findProofs(text: string): FoundProofs {
  const trimmed = text.trimStart()
  if (trimmed.startsWith(recordProofHeader)) return { records: [{ proof: trimmed }], history: null }
  const records: ShownRecord[] = []
  let history: string | null = null

  function search(value: unknown): void {
    if (typeof value === 'string') {
      if (isHistoryProof(parseJson(value))) history = value
    } else if (Array.isArray(value)) value.forEach(search)
    else if (isHistoryProof(value)) history = JSON.stringify(value)
    else if (isObject(value)) {
      const proof = Object.values(value).find(isRecordProof)
      if (proof !== undefined) records.push({ proof, answer: value })
      else Object.values(value).forEach(search)
    }
  }

  search(parseJson(text))
  return { records, history }
}

/** Whatever the member is called: an answer may give it another name. */
function isRecordProof(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(recordProofHeader)
}

function isHistoryProof(value: unknown): boolean {
  return isObject(value) && value['format'] === historyFormat
}
