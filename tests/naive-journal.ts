import { isJson, own } from '#gateway/operation/json.ts'
import type { Json } from '#gateway/operation/json.ts'
import type { Lookup, Outside, ResponsePath } from '#gateway/operation/response-journal.ts'
import type { FieldShape, PageShape } from '#gateway/operation/shape.ts'
import type { Coordinate, DenialReason } from '#policies/model.ts'

export interface NaiveSighting {
  readonly subject: string
  readonly coordinate: Coordinate
  readonly isSearchRow?: boolean
}

/** Notes what the walk finds, at the place where it is. */
export class NaiveJournal {
  readonly #released: NaiveSighting[] = []
  readonly #withheld: NaiveSighting[] = []
  readonly #outside: Outside[] = []
  readonly #cut: ResponsePath[] = []
  readonly #violations: { coordinate: Coordinate; path: ResponsePath }[] = []
  readonly #seen = new Set<string>()
  readonly #lookups: Lookup[] = []
  readonly #path: (string | number)[] = []
  #dropped = 0

  findings() {
    return {
      released: this.#released,
      withheld: this.#withheld,
      outside: this.#outside,
      cut: this.#cut,
      violations: this.#violations,
      seen: this.#seen,
      lookups: this.#lookups,
      dropped: this.#dropped,
    }
  }

  enter(key: string | number): void {
    this.#path.push(key)
  }

  leave(): void {
    this.#path.pop()
  }

  /** How much is released so far. */
  mark(): number {
    return this.#released.length
  }

  /** What was written since is not in the response after all. */
  takeBack(mark: number): void {
    this.#released.length = mark
  }

  release({ recorded, isSearchRow, about }: FieldShape, subject: string | null): void {
    if (subject === null || recorded === null) return
    if (isSearchRow && about === 'inherited') return
    this.#released.push({ subject, coordinate: recorded, isSearchRow })
  }

  withhold({ withheld }: FieldShape, subject: string | null): void {
    if (subject === null) return
    for (const coordinate of withheld) this.#withheld.push({ subject, coordinate })
  }

  /** A value whose conditions do not hold. */
  keepBack(field: FieldShape, subject: string | null, reason: DenialReason | null): void {
    if (field.recorded !== null)
      this.#outside.push({ coordinate: field.recorded, path: [...this.#path], reason })
    this.withhold(field, subject)
  }

  /** A row that is not there for the caller, and of which nothing is told. */
  cutRow({ selected }: FieldShape): void {
    this.#outside.push({ coordinate: selected.coordinate, path: [...this.#path], reason: null })
    this.#cut.push(this.#path.slice(0, -1))
  }

  violate({ selected }: FieldShape): void {
    this.#violations.push({ coordinate: selected.coordinate, path: [...this.#path] })
  }

  lookUp({ selected, withheld }: FieldShape, isDelivered: boolean, isRefused: boolean): void {
    this.#lookups.push({ selected, isDelivered, withheld: isRefused ? withheld : [] })
  }

  see(subject: string | null, codes: unknown): void {
    if (subject !== null) this.#seen.add(subject)
    if (Array.isArray(codes)) for (const code of codes) if (typeof code === 'string') this.#seen.add(code)
  }

  /** People of a search, whether their rows are opened or not. */
  hits(page: PageShape, data: Json): void {
    const edges = own(data, page.edges)
    if (!Array.isArray(edges) || page.id === null) return
    for (const edge of edges) {
      const node = isJson(edge) ? own(edge, page.node) : null
      const id = isJson(node) ? own(node, page.id) : null
      if (typeof id !== 'string' || !isJson(node)) continue
      this.see(id, own(node, page.codes))
      this.#released.push({ subject: id, coordinate: page.coordinate, isSearchRow: true })
    }
  }

  drop(known: ReadonlySet<string>, data: Json): void {
    for (const key of Object.keys(data)) if (!known.has(key)) this.#dropped++
  }
}
