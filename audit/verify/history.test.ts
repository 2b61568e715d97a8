import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedByte } from '#tests/mutations.ts'
import { commitmentOf, naiveLog, naiveRecord } from '#tests/naive-log.ts'
import type { NaiveRecord } from '#tests/naive-log.ts'
import { noteKey } from '#tests/note-keys.ts'
import type { Trust } from './checkpoint.ts'
import { verifyHistoryProof } from './history-proof.ts'
import { verifyHistory } from './history.ts'

const key = noteKey('dagr.test/log')
const log = naiveLog(key)
const anna = Buffer.alloc(32, 1)
const formerAnna = Buffer.alloc(32, 2)
const nobody = Buffer.alloc(32, 3)
const first = naiveRecord({ subject: anna })
const second = naiveRecord({ subject: anna })
const former = naiveRecord({ subject: formerAnna })
const delayed = naiveRecord({ subject: anna, disclosedFrom: 5_000 })
const others = Array.from({ length: 20 }, () => naiveRecord())
log.append({ sealedAt: 1_000, records: [first, ...others.slice(0, 10), delayed, former] })
log.append({ sealedAt: 2_000, records: [...others.slice(10), second] })
const trust: Trust = { origin: log.origin, verifierKeys: [log.verifierKey] }
const history = log.historyProof([anna, formerAnna])
const proofs = [first, second, former].map((record) => ({ proof: log.recordProof(record) }))

function hexOf(record: NaiveRecord): string {
  return commitmentOf(record).toString('hex')
}

function codeOf(json: string): string {
  const result = verifyHistoryProof(json, trust)
  return result.ok ? 'ok' : result.finding.code
}

function codes(
  shown: Parameters<typeof verifyHistory>[0],
  proof: string | null = history,
): readonly string[] {
  return verifyHistory(shown, proof, trust).findings.map(({ code }) => code)
}

type Json = ReturnType<typeof parse>
function parse(json: string) {
  return JSON.parse(json) as {
    seal: { index: unknown; entry: unknown; path: unknown[] }
    chains: {
      subject: unknown
      commitments: unknown[]
      gone: unknown[]
      siblings: unknown[]
      neighbour: unknown
    }[]
    checkpoint: unknown
    format: unknown
  }
}

function changed(change: (json: Json) => void): string {
  const json = parse(history)
  change(json)
  return JSON.stringify(json)
}

test('the proof of a history gives every record of every chain, in its order', () => {
  const result = verifyHistoryProof(history, trust)
  expect(result.ok && result.value.seal).toMatchObject({ number: 2, sealedAt: 2_000, lastSequence: 24 })
  expect(
    result.ok && result.value.chains.map(({ commitments }) => commitments.map((bytes) => Buffer.from(bytes))),
  ).toEqual([[commitmentOf(first), commitmentOf(second)], [commitmentOf(former)]])
})

test('that a person has no record is proven, too', () => {
  for (let name = 0; name < 40; name++)
    expect(codeOf(log.historyProof([nobody, Buffer.alloc(32, 100 + name)]))).toBe('ok')
  const empty = naiveLog(key)
  empty.append({ sealedAt: 1 })
  expect(codeOf(empty.historyProof([nobody]))).toBe('ok')
})

test.each<[string, (json: Json) => void, string]>([
  ['another format', (json) => (json.format = 'dagr/history-proof/v2'), 'PROOF_MALFORMED'],
  ['no checkpoint', (json) => (json.checkpoint = null), 'PROOF_MALFORMED'],
  ['an earlier checkpoint', (json) => (json.checkpoint = log.seals[0]?.checkpoint), 'SEAL_NOT_LAST'],
  [
    'a leaf that is no seal',
    (json) => (json.seal.entry = log.entries[0]?.toString('base64')),
    'PROOF_MALFORMED',
  ],
  ['another index', (json) => (json.seal.index = 1), 'SEAL_NOT_LAST'],
  ['an earlier seal', (json) => (json.seal.entry = log.entries[13]?.toString('base64')), 'NOT_INCLUDED'],
  ['a path cut short', (json) => json.seal.path.pop(), 'NOT_INCLUDED'],
  ['no chains', (json) => ((json as { chains: unknown }).chains = null), 'PROOF_MALFORMED'],
  ['a record left out', (json) => json.chains[0]?.commitments.pop(), 'CHAIN_DIFFERS'],
  ['the oldest record left out', (json) => json.chains[0]?.commitments.shift(), 'CHAIN_DIFFERS'],
  ['all records left out', (json) => json.chains[0]?.commitments.splice(0), 'CHAIN_DIFFERS'],
  [
    'two records in another order',
    (json) => json.chains[0]?.commitments.push(json.chains[0].commitments.shift()),
    'CHAIN_DIFFERS',
  ],
  [
    'a record put in',
    (json) => json.chains[0]?.commitments.push(commitmentOf(former).toString('hex')),
    'CHAIN_DIFFERS',
  ],
  [
    'another subject',
    (json) => Object.assign(json.chains[0] ?? {}, { subject: nobody.toString('hex') }),
    'CHAIN_DIFFERS',
  ],
  ['a sibling left out', (json) => json.chains[0]?.siblings.pop(), 'CHAIN_DIFFERS'],
  ['a commitment that is none', (json) => json.chains[0]?.commitments.push('AA'), 'PROOF_MALFORMED'],
  [
    'no list of what is gone',
    (json) => Object.assign(json.chains[0] ?? {}, { gone: null }),
    'PROOF_MALFORMED',
  ],
  [
    'a reason that is none',
    (json) => json.chains[0]?.gone.push({ commitment: json.chains[0].commitments[0], reason: 'LOST' }),
    'PROOF_MALFORMED',
  ],
  [
    'gone, and of another chain',
    (json) => json.chains[0]?.gone.push({ commitment: json.chains[1]?.commitments[0], reason: 'ERASED' }),
    'GONE_NOT_IN_CHAIN',
  ],
  [
    'gone twice',
    (json) => {
      const said = { commitment: json.chains[0]?.commitments[0], reason: 'ERASED' }
      json.chains[0]?.gone.push(said, said)
    },
    'GONE_NOT_IN_CHAIN',
  ],
  [
    'a neighbour beside records',
    (json) =>
      Object.assign(json.chains[0] ?? {}, {
        neighbour: { token: nobody.toString('hex'), count: 1, head: nobody.toString('hex') },
      }),
    'PROOF_MALFORMED',
  ],
])('%s is refused', (_, change, code) => {
  expect(codeOf(changed(change))).toBe(code)
})

test('any changed byte of a proof is refused', () => {
  fc.assert(
    fc.property(changedByte(history), (text) => {
      expect(text === null || codeOf(text) !== 'ok').toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('no JSON at all makes the verifier fail otherwise than by a finding', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(codeOf(json)).toBe('PROOF_MALFORMED')
    }),
  )
  expect(codeOf('')).toBe('PROOF_MALFORMED')
})

describe('what a resident was shown', () => {
  test('is whole where every record of the chains is there', () => {
    expect(verifyHistory(proofs, history, trust)).toMatchObject({ findings: [], notShown: 0, newer: 0 })
    expect(verifyHistory(proofs, null, trust)).toMatchObject({ findings: [], history: null })
  })

  test('lacks a record that was left out, by its commitment', () => {
    const result = verifyHistory(proofs.slice(1), history, trust)
    expect(result.findings).toEqual([
      { code: 'RECORD_NOT_SHOWN', place: { kind: 'record', number: commitmentOf(first).toString('hex') } },
    ])
    expect(result.notShown).toBe(1)
  })

  test('lacks a record that is said to be gone, which is told apart from one that was left out', () => {
    const said = (reason: string) => log.historyProof([anna], [{ commitment: hexOf(first), reason }])
    const rest = [{ proof: log.recordProof(second) }]
    for (const reason of ['ERASED', 'REMOVED'] as const)
      expect(verifyHistory(rest, said(reason), trust)).toMatchObject({
        findings: [],
        notShown: 0,
        gone: [{ commitment: new Uint8Array(commitmentOf(first)), reason }],
      })
    expect(codes([], said('ERASED'))).toEqual(['RECORD_NOT_SHOWN'])
    expect(verifyHistory(proofs.slice(0, 2), said('ERASED'), trust)).toMatchObject({
      findings: [{ code: 'GONE_BUT_SHOWN', place: { kind: 'record', number: 1 } }],
      gone: [],
    })
  })

  test('has no freshness in a record from before that was kept, whatever is said', () => {
    const { freshness, ...formerShown } = JSON.parse(first.shown ?? '') as { freshness: string }
    const earlier = naiveLog(key)
    const record = naiveRecord({ subject: anna, shown: JSON.stringify(formerShown) })
    earlier.append({ sealedAt: 1_000, records: [record] })
    const [proof, whole] = [earlier.recordProof(record), earlier.historyProof([anna])]
    expect(codes([{ proof, answer: { ...formerShown, freshness: null } }], whole)).toEqual([])
    expect(codes([{ proof, answer: { ...formerShown, freshness } }], whole)).toEqual(['SHOWN_DIFFERS'])
  })

  test('holds a record of somebody else', () => {
    expect(codes([...proofs, { proof: log.recordProof(others[3] ?? first) }])).toEqual(['CHAIN_MISSING'])
  })

  test('holds a record twice', () => {
    expect(codes([...proofs, ...proofs.slice(0, 1)])).toEqual(['RECORD_REPEATED'])
  })

  test('holds a record that its chain does not know, although it may be seen', () => {
    const hidden = naiveLog(key)
    const unlisted = naiveRecord({ subject: anna })
    hidden.append({ sealedAt: 1_000, records: [first] })
    const listed = hidden.historyProof([anna])
    hidden.append({ sealedAt: 2_000, records: [unlisted] })
    expect(
      verifyHistory(
        [first, unlisted].map((record) => ({ proof: hidden.recordProof(record) })),
        listed,
        trust,
      ),
    ).toMatchObject({ findings: [], newer: 1 })
    const forged = naiveLog(key)
    forged.append({ sealedAt: 1_000, records: [first, { ...unlisted, subject: nobody }] })
    const shown = { proof: forged.recordProof(first).replace('index 0', 'index 1') }
    expect(codes([shown], forged.historyProof([anna]))).toContain('NOT_INCLUDED')
  })

  test('may hold a record whose time has come since the checkpoint, and not one whose time had come before', () => {
    const withDelayed = [...proofs, { proof: log.recordProof(delayed) }]
    expect(verifyHistory(withDelayed, history, trust)).toMatchObject({ findings: [], newer: 1 })
    const due = naiveRecord({ subject: anna, disclosedFrom: 1_500 })
    const late = naiveLog(key)
    late.append({ sealedAt: 1_000, records: [due] })
    const before = late.historyProof([anna])
    late.append({ sealedAt: 2_000 })
    expect(verifyHistory([{ proof: late.recordProof(due) }], before, trust)).toMatchObject({
      findings: [],
      newer: 1,
    })
    expect(verifyHistory([{ proof: late.recordProof(due) }], late.historyProof([anna]), trust)).toMatchObject(
      { findings: [], newer: 0 },
    )
  })

  test('is held against what the answer said', () => {
    const answer = {
      organisation: 'State Revenue Service',
      at: new Date(first.at).toISOString(),
      id: 'not compared',
    }
    expect(codes([{ proof: log.recordProof(first), answer }, ...proofs.slice(1)])).toEqual([])
    const other = { ...answer, organisation: 'State Police' }
    expect(verifyHistory([{ proof: log.recordProof(first), answer: other }], null, trust).findings).toEqual([
      { code: 'SHOWN_DIFFERS', place: { kind: 'record', number: 1 }, detail: 'organisation' },
    ])
  })

  test('names the proof that is none, and goes on with the others', () => {
    expect(verifyHistory([{ proof: 'x' }, ...proofs], history, trust).findings).toEqual([
      { code: 'PROOF_MALFORMED', place: { kind: 'record', number: 1 } },
    ])
  })

  test('comes from two logs of one name', () => {
    const fork = naiveLog(key)
    fork.append({ sealedAt: 1_000, records: [first, ...others.slice(0, 10), delayed, former] })
    fork.append({ sealedAt: 2_001, records: [...others.slice(10), second] })
    expect(codes([{ proof: fork.recordProof(first) }, ...proofs.slice(1)])).toContain('LOG_FORKED')
  })

  test('is not verified with keys that are none', () => {
    expect(verifyHistory(proofs, history, { ...trust, verifierKeys: ['x'] }).findings).toMatchObject([
      { code: 'KEY_MALFORMED' },
    ])
  })
})
