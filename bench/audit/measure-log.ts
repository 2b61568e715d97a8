import { percentiles } from '../scenario.ts'
import type { Measurement } from '../scenario.ts'
import { readHistories } from './histories.ts'
import { oftenAsked, peopleOf } from './made-people.ts'
import { readSizes } from './sizes.ts'

/** How the size of the log is named in results. */
export function amongOf(records: number): string {
  return ` (of ${records.toLocaleString('en')})`
}

/** A log of so many records, sealed. */
export interface SealedLog {
  readonly url: string
  readonly records: number
  /** Records that are there with those which are not sealed. */
  readonly among: number
  /** PostgreSQL's process. */
  readonly database: number
}

export interface LogEffort {
  readonly rounds: number
  /** Of each round of appending. */
  readonly seconds: number
  /** People whose histories are read. */
  readonly histories: number
  /** Operations in a second, where they come steadily. */
  readonly perSecond: number
  /** What a whole DAGR is asked about. */
  readonly country: { readonly people: number; readonly asked: number }
}

/** What it takes to show somebody what happened to their data, and to prove it. */
export async function measureHistories(
  { url, records, among: all }: SealedLog,
  { histories }: LogEffort,
): Promise<readonly Measurement[]> {
  const long = await readHistories(
    url,
    Array.from({ length: Math.ceil(histories / 4) }, (_, place) => place % oftenAsked),
  )
  const people = peopleOf(records)
  const among = amongOf(all)
  const anybody = await readHistories(
    url,
    Array.from({ length: histories }, () => Math.floor(Math.random() * people)),
  )
  return [
    ...percentiles(`a page of anybody’s history${among}`, [anybody.page], 50),
    ...percentiles('  proofs of its records', [anybody.recordProofs], null),
    ...percentiles('  proof of the whole history', [anybody.historyProof], null),
    ...percentiles(`a page of a history of ${Math.round(long.longest)} records${among}`, [long.page], 50),
    ...percentiles('  proofs of its records', [long.recordProofs], null),
    ...percentiles('  proof of the whole history', [long.historyProof], null),
  ]
}

/** What is kept of an access record and beside it. */
export async function measureSizes({ url, records }: SealedLog): Promise<readonly Measurement[]> {
  const sizes = await readSizes(url)
  return [
    {
      what: `size per access record, all in all${amongOf(records)}`,
      rounds: [sizes.total],
      unit: 'B',
      bar: null,
    },
    ...Object.entries(sizes)
      .filter(([part]) => part !== 'total')
      .map(([part, bytes]): Measurement => ({ what: `  ${part}`, rounds: [bytes], unit: 'B', bar: null })),
  ]
}
