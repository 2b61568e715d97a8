import { hexOf, isEqual } from './bytes.ts'
import { readTrust } from './checkpoint.ts'
import type { Checkpoint, Trust } from './checkpoint.ts'
import { verified } from './findings.ts'
import type { Finding, Place } from './findings.ts'
import { provenHistory } from './history-proof.ts'
import type { GoneRecord, ProvenChain, ProvenHistory } from './history-proof.ts'
import { provenRecord } from './record-proof.ts'
import type { ProvenRecord } from './record-proof.ts'

/** A record as it was shown, with its proof; null where it was shown without one, since it is not sealed yet. */
export interface ShownRecord {
  readonly proof: string | null
  /** Members of the answer; those that the record has too must be equal to it. */
  readonly answer?: Readonly<Record<string, unknown>>
}

export interface VerifiedHistory {
  /** The records whose proofs are good, in the order in which they came. */
  readonly records: readonly ProvenRecord[]
  readonly history: ProvenHistory | null
  /** Records of the chains that were not shown in any way, and are not said to be gone; each is a finding, too. */
  readonly notShown: number
  /** Records that were shown without a proof; each is a finding, too, which goes away when asked again. */
  readonly notProven: number
  /**
   * Records of the chains that were not shown, since their content is gone. That they are in the chain is proven; why they
   * are gone, the service says, and an auditor checks.
   */
  readonly gone: readonly GoneRecord[]
  /** Records that were disclosed after the checkpoint of the history: it cannot hold them yet. */
  readonly newer: number
  /** Empty: everything that was shown is in the log as it was shown, and nothing was left out. */
  readonly findings: readonly Finding[]
}

type Compared = Pick<VerifiedHistory, 'notShown' | 'gone' | 'newer' | 'findings'>

const nothing: Compared = { notShown: 0, gone: [], newer: 0, findings: [] }

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
  if (!keys.ok) return { ...nothing, records: [], history: null, notProven: 0, findings: [keys.finding] }

  const proven: { readonly place: Place; readonly record: ProvenRecord }[] = []
  for (const [index, { proof, answer }] of records.entries()) {
    if (proof === null) continue
    const result = verified(() => provenRecord(proof, keys.value))
    const place = { kind: 'record', number: index + 1 } as const
    if (!result.ok) {
      findings.push({ ...result.finding, place })
      continue
    }
    proven.push({ place, record: result.value })
    const differing = answer && differingMember(answer, result.value)
    if (differing !== undefined) findings.push({ code: 'SHOWN_DIFFERS', place, detail: differing })
  }
  const notProven = placesWithoutProof(records, new Set(proven.map(({ record }) => hexOf(record.row.id))))
  for (const place of notProven) findings.push({ code: 'RECORD_NOT_PROVEN', place })

  const whole = history === null ? null : verified(() => provenHistory(history, keys.value))
  if (whole && !whole.ok) findings.push(whole.finding)
  const provenWhole = whole?.ok ? whole.value : null
  const checkpoints = [
    ...proven.map(({ record }) => record.checkpoint),
    ...(provenWhole ? [provenWhole.checkpoint] : []),
  ]
  findings.push(...contradictions(checkpoints))
  const compared = provenWhole ? compareWithChains(proven, notProven.length, provenWhole) : nothing
  return {
    ...compared,
    records: proven.map(({ record }) => record),
    history: provenWhole,
    notProven: notProven.length,
    findings: [...findings, ...compared.findings],
  }
}

/** Each record once, by its id where that was shown; and none that was shown with a proof, too. */
function placesWithoutProof(
  records: readonly ShownRecord[],
  provenIds: ReadonlySet<string>,
): readonly Place[] {
  const seen = new Set(provenIds)
  return records.flatMap(({ proof, answer }, index) => {
    if (proof !== null) return []
    const id = answer?.['id']
    const name = typeof id === 'string' ? id.replaceAll('-', '') : `record ${index}`
    if (seen.has(name)) return []
    seen.add(name)
    return [{ kind: 'record', number: index + 1 } as const]
  })
}

function compareWithChains(
  records: readonly { readonly place: Place; readonly record: ProvenRecord }[],
  notProven: number,
  { checkpoint, seal, chains }: ProvenHistory,
): Compared {
  const findings: Finding[] = []
  const held = new Map(
    chains.flatMap(({ subject, commitments }) =>
      commitments.map((commitment) => [hexOf(commitment), hexOf(subject)] as const),
    ),
  )
  const subjects = new Set(chains.map(({ subject }) => hexOf(subject)))
  const gone = chains.flatMap((chain) => chain.gone)
  const saidGone = new Set(gone.map(({ commitment }) => hexOf(commitment)))
  /** Of what was shown: whether its place in the chain is that of its seal, since it was disclosed at once. */
  const shown = new Map<string, boolean>()
  let newer = 0
  for (const { place, record } of records) {
    const { commitment, row, index: leaf } = record
    const key = hexOf(commitment)
    if (shown.has(key)) findings.push({ code: 'RECORD_REPEATED', place })
    shown.set(key, row.disclosedFrom === null)
    if (saidGone.has(key)) findings.push({ code: 'GONE_BUT_SHOWN', place })
    if (!subjects.has(hexOf(row.subject))) findings.push({ code: 'CHAIN_MISSING', place })
    else if (leaf >= checkpoint.size || (row.disclosedFrom ?? 0) > seal.sealedAt) newer++
    else if (held.get(key) !== hexOf(row.subject)) findings.push({ code: 'RECORD_NOT_IN_CHAIN', place })
  }
  const isMissing = (key: string) => !shown.has(key) && !saidGone.has(key)
  const newest = chains.flatMap((chain) => newestOf(chain, shown)).filter(isMissing)
  const sealedSince = new Set(newest.slice(Math.max(0, newest.length - notProven)))
  const notShown = [...held.keys()].filter((key) => isMissing(key) && !sealedSince.has(key))
  for (const key of notShown)
    findings.push({ code: 'RECORD_NOT_SHOWN', place: { kind: 'record', number: key } })
  return {
    findings,
    notShown: notShown.length,
    gone: gone.filter(({ commitment }) => !shown.has(hexOf(commitment))),
    newer,
  }
}

/**
 * What may have been sealed after its page was read, so that the page shows it without a proof: the records after the
 * last one that has a proof. What is before that was sealed with it or earlier, and would have a proof as well.
 */
function newestOf({ commitments }: ProvenChain, shown: ReadonlyMap<string, boolean>): readonly string[] {
  const keys = commitments.map(hexOf)
  return keys.slice(keys.findLastIndex((key) => shown.get(key) === true) + 1)
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
    // A record from before this was kept is shown without it.
    ...(shown && { freshness: null, ...shown }),
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
