import { parseArgs } from 'node:util'
import { findGenerator, ownGenerator } from './generator.ts'
import type { Generator } from './generator.ts'

/** What follows the name of a scenario on the command line. */
export interface PeerOptions {
  readonly seconds: number
  readonly rounds: number
  readonly connections: number
  readonly people: number
  readonly records: number
  readonly rate: number
  /** Contenders, or parts of a scenario; null: all. */
  readonly only: readonly string[] | null
  /** So many requests are answered before the first round, or as many as in `warmUpSeconds`. */
  readonly warmUpRequests: number
  readonly warmUpSeconds: number
  readonly generator: Generator
}

/** Of a scenario that has others than most. */
export type UsualSizes = Partial<Record<'people', string>>

const defaults = {
  seconds: '5',
  rounds: '3',
  connections: '50',
  people: '10000',
  records: '10000000',
  rate: '200',
  'warm-up': '30000',
} as const

const options = {
  seconds: { type: 'string' },
  rounds: { type: 'string' },
  connections: { type: 'string' },
  people: { type: 'string' },
  records: { type: 'string' },
  rate: { type: 'string' },
  'warm-up': { type: 'string' },
  only: { type: 'string' },
} as const

/** @throws for a word that is no option, and for a size that is no whole number. */
export function readPeerOptions(
  words: readonly string[],
  say: (line: string) => void,
  usual: UsualSizes = {},
): PeerOptions {
  const { values: given } = parseArgs({ args: [...words], options })
  const values = { ...defaults, ...usual, ...given }
  return {
    seconds: whole('seconds', values.seconds),
    rounds: whole('rounds', values.rounds),
    connections: whole('connections', values.connections),
    people: whole('people', values.people),
    records: whole('records', values.records),
    rate: whole('rate', values.rate),
    only: values.only?.split(',') ?? null,
    warmUpRequests: whole('warm-up', values['warm-up']),
    warmUpSeconds: 12,
    generator: findGenerator(say),
  }
}

function whole(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1`)
  return value
}

/** Only shows that a scenario runs, without anything that is installed for it. */
export const tinyOptions: PeerOptions = {
  seconds: 0.3,
  rounds: 1,
  connections: 4,
  people: 500,
  records: 100,
  rate: 20,
  only: null,
  warmUpRequests: 0,
  warmUpSeconds: 0,
  generator: ownGenerator,
}
