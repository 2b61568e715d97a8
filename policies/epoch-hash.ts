import { createHash } from 'node:crypto'

/** What an epoch's hash is made of. */
export interface HashedEpoch {
  readonly number: number
  /** ISO 8601 in UTC, with six digits of a second: as the database keeps it. */
  readonly at: string
  readonly author: string
  readonly approver: string | null
  /** JSON, as the database gives it back. */
  readonly difference: unknown
  /** 64 hexadecimal digits. */
  readonly previousHash: string
}

/** What stands for the predecessor of the first epoch. */
export const noHash = '0'.repeat(64)

/**
 * SHA-256, 64 hexadecimal digits, of the canonical serialisation: JSON in UTF-8 without blanks, members of every object
 * sorted by UTF-16 code units (as RFC 8785 has it). The form is fixed for good: another one would break every chain.
 */
export function epochHash({ number, at, author, approver, difference, previousHash }: HashedEpoch): string {
  const content = { format: 'dagr-epoch-1', number, at, author, approver, difference, previousHash }
  return createHash('sha256').update(canonical(content)).digest('hex')
}

export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member) ? sorted(member) : member,
  )
}

/** Without a prototype: a member `__proto__` is a member like any other. */
function sorted(object: object): object {
  const members = Object.entries(object).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const copy: object = Object.create(null)
  for (const [key, value] of members)
    Object.defineProperty(copy, key, { value, enumerable: true, writable: true })
  return copy
}
