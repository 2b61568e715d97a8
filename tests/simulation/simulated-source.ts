import type { RegistryChange } from '#gateway/entities/registry-change.ts'
import type { Chance } from './seeded-random.ts'

/** A value of the source and when it came to be; null: it is not there. */
interface Held {
  readonly commit: number
  readonly at: number
  readonly value: string | null
}

export interface SourceOptions {
  readonly chance: Chance
  readonly now: () => number
  readonly hasPositions: boolean
}

/** People are found by a code that may pass from one to another; addresses are also told of by their codes. */
export const kinds = ['Person', 'Address'] as const
export const keysPerKind = 40
const codes = 60
/** More than any value that a run may still serve is old. */
const mostHeld = 400
const mostLag = 300

export const codeOfAddress = (key: string): string => `code-of-${key}`

/** A registry's database with replicas that lag behind, and what it has ever held. */
export class SimulatedSource {
  /** Counts commits in the order of time; a restore is one as well. */
  commit = 0
  readonly #options: SourceOptions
  readonly #held = new Map<string, Held[]>()
  readonly #replicas = [0, 0, 0]
  /** Positions of commits go back with a restore. */
  #restored = 0
  #values = 0

  constructor(options: SourceOptions) {
    this.#options = options
    for (const kind of kinds) {
      for (let key = 0; key < keysPerKind; key += 1) {
        this.#hold(`${kind} ${key}`, options.chance.happens(0.8) ? this.#newValue() : null)
      }
    }
    for (let code = 0; code < codes; code += 1)
      this.#hold(`code c${code}`, code < keysPerKind ? String(code) : null)
  }

  positionOf(commit: number): string | null {
    return this.#options.hasPositions ? (commit - this.#restored).toString(16).padStart(16, '0') : null
  }

  /** One transaction; what it changed, in the words of a feed. */
  change(): RegistryChange {
    const { chance } = this.#options
    this.commit += 1
    const entities: [string, string][] = []
    const inserted = new Set<string>()
    for (let rest = 1 + chance.whole(3); rest > 0; rest -= 1) {
      const kind = kinds[chance.whole(kinds.length)] ?? 'Person'
      const key = String(chance.whole(keysPerKind))
      const before = this.valueAt(`${kind} ${key}`, this.commit)
      this.#hold(`${kind} ${key}`, before !== null && chance.happens(0.15) ? null : this.#newValue())
      if (before === null) inserted.add(kind)
      if (before !== null || chance.happens(0.5)) entities.push([kind, this.#toldAs(kind, key)])
    }
    if (chance.happens(0.3))
      entities.push(...this.#moveCode().map((key) => ['Person', key] as [string, string]))
    this.#follow()
    const isLarge = chance.happens(0.01)
    return {
      position: this.positionOf(this.commit),
      entities: isLarge ? [] : entities,
      types: isLarge ? [...new Set(entities.map(([kind]) => kind))] : [],
      inserted: [...inserted],
    }
  }

  /** Brings back a copy that was made `commits` ago. Nothing tells of what that changes. */
  restore(commits: number): void {
    const copy = Math.max(0, this.commit - commits)
    const position = copy - this.#restored
    this.commit += 1
    for (const name of this.#held.keys()) {
      const value = this.valueAt(name, copy)
      if (value !== this.valueAt(name, this.commit)) this.#hold(name, value)
    }
    this.#restored = this.commit - Math.max(0, position)
    this.#replicas.fill(this.commit)
  }

  /** Moves a replica on: as a rule more slowly than changes come, so that it lags behind by seconds until it catches up. */
  replicate(): void {
    const { chance } = this.#options
    const replica = 1 + chance.whole(2)
    const applied = this.#replicas[replica] ?? 0
    this.#replicas[replica] = chance.happens(0.02) ? this.commit : Math.min(this.commit, applied + 1)
  }

  catchUp(): void {
    this.#replicas.fill(this.commit)
  }

  /** Sources without positions are read where nothing lags behind. */
  someReplica(): number {
    return this.#options.hasPositions ? this.#options.chance.whole(this.#replicas.length) : 0
  }

  appliedBy(replica: number): number {
    return this.#replicas[replica] ?? 0
  }

  valueAt(name: string, commit: number): string | null {
    const held = this.#held.get(name) ?? []
    for (let place = held.length - 1; place >= 0; place -= 1) {
      const { commit: since, value } = held[place] as Held
      if (since <= commit) return value
    }
    return null
  }

  /** Whether the source held the value at some moment of a time. */
  wasHeld(name: string, value: string | null, from: number, until: number): boolean {
    const held = this.#held.get(name) ?? []
    let end = Infinity
    for (let place = held.length - 1; place >= 0 && end >= from; place -= 1) {
      const one = held[place] as Held
      if (one.value === value && one.at <= until) return true
      end = one.at
    }
    return false
  }

  /** Whoever has a code but is not there is not found. */
  look(code: string, commit: number): { readonly key: string | null; readonly value: string | null } {
    const key = this.valueAt(`code ${code}`, commit)
    const value = key === null ? null : this.valueAt(`Person ${key}`, commit)
    return value === null ? { key: null, value: null } : { key, value }
  }

  /** Whether a code found this at some moment of a time. */
  wasFound(code: string, key: string | null, value: string | null, from: number, until: number): boolean {
    const was = (name: string, held: string | null): boolean => this.wasHeld(name, held, from, until)
    if (key !== null) return was(`code ${code}`, key) && was(`Person ${key}`, value)
    if (was(`code ${code}`, null)) return true
    for (let person = 0; person < keysPerKind; person += 1)
      if (was(`code ${code}`, String(person)) && was(`Person ${person}`, null)) return true
    return false
  }

  #newValue(): string {
    this.#values += 1
    return `v${this.#values}`
  }

  #hold(name: string, value: string | null): void {
    const held = this.#held.get(name) ?? []
    if (held.length === 0) this.#held.set(name, held)
    held.push({ commit: this.commit, at: this.#options.now(), value })
    if (held.length > mostHeld) held.shift()
  }

  /** @returns the people that it concerns. */
  #moveCode(): readonly string[] {
    const { chance } = this.#options
    const code = `c${chance.whole(codes)}`
    const before = this.valueAt(`code ${code}`, this.commit)
    const after = chance.happens(0.3) ? null : String(chance.whole(keysPerKind))
    if (before === after) return []
    this.#hold(`code ${code}`, after)
    return [before, after].filter((key) => key !== null)
  }

  #toldAs(kind: string, key: string): string {
    return kind === 'Address' && this.#options.chance.happens(0.5) ? codeOfAddress(key) : key
  }

  /** No replica lags behind for ever. */
  #follow(): void {
    for (const [replica, applied] of this.#replicas.entries()) {
      this.#replicas[replica] = replica === 0 ? this.commit : Math.max(applied, this.commit - mostLag)
    }
  }
}

export const someCode = (chance: Chance): string => `c${chance.whole(codes)}`
