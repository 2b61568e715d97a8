/** Everything that is wrong in a data file, one line each. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** A member of an object in the file: its value, and its place in words. */
export type Member = readonly [value: unknown, place: string]

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/**
 * Reads values of JSON by what they must be. What is wrong is noted with its place, and an empty value stands in for it
 * until `finish` throws: a file's problems are told all at once.
 */
export class DataReader {
  readonly #problems: string[] = []

  /** Everything that was noted. */
  get problems(): readonly string[] {
    return this.#problems
  }

  note(place: string, problem: string): void {
    this.#problems.push(`${place === '' ? 'the file' : place}: ${problem}`)
  }

  /** @throws DataFileError where anything was noted. */
  finish(): void {
    if (this.#problems.length > 0) throw new DataFileError(this.#problems)
  }

  text([value, place]: Member): string {
    if (typeof value === 'string' && value.trim() !== '') return value
    this.note(place, 'must be a text that is not empty')
    return ''
  }

  boolean([value, place]: Member): boolean {
    if (typeof value !== 'boolean') this.note(place, 'must be true or false')
    return value === true
  }

  /** A whole number that is neither below `least` nor above `most`. */
  count([value, place]: Member, least: number, most = Infinity): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    this.note(place, `must be a whole number, ${least} or more${most < Infinity ? `, ${most} at most` : ''}`)
    return least
  }

  /** ISO 8601 with its offset: without one it would mean another moment on another machine. */
  instant([value, place]: Member): string {
    if (typeof value === 'string' && instantForm.test(value) && !Number.isNaN(Date.parse(value))) return value
    this.note(place, 'must be an instant such as 2026-01-01T00:00:00+02:00')
    return ''
  }

  oneOf<Word extends string>(words: readonly [Word, ...Word[]], [value, place]: Member): Word {
    const word = words.find((known) => known === value)
    if (word === undefined) this.note(place, `must be one of: ${words.join(', ')}`)
    return word ?? words[0]
  }

  /** The member `kind` of an object, by which the others are known; null, noted, where there is none. */
  kind<Word extends string>(words: readonly [Word, ...Word[]], [value, place]: Member): Word | null {
    if (!this.#isObject(value, place)) return null
    const given = new Map<string, unknown>(Object.entries(value)).get('kind')
    const kind = words.find((known) => known === given)
    if (kind === undefined) this.note(`${place}.kind`, `must be one of: ${words.join(', ')}`)
    return kind ?? null
  }

  nullable<Value>([value, place]: Member, read: (member: Member) => Value): Value | null {
    return value === null ? null : read([value, place])
  }

  optional<Value>([value, place]: Member, otherwise: Value, read: (member: Member) => Value): Value {
    return value === undefined ? otherwise : read([value, place])
  }

  list<Item>([value, place]: Member, read: (member: Member) => Item | null): Item[] {
    if (Array.isArray(value)) {
      return value
        .map((item: unknown, index) => read([item, `${place}[${index}]`]))
        .filter((item) => item !== null)
    }
    this.note(place, 'must be a list')
    return []
  }

  /** Reads an object whose members have names of their own; null, noted, where the value is none. */
  record<Value>([value, place]: Member, read: (member: Member) => Value): Record<string, Value> | null {
    if (!this.#isObject(value, place)) return null
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, read([member, `${place}.${name}`])]),
    )
  }

  /** Reads an object with members of these names and no others; null, noted, where the value is none. */
  object<Value>(
    [value, place]: Member,
    names: readonly string[],
    read: (at: (name: string) => Member) => Value,
  ): Value | null {
    if (!this.#isObject(value, place)) return null
    const members = new Map<string, unknown>(Object.entries(value))
    const placeOf = (name: string): string => (place === '' ? name : `${place}.${name}`)
    for (const name of members.keys()) {
      if (!names.includes(name)) this.note(placeOf(name), `is not known; known are: ${names.join(', ')}`)
    }
    return read((name) => [members.get(name), placeOf(name)])
  }
  #isObject(value: unknown, place: string): value is object {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) this.note(place, 'must be an object')
    return isObject
  }
}
