import { randomBytes, randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { QueryConfig } from 'pg'
import { binaryArray } from '../binary-array.ts'
import type { ContentKey } from '../content.ts'
import type { MasterKeys } from './master-key.ts'

/** A key that the append statement itself is to insert. */
export interface NewKey extends ContentKey {
  readonly subjectHash: Buffer
  readonly wrapped: Buffer
}

/** Keys for what is written together. */
export interface WritingKeys {
  /** The log's `key_generation` that they are of. Once another is in force, they may have been destroyed. */
  readonly generation: string
  /** Of what this node knows about keys: what was encrypted in another one is encrypted anew. */
  readonly era: number
  /** Undefined where the data subject's key cannot be unwrapped: nothing can be recorded about them. */
  of(subject: string): ContentKey | undefined
  /** Those among them that are in the database only when the append is. */
  readonly made: readonly NewKey[]
}

/** Data subjects' hashes by themselves, as texts of a character per byte. */
export type Subjects = ReadonlyMap<string, Buffer>

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

  /** Null where not all of them are at hand. */
  atHand(subjects: readonly string[]): WritingKeys | null {
    const generation = this.#generation
    if (generation === null) return null
    const found = new Map<string, ContentKey>()
    for (const subject of subjects) {
      const key = this.#atHand.get(subject)
      if (key === undefined) return null
      found.set(subject, key)
    }
    return writingKeys(generation, this.#era, found, [])
  }

  /** `read` runs one statement. @throws where that throws. */
  async keysFor(subjects: Subjects, read: (query: QueryConfig) => Promise<KeyRow[]>): Promise<WritingKeys> {
    let generation = this.#generation
    for (;;) {
      const found = new Map<string, ContentKey>()
      const missing = new Map<string, Buffer>()
      for (const [subject, hash] of subjects) {
        const key = this.#atHand.get(subject)
        if (key === undefined) missing.set(subject, hash)
        else found.set(subject, key)
      }
      if (generation !== null && missing.size === 0) return writingKeys(generation, this.#era, found, [])
      const rows = await read({
        name: 'keys',
        text: keysText,
        values: [binaryArray('bytea', [...missing.values()])],
      })
      const current = rows[0]?.key_generation
      if (current === undefined) throw new Error('The log has no head')
      const isCurrent = current === generation || found.size === 0
      if (current !== generation) this.#beginGeneration(current)
      generation = current
      const unusable = this.#take(rows, found)
      if (isCurrent) return writingKeys(generation, this.#era, found, this.#make(missing, found, unusable))
    }
  }

  /** The append that inserted them is committed. */
  committed({ era, made }: WritingKeys): void {
    if (era !== this.#era) return
    for (const { subjectHash, id, key } of made) this.#atHand.set(subjectText(subjectHash), { id, key })
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
      const subject = subjectText(subjectHash)
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

  #make(missing: Subjects, found: Map<string, ContentKey>, unusable: ReadonlySet<string>): readonly NewKey[] {
    const made: NewKey[] = []
    for (const [subject, subjectHash] of missing) {
      if (found.has(subject) || unusable.has(subject)) continue
      const id = randomUUID()
      const key = randomBytes(32)
      const wrapped = this.#masterKeys.wrap(key, subjectHash, id)
      found.set(subject, { id, key })
      made.push({ id, key, subjectHash, wrapped })
    }
    return made
  }
}

export function subjectText(subjectHash: Buffer): string {
  return subjectHash.toString('latin1')
}

function writingKeys(
  generation: string,
  era: number,
  found: ReadonlyMap<string, ContentKey>,
  made: readonly NewKey[],
): WritingKeys {
  return { generation, era, of: (subject) => found.get(subject), made }
}
