import { randomBytes, randomUUID } from 'node:crypto'
import type { LogFiles } from '#audit/verify/read-leaves.ts'
import {
  consistencyPath,
  descend,
  hash,
  inclusionPath,
  mapRoot,
  nothing,
  treeRoot,
  u64,
} from './naive-tree.ts'
import type { Head } from './naive-tree.ts'
import { cosignatureLine, signatureLine } from './note-keys.ts'
import type { NoteKey } from './note-keys.ts'

/**
 * An audit log as docs/audit-log-format.md has it, built by its definitions word for word, slowly and in memory. The
 * verifier's tests are held against it, so that neither they nor the verifier need the code that writes the real one.
 */
export interface NaiveLog {
  readonly origin: string
  /** Of the log's key. */
  readonly verifierKey: string
  readonly entries: readonly Buffer[]
  readonly seals: readonly NaiveSeal[]
  append(batch: NaiveBatch): NaiveSeal
  checkpoint(size?: number): string
  recordProof(record: NaiveRecord, size?: number): string
  /** Against the latest seal. `gone`: what it says of the first subject's chain. */
  historyProof(subjects: readonly Buffer[], gone?: readonly NaiveGone[]): string
  consistency(oldSize: number, size?: number): readonly Buffer[]
  inclusion(index: number, size?: number): readonly Buffer[]
  root(size?: number): Buffer
  /** Ends of the chains, by no order. */
  heads(): readonly Head[]
  readonly files: LogFiles
}

export interface NaiveGone {
  readonly commitment: string
  readonly reason: string
}

export interface NaiveRecord {
  readonly id: string
  readonly operation: string
  readonly at: number
  readonly subject: Buffer
  readonly disclosedFrom: number | null
  readonly shown: string | null
  readonly shownSalt: Buffer
  readonly keptDigest: Buffer
  readonly content: Buffer
}

export interface NaiveBatch {
  readonly sealedAt: number
  /** Commitments. */
  readonly operations?: readonly Buffer[]
  readonly records?: readonly NaiveRecord[]
  readonly housekeeping?: readonly Buffer[]
  /** Those of `records` that a dishonest sealer leaves out of their data subjects' chains. */
  readonly hidden?: readonly NaiveRecord[]
}

export interface NaiveSeal {
  readonly number: number
  readonly sealedAt: number
  readonly lastOperation: number
  readonly lastSequence: number
  readonly lastHousekeeping: number
  readonly treeSize: number
  readonly root: Buffer
  readonly subjects: number
  readonly headsRoot: Buffer
  readonly checkpoint: string
}

/** A record with content of its own, of nobody in particular unless `given` says whose. */
export function naiveRecord(given: Partial<NaiveRecord> = {}): NaiveRecord {
  const shown = {
    consumer: 'vid',
    organisation: 'State Revenue Service',
    application: null,
    permission: '1001',
    purpose: 'tax',
    legalBasis: 'law',
    case: 'Lieta Nr. 17 ā',
    outcome: 'RELEASED',
    released: ['Person.givenName'],
    withheld: [],
    entity: 'Person',
    registries: ['population'],
    freshness: 'FRESH',
    epoch: 1,
    trace: null,
  }
  return {
    id: randomUUID(),
    operation: randomUUID(),
    at: 1_764_000_000_000,
    subject: randomBytes(32),
    disclosedFrom: null,
    shown: JSON.stringify(shown),
    shownSalt: randomBytes(32),
    keptDigest: randomBytes(32),
    content: Buffer.concat([Buffer.of(2), randomBytes(120)]),
    ...given,
  }
}

function uuid(text: string): Buffer {
  return Buffer.from(text.replaceAll('-', ''), 'hex')
}

export function commitmentOf(record: NaiveRecord): Buffer {
  const row = hash(
    'dagr/row/v1\n',
    uuid(record.id),
    uuid(record.operation),
    u64(record.at),
    record.subject,
    u64(record.disclosedFrom ?? 0),
  )
  const shown = hash('dagr/shown/v1\n', record.shownSalt, record.shown ?? '')
  const plain = record.shown === null ? nothing : hash('dagr/plain/v1\n', shown, record.keptDigest)
  return hash('dagr/access-record/v1\n', row, plain, hash('dagr/sealed/v1\n', record.content))
}

export function naiveLog(key: NoteKey, witnesses: readonly NoteKey[] = []): NaiveLog {
  const entries: Buffer[] = []
  const seals: NaiveSeal[] = []
  const records: NaiveRecord[] = []
  const indexes = new Map<NaiveRecord, number>()
  const chains = new Map<string, Buffer[]>()
  let delayed: NaiveRecord[] = []
  const leaves = () => entries.map((entry) => hash(Buffer.of(0), entry))

  function put(kind: number, body: Buffer): void {
    entries.push(Buffer.concat([Buffer.of(kind), body]))
  }

  function heads(): Head[] {
    return [...chains].map(([subject, chain]) => ({
      token: hash('dagr/token/v1\n', Buffer.from(subject, 'hex')),
      count: chain.length,
      link: chain.reduce((link, commitment) => hash('dagr/chain/v1\n', link, commitment), nothing),
    }))
  }

  function checkpoint(size = entries.length): string {
    const text = `${key.name}\n${size}\n${treeRoot(leaves().slice(0, size)).toString('base64')}\n`
    const cosigned = witnesses.map((witness) => cosignatureLine(witness, text, 1_764_000_000))
    return `${text}\n${signatureLine(key, text)}${cosigned.join('')}`
  }

  return {
    origin: key.name,
    verifierKey: key.verifierKey,
    entries,
    seals,
    append({ sealedAt, operations = [], records: added = [], housekeeping = [], hidden = [] }) {
      const before = seals.at(-1)
      for (const commitment of operations) put(2, commitment)
      for (const record of added) {
        indexes.set(record, entries.length)
        records.push(record)
        put(1, commitmentOf(record))
      }
      for (const commitment of housekeeping) put(4, commitment)
      const candidates = [...delayed, ...added].toSorted(
        (one, other) => records.indexOf(one) - records.indexOf(other),
      )
      const isDue = (record: NaiveRecord) => (record.disclosedFrom ?? 0) <= sealedAt
      delayed = candidates.filter((record) => !isDue(record))
      for (const record of candidates.filter(isDue)) {
        if (hidden.includes(record)) continue
        const subject = record.subject.toString('hex')
        chains.set(subject, [...(chains.get(subject) ?? []), commitmentOf(record)])
      }
      const number = seals.length + 1
      const lastOperation = (before?.lastOperation ?? 0) + operations.length
      const lastSequence = (before?.lastSequence ?? 0) + added.length
      const lastHousekeeping = (before?.lastHousekeeping ?? 0) + housekeeping.length
      const headsRoot = mapRoot(heads(), 0)
      const counts = [number, sealedAt, lastOperation, lastSequence, lastHousekeeping, chains.size]
      put(3, Buffer.concat([...counts.map(u64), headsRoot]))
      const seal = {
        number,
        sealedAt,
        lastOperation,
        lastSequence,
        lastHousekeeping,
        treeSize: entries.length,
        root: treeRoot(leaves()),
        subjects: chains.size,
        headsRoot,
        checkpoint: checkpoint(),
      }
      seals.push(seal)
      return seal
    },
    checkpoint,
    heads,
    recordProof(record, size = entries.length) {
      const { id, operation, at, disclosedFrom, shown, shownSalt, keptDigest } = record
      const index = indexes.get(record) ?? 0
      const extra = {
        record: { id, operation, at, subject: record.subject.toString('hex'), disclosedFrom },
        shown,
        shownSalt: shown === null ? null : shownSalt.toString('hex'),
        keptDigest: shown === null ? null : keptDigest.toString('hex'),
        sealedDigest: hash('dagr/sealed/v1\n', record.content).toString('hex'),
      }
      const path = inclusionPath(index, leaves().slice(0, size))
      const lines = [
        'c2sp.org/tlog-proof@v1',
        `extra ${Buffer.from(JSON.stringify(extra)).toString('base64')}`,
        `index ${index}`,
        ...path.map((node) => node.toString('base64')),
      ]
      return `${lines.join('\n')}\n\n${checkpoint(size)}`
    },
    historyProof(subjects, gone = []) {
      const index = entries.length - 1
      return JSON.stringify({
        format: 'dagr/history-proof/v1',
        checkpoint: checkpoint(),
        seal: {
          index,
          entry: entries[index]?.toString('base64'),
          path: inclusionPath(index, leaves()).map((node) => node.toString('base64')),
        },
        chains: subjects.map((subject, place) => {
          const { siblings, found } = descend(heads(), hash('dagr/token/v1\n', subject), 0)
          const commitments = chains.get(subject.toString('hex')) ?? []
          const neighbour = commitments.length === 0 && found
          return {
            subject: subject.toString('hex'),
            commitments: commitments.map((commitment) => commitment.toString('hex')),
            gone: place === 0 ? gone : [],
            siblings: siblings.map((sibling) => sibling.toString('hex')),
            neighbour: neighbour
              ? {
                  token: neighbour.token.toString('hex'),
                  count: neighbour.count,
                  head: neighbour.link.toString('hex'),
                }
              : null,
          }
        }),
      })
    },
    consistency: (oldSize, size = entries.length) => consistencyPath(oldSize, leaves().slice(0, size), true),
    inclusion: (index, size = entries.length) => inclusionPath(index, leaves().slice(0, size)),
    root: (size = entries.length) => treeRoot(leaves().slice(0, size)),
    files: {
      async bundle(index, width) {
        const part = entries.slice(index * 256, index * 256 + width)
        return Buffer.concat(part.map((entry) => Buffer.concat([Buffer.of(0, entry.length), entry])))
      },
      async tile(level, index, width) {
        const all = leaves()
        const span = 256 ** level
        const start = index * 256
        return Buffer.concat(
          Array.from({ length: width }, (_, place) =>
            treeRoot(all.slice((start + place) * span, (start + place + 1) * span)),
          ),
        )
      },
    },
  }
}
