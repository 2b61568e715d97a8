import type { Coordinate, DenialReason } from '#policies/model.ts'
import { isJson, own } from './json.ts'
import type { Json } from './json.ts'
import type { SelectedField } from './selection.ts'
import type { FieldShape, PageShape } from './shape.ts'

export type ResponsePath = readonly (string | number)[]

/** What one walk over the fetched data found: exactly what is in the response about whom. */
export interface Findings {
  /** Written with a value, a null of the registry or an empty list. */
  readonly released: readonly Release[]
  readonly withheld: readonly Sighting[]
  /** Values whose conditions do not hold, and rows that were cut; `reason` null: nothing is told of it. */
  readonly outside: readonly Outside[]
  /** Lists that have fewer rows than the registry gave: places in them are not the registry's. */
  readonly cut: readonly ResponsePath[]
  /** Fields whose value is missing and may not be, or is none of its type. */
  readonly violations: readonly { readonly coordinate: Coordinate; readonly path: ResponsePath }[]
  /** Every id by which somebody in the data is known. */
  readonly seen: ReadonlySet<string>
  readonly lookups: readonly Lookup[]
  /** Values in the data that the permitted operation does not have. */
  readonly dropped: number
}

export interface Outside {
  readonly coordinate: Coordinate
  /** In the registry's places of lists. */
  readonly path: ResponsePath
  readonly reason: DenialReason | null
}

/** A field whose arguments name data subjects. */
export interface Lookup {
  readonly selected: SelectedField
  readonly isDelivered: boolean
  /** What was refused: a caller is not told whether somebody else's code is anybody's. */
  readonly withheld: readonly Coordinate[]
}

/** What a record names that lies together in the response: of one permitted operation always the same object. */
export interface Disclosure {
  readonly coordinates: readonly Coordinate[]
  readonly isSearchRow: boolean
}

/** It is in the response about that data subject. */
export interface Release {
  readonly subject: string
  readonly disclosure: Disclosure
}

/** One coordinate of one data subject. */
export interface Sighting {
  readonly subject: string
  readonly coordinate: Coordinate
}

/** What a record says of a field that is released about somebody; null where it says nothing. */
export function disclosureOf({ recorded, isSearchRow, about }: FieldShape): Disclosure | null {
  if (recorded === null || (isSearchRow && about === 'inherited')) return null
  return { coordinates: [recorded], isSearchRow }
}

/** Notes what the walk finds, at the place where it is. */
export class Journal {
  readonly #released: Release[] = []
  readonly #withheld: Sighting[] = []
  readonly #outside: Outside[] = []
  readonly #cut: ResponsePath[] = []
  readonly #violations: { coordinate: Coordinate; path: ResponsePath }[] = []
  readonly #seen = new Set<string>()
  readonly #lookups: Lookup[] = []
  readonly #path: (string | number)[] = []
  #dropped = 0

  findings(): Findings {
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

  release(disclosure: Disclosure, subject: string): void {
    this.#released.push({ subject, disclosure })
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
  hits(page: PageShape, data: Json, disclosure: Disclosure): void {
    const edges = own(data, page.edges)
    if (!Array.isArray(edges) || page.id === null) return
    for (const edge of edges) {
      const node = isJson(edge) ? own(edge, page.node) : null
      const id = isJson(node) ? own(node, page.id) : null
      if (typeof id !== 'string' || !isJson(node)) continue
      this.see(id, own(node, page.codes))
      this.release(disclosure, id)
    }
  }

  drop(known: ReadonlySet<string>, data: Json): void {
    for (const key in data) if (!known.has(key) && Object.hasOwn(data, key)) this.#dropped++
  }
}
