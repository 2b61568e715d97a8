export interface ExpectedRecord {
  readonly subject: string
  readonly outcome: string
  readonly released: readonly string[]
  readonly withheld: readonly string[]
}

/** What one request did with one person's data. */
export interface Access {
  readonly released: Set<string>
  readonly withheld: Set<string>
  /** Something was released besides that a search found them. */
  isOpened: boolean
  isNotFound: boolean
}

/** The access records that a request has to leave. */
export class Ledger {
  readonly #accesses = new Map<string, Access>()

  of(subject: string): Access {
    const known = this.#accesses.get(subject)
    if (known) return known
    const released = new Set<string>()
    const access = { released, withheld: new Set<string>(), isOpened: false, isNotFound: false }
    this.#accesses.set(subject, access)
    return access
  }

  records(): readonly ExpectedRecord[] {
    return [...this.#accesses]
      .map(([subject, access]) => ({
        subject,
        outcome: outcomeOf(access),
        released: [...access.released].toSorted(),
        withheld: onlyWithheld(access).toSorted(),
      }))
      .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
  }
}

function outcomeOf(access: Access): string {
  const { released, isOpened, isNotFound } = access
  if (released.size === 0) return isNotFound ? 'NOT_FOUND' : 'REFUSED'
  if (!isOpened) return 'SEARCH_HIT'
  return onlyWithheld(access).length === 0 ? 'RELEASED' : 'PARTLY'
}

/** Withheld and not, at another place, released. */
function onlyWithheld({ withheld, released }: Access): readonly string[] {
  return [...withheld].filter((coordinate) => !released.has(coordinate))
}
