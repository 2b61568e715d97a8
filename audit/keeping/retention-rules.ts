import { sha256 } from '../sha256.ts'

/** How many days contents are kept: by the agreement that they were accessed under, else by purpose, else for ever. */
export interface RetentionRules {
  /** Days by permission. */
  readonly agreements: ReadonlyMap<string, number>
  /** Days by purpose, as agreements state it; '' for records without one. */
  readonly purposes: ReadonlyMap<string, number>
}

/** What two officials approve, in hexadecimal: the same for the same days, in whatever order they are given. */
export function rulesDigest({ agreements, purposes }: RetentionRules): string {
  const sorted = [agreements, purposes].map((days) => [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return sha256(Buffer.from(`dagr/retention-rules/v1\n${JSON.stringify(sorted)}`)).toString('hex')
}

/** A file of retention that cannot be used. */
export class RetentionRulesError extends Error {
  override name = 'RetentionRulesError'
}

/** Reads `{ "purposes": { "<purpose>": <days> } }`. @throws RetentionRulesError */
export function readRetentionPurposes(text: string): ReadonlyMap<string, number> {
  const { purposes, ...others } = objectIn(parsed(text), 'It')
  const [unknown] = Object.keys(others)
  if (unknown !== undefined)
    throw new RetentionRulesError(`It has a member ${JSON.stringify(unknown)}: only purposes is known`)
  return new Map(
    Object.entries(objectIn(purposes, 'purposes')).map(([purpose, days]) => {
      if (typeof days !== 'number' || !Number.isInteger(days) || days < 1)
        throw new RetentionRulesError(
          `The days of ${JSON.stringify(purpose)} must be a whole number of at least 1`,
        )
      return [purpose, days]
    }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RetentionRulesError('It is not JSON')
  }
}

function objectIn(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RetentionRulesError(`${name} must be an object`)
  return { ...value }
}
