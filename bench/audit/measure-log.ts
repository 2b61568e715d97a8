import { percentiles } from '../scenario.ts'
import type { Measurement } from '../scenario.ts'
import { readHistories } from './histories.ts'
import { oftenAsked, peopleOf } from './made-people.ts'
import { measureAppends } from './measure-appends.ts'
import { readSizes } from './sizes.ts'

/** A log of so many records, sealed. */
export interface SealedLog {
  readonly url: string
  readonly records: number
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
}

/** Everything that is measured of a log by itself, without a gateway: what it costs to keep, to read and to write. */
export async function measureLog(log: SealedLog, effort: LogEffort): Promise<readonly Measurement[]> {
  const among = ` (among ${log.records.toLocaleString('en')})`
  const sizes = await measureSizes(log)
  const histories = await measureHistories(log, effort, among)
  return [...(await measureAppends(log, effort, among)), ...histories, ...sizes]
}

async function measureHistories(
  { url, records }: SealedLog,
  { histories }: LogEffort,
  among: string,
): Promise<readonly Measurement[]> {
  const long = await readHistories(
    url,
    Array.from({ length: Math.ceil(histories / 4) }, (_, place) => place % oftenAsked),
  )
  const people = peopleOf(records)
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

async function measureSizes({ url, records }: SealedLog): Promise<readonly Measurement[]> {
  const sizes = await readSizes(url)
  return [
    {
      what: `size per access record, all in all (of ${records.toLocaleString('en')})`,
      rounds: [sizes.total],
      unit: 'B',
      bar: null,
    },
    ...Object.entries(sizes)
      .filter(([part]) => part !== 'total')
      .map(([part, bytes]): Measurement => ({ what: `  ${part}`, rounds: [bytes], unit: 'B', bar: null })),
  ]
}
