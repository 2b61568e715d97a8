import { lot } from './lot.ts'

/** Numbers from 0 up to, and without, `below`; the same again for the same seed. */
export type Draw = (below: number) => number

/** mulberry32. */
export function drawing(seed: number): Draw {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export interface MadePerson {
  /** The current one first. */
  readonly codes: readonly string[]
}

/** Few enough that one request meets somebody twice; every third has had another code. */
export const madePeople: readonly MadePerson[] = Array.from({ length: 12 }, (_, number) => {
  const code = `3901${String(number).padStart(2, '0')}1${1000 + number}`
  return { codes: number % 3 === 0 ? [code, `3902${code.slice(4)}`] : [code] }
})

const byCode = new Map(madePeople.flatMap((person) => person.codes.map((code) => [code, person] as const)))

/** Present and earlier code → current code. */
export const madeCodes: ReadonlyMap<string, string> = new Map(
  [...byCode].map(([code, { codes }]) => [code, codes[0] ?? code]),
)

export function personOf(code: unknown): MadePerson | undefined {
  return byCode.get(String(code).replace('-', ''))
}

/** What stands in every text that a made registry gives, and in nothing that anybody asks. */
export const toldText = 'told'

export function tellingText(draw: Draw): string {
  return `${toldText}${lot(draw(2 ** 30), '').toString(36)}`
}
