import { typeOf } from './read-registries.ts'
import type { Entity } from './read-registries.ts'

/** An entity of a copy of the country, by what it is a copy of. */
export interface CopyOf {
  readonly copy: number
  readonly original: Entity
}

const codesPerCopy = 100_000
const digitsOfCopy = 3
const mostCopies = 10 ** digitsOfCopy
const codeOfPerson = /^\d{6}-?\d{5}$/

/**
 * A country that stands there several times over, so that it has as many people as one likes and takes no more memory and no
 * more reading: each copy has everything that the country has, linked alike, under numbers of its own, and is made when it is
 * asked for. Copy 0 is the country itself.
 */
export class Copies {
  readonly count: number
  readonly #codes: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #ids = new Set<string>()

  /** @throws where there are more copies than numbers */
  constructor(count: number) {
    if (count > mostCopies) throw new Error(`There are at most ${mostCopies} copies of a country`)
    this.count = count
  }

  /** Every entity of the country, of whatever registry, in the same order in every process. */
  note(entity: Entity): void {
    if (this.count === 1) return
    if (typeOf(entity) !== 'Person') this.#ids.add(entity.id)
    else for (const code of [entity.id, ...codesOf(entity)]) this.#noteCode(code)
  }

  #noteCode(code: string): void {
    if (this.#numbers.has(code)) return
    this.#numbers.set(code, this.#codes.length)
    this.#codes.push(code)
  }

  /** What a reference of a copy refers to in the country; null where it refers to nothing of a copy. */
  originalOf({ __typename, id }: Entity): CopyOf | null {
    if (__typename === 'Person') {
      const number = /^39\d{9}$/.test(id) ? Number(id.slice(2)) : 0
      const copy = Math.floor(number / codesPerCopy)
      const code = this.#codes[number % codesPerCopy]
      if (copy < 1 || copy >= this.count || code === undefined) return null
      return { copy, original: { __typename, id: code } }
    }
    const original = id.slice(0, -digitsOfCopy)
    const copy = Number(id.slice(-digitsOfCopy))
    if (!this.#ids.has(original) || !(copy >= 1 && copy < this.count)) return null
    return { copy, original: { __typename, id: original } }
  }

  /** The entity, and all that it says of others, with the numbers of a copy. */
  copied<Value>(value: Value, copy: number): Value {
    if (copy === 0) return value
    if (typeof value === 'string') return this.#numbered(value, copy) as Value
    if (Array.isArray(value)) return value.map((each: unknown) => this.copied(each, copy)) as Value
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([name, each]) => [name, this.copied(each, copy)] as const)
    return Object.fromEntries(entries) as Value
  }

  #numbered(text: string, copy: number): string {
    if (this.#ids.has(text)) return text + String(copy).padStart(digitsOfCopy, '0')
    const number = codeOfPerson.test(text) ? this.#numbers.get(text.replace('-', '')) : undefined
    if (number === undefined) return text
    const code = `39${String(copy * codesPerCopy + number).padStart(9, '0')}`
    return text.includes('-') ? `${code.slice(0, 6)}-${code.slice(6)}` : code
  }
}

function codesOf({ codes }: Entity): readonly string[] {
  return Array.isArray(codes) ? codes : []
}
