import { hexOf, isEqual } from './bytes.ts'
import { readTrust } from './checkpoint.ts'
import type { Checkpoint, Trust } from './checkpoint.ts'
import { verified } from './findings.ts'
import type { Finding } from './findings.ts'
import { provenHistory } from './history-proof.ts'
import type { ProvenHistory } from './history-proof.ts'
import { provenRecord } from './record-proof.ts'
import type { ProvenRecord } from './record-proof.ts'

/** A record as it was shown, with its proof. */
export interface ShownRecord {
  readonly proof: string
  /** Members of the answer; those that the record has too must be equal to it. */
  readonly answer?: Readonly<Record<string, unknown>>
}

export interface VerifiedHistory {
  /** The records whose proofs are good, in the order in which they came. */
  readonly records: readonly ProvenRecord[]
  readonly history: ProvenHistory | null
  /** Records of the chains for which no proof was given; each is a finding, too. */
  readonly notShown: number
  /** Records that were disclosed after the checkpoint of the history: it cannot hold them yet. */
  readonly newer: number
  /** Empty: everything that was shown is in the log as it was shown, and nothing was left out. */
  readonly findings: readonly Finding[]
}

/**
 * Verifies the records that somebody was shown against the proof of their history. `records` are all of it, of every
 * page; `history` null: only that each record is in the log.
 */
export function verifyHistory(
  records: readonly ShownRecord[],
  history: string | null,
  trust: Trust,
): VerifiedHistory {
  const findings: Finding[] = []
  const keys = verified(() => readTrust(trust))
  if (!keys.ok) return { records: [], history: null, notShown: 0, newer: 0, findings: [keys.finding] }

  const proven: ProvenRecord[] = []
  for (const [index, { proof, answer }] of records.entries()) {
    const result = verified(() => provenRecord(proof, keys.value))
    const place = { kind: 'record', number: index + 1 } as const
    if (!result.ok) {
      findings.push({ ...result.finding, place })
      continue
    }
    proven.push(result.value)
    const differing = answer && differingMember(answer, result.value)
    if (differing !== undefined) findings.push({ code: 'SHOWN_DIFFERS', place, detail: differing })
  }

  const whole = history === null ? null : verified(() => provenHistory(history, keys.value))
  if (whole && !whole.ok) findings.push(whole.finding)
  const provenWhole = whole?.ok ? whole.value : null
  const checkpoints = [
    ...proven.map(({ checkpoint }) => checkpoint),
    ...(provenWhole ? [provenWhole.checkpoint] : []),
  ]
  findings.push(...contradictions(checkpoints))
  const compared = provenWhole
    ? compareWithChains(proven, provenWhole)
    : { findings: [], notShown: 0, newer: 0 }
  return { ...compared, records: proven, history: provenWhole, findings: [...findings, ...compared.findings] }
}

function compareWithChains(records: readonly ProvenRecord[], { checkpoint, seal, chains }: ProvenHistory) {
  const findings: Finding[] = []
  const held = new Map(
    chains.flatMap(({ subject, commitments }) =>
      commitments.map((commitment) => [hexOf(commitment), hexOf(subject)] as const),
    ),
  )
  const subjects = new Set(chains.map(({ subject }) => hexOf(subject)))
  const shown = new Set<string>()
  let newer = 0
  for (const [index, { commitment, row, index: leaf }] of records.entries()) {
    const place = { kind: 'record', number: index + 1 } as const
    const key = hexOf(commitment)
    const chain = held.get(key)
    if (shown.has(key)) findings.push({ code: 'RECORD_REPEATED', place })
    shown.add(key)
    if (!subjects.has(hexOf(row.subject))) findings.push({ code: 'CHAIN_MISSING', place })
    else if (leaf >= checkpoint.size || (row.disclosedFrom ?? 0) > seal.sealedAt) newer++
    else if (chain !== hexOf(row.subject)) findings.push({ code: 'RECORD_NOT_IN_CHAIN', place })
  }
  const notShown = [...held.keys()].filter((commitment) => !shown.has(commitment))
  for (const commitment of notShown)
    findings.push({ code: 'RECORD_NOT_SHOWN', place: { kind: 'record', number: commitment } })
  return { findings, notShown: notShown.length, newer }
}

/** Checkpoints of one size have one root. That a longer one goes on from a shorter one takes a consistency proof. */
function contradictions(checkpoints: readonly Checkpoint[]): readonly Finding[] {
  const roots = new Map<number, Uint8Array>()
  return checkpoints.flatMap(({ size, root }) => {
    const before = roots.get(size) ?? root
    roots.set(size, before)
    if (isEqual(before, root)) return []
    return [{ code: 'LOG_FORKED', place: { kind: 'checkpoint', number: size } } as const]
  })
}

/** @returns the name of the first member that the answer gives another value than the record. */
function differingMember(
  answer: Readonly<Record<string, unknown>>,
  { shown, row }: ProvenRecord,
): string | undefined {
  const recorded: Readonly<Record<string, unknown>> = {
    ...shown,
    at: row.at,
    disclosedFrom: row.disclosedFrom,
  }
  return Object.keys(answer).find(
    (name) => Object.hasOwn(recorded, name) && !isSame(name, answer[name], recorded[name]),
  )
}

const times = new Set(['at', 'disclosedFrom'])

/** A time is a number of milliseconds in the record, and may be a text of ISO 8601 in the answer. */
function isSame(name: string, shown: unknown, recorded: unknown): boolean {
  const value = times.has(name) && typeof shown === 'string' ? Date.parse(shown) : shown
  return JSON.stringify(value) === JSON.stringify(recorded)
}
