import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { QueryConfig } from 'pg'
import { arrayOf } from '../array-column.ts'
import type { ContentKey } from '../content-layout.ts'
import { takeRandomBytes } from '../random-bytes.ts'
import type { MasterKeys } from './master-key.ts'

/** A key that the append statement itself is to insert. */
export interface NewKey extends ContentKey {
  readonly subjectHash: Buffer
  readonly wrapped: Buffer
}

/** What the database said of the keys of some data subjects, whose hashes are texts of a character per byte. */
export interface ReadKeys {
  readonly found: ReadonlyMap<string, ContentKey>
  /** Those whose key cannot be unwrapped: nothing can be recorded about them. */
  readonly unusable: ReadonlySet<string>
  /** All who were asked about: who is neither found nor unusable has no key. */
  readonly asked: ReadonlySet<string>
}

export interface KeyRow {
  readonly key_generation: string
  readonly subject_hash: Buffer | null
  readonly key_id: string | null
  readonly wrapped: Buffer | null
}

const keysText = `
  SELECT key_generation, subject_hash, key_id, wrapped
  FROM log_head LEFT JOIN LATERAL (
    SELECT DISTINCT ON (subject_hash) subject_hash, key_id, wrapped
    FROM subject_key WHERE subject_hash = ANY($1::bytea[])
    ORDER BY subject_hash, key_id
  ) AS first_key ON true`

/**
 * The keys that a node writes under: those used last at hand, the others read in one statement, and new ones for data
 * subjects who have none. Two nodes may each make one for the same data subject; both count.
 *
 * INVARIANT: a key is at hand only after a commit that holds it was confirmed, and until the keys' generation is known
 * to be over, or the connection is lost: the next one may lead to a server that has never had it (a failover, a database
 * that was restored). So no content is ever durable under a key that is not.
 */
export class WritingKeyring {
  readonly #masterKeys: MasterKeys
  readonly #atHand: LRUCache<string, ContentKey>
  #generation: string | null = null
  #era = 0

  /** `capacity`: how many keys are at hand at most. */
  constructor(masterKeys: MasterKeys, capacity: number) {
    this.#masterKeys = masterKeys
    this.#atHand = new LRUCache({ max: capacity })
  }

  /** The log's `key_generation` that the keys are of; null while it is not known. Once another is in force, they may have been destroyed. */
  get generation(): string | null {
    return this.#generation
  }

  /** Of what this node knows about keys: what was encrypted in another one is encrypted anew. */
  get era(): number {
    return this.#era
  }

  atHand(subject: string): ContentKey | undefined {
    return this.#atHand.get(subject)
  }

  /** Those at hand and, by `read`, which runs one statement, the others. @throws where that throws. */
  async read(
    subjects: ReadonlySet<string>,
    read: (query: QueryConfig) => Promise<KeyRow[]>,
  ): Promise<ReadKeys> {
    for (;;) {
      const era = this.#era
      const found = new Map<string, ContentKey>()
      const missing: Buffer[] = []
      for (const subject of subjects) {
        const key = this.#atHand.get(subject)
        if (key === undefined) missing.push(Buffer.from(subject, 'latin1'))
        else found.set(subject, key)
      }
      const rows = await read({ name: 'keys', text: keysText, values: [arrayOf('bytea', missing)] })
      const current = rows[0]?.key_generation
      if (current === undefined) throw new Error('The log has no head')
      // What was said over a connection that is lost by now says nothing of the next one.
      if (era !== this.#era) continue
      const isCurrent = current === this.#generation || found.size === 0
      if (current !== this.#generation) this.#beginGeneration(current)
      const unusable = this.#take(rows, found)
      if (isCurrent) return { found, unusable, asked: subjects }
    }
  }

  /** A key for a data subject who has none. It is not at hand before it is committed. */
  make(subject: string): NewKey {
    const subjectHash = Buffer.from(subject, 'latin1')
    const id = randomUUID()
    // A copy: what random bytes are taken from is larger than they are, and would be kept as long.
    const key = Buffer.from(takeRandomBytes(32))
    return { id, key, subjectHash, wrapped: this.#masterKeys.wrap(key, subjectHash, id) }
  }

  /** The append that inserted them is committed; it was written in that era. */
  committed(made: Iterable<readonly [subject: string, key: NewKey]>, era: number): void {
    if (era !== this.#era) return
    for (const [subject, { id, key }] of made) this.#atHand.set(subject, { id, key })
  }

  /** No key at hand is taken any more before the database has said again which generation is in force. */
  forget(): void {
    this.#atHand.clear()
    this.#generation = null
    this.#era += 1
  }

  #beginGeneration(generation: string): void {
    this.#atHand.clear()
    this.#generation = generation
    this.#era += 1
  }

  /** Adds the keys that were read to `found`. @returns whose cannot be unwrapped. */
  #take(rows: readonly KeyRow[], found: Map<string, ContentKey>): ReadonlySet<string> {
    const unusable = new Set<string>()
    for (const { subject_hash: subjectHash, key_id: id, wrapped } of rows) {
      if (subjectHash === null || id === null || wrapped === null) continue
      const subject = subjectHash.toString('latin1')
      try {
        const key = { id, key: this.#masterKeys.unwrap(wrapped, subjectHash, id) }
        found.set(subject, key)
        this.#atHand.set(subject, key)
      } catch {
        unusable.add(subject)
      }
    }
    return unusable
  }
}
