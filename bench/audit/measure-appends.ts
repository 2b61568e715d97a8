import { openAuditLog } from '#audit/log.ts'
import type { AuditLog } from '#audit/log.ts'
import { percentiles } from '../scenario.ts'
import type { Measurement } from '../scenario.ts'
import { appendSteadily, appendWithoutPause } from './appending.ts'
import type { Appended } from './appending.ts'
import { entriesPerRecord } from './made-operations.ts'
import { benchMasterKeys, peopleOf, subjectKey } from './made-people.ts'
import { amongOf } from './measure-log.ts'
import type { LogEffort, SealedLog } from './measure-log.ts'
import { startSealing } from './sealing.ts'
import type { Sealing } from './sealing.ts'

/**
 * How many records the log takes, with a sealer that seals them, and what becomes of a record at a steady rate. Rounds of
 * each kind in turn.
 */
export async function measureAppends(
  { url, records, database }: SealedLog,
  { rounds, seconds, perSecond }: LogEffort,
): Promise<readonly Measurement[]> {
  const sealing = await startSealing(url)
  const log = await openAuditLog({ url, subjectKey, masterKeys: benchMasterKeys(), timeoutMs: 30_000 })
  const people = peopleOf(records)
  const among = amongOf(records)
  const ofOne: Appended[] = []
  const ofFour: Appended[] = []
  const receipts: (readonly number[])[] = []
  const checkpoints: (readonly number[])[] = []
  try {
    const measured = { database, sealer: sealing.pid }
    // A sealer that starts reads all heads once, which is no cost of a record.
    await appendWithoutPause({ log, people, subjectsPerOperation: 1, seconds: seconds / 10 }, measured)
    await sealing.sealed()
    for (let round = 0; round < rounds; round++) {
      for (const [subjectsPerOperation, appended] of [[1, ofOne] as const, [4, ofFour] as const]) {
        appended.push(await appendWithoutPause({ log, people, subjectsPerOperation, seconds }, measured))
        // What was appended must be sealed too, or it would be paid for by the next round.
        await sealing.sealed()
      }
      const steady = await measureSteadily({ log, sealing, people, seconds, perSecond })
      receipts.push(steady.receipts)
      checkpoints.push(steady.checkpoints)
    }
  } finally {
    await log.close()
    await sealing.close()
  }
  return [
    ...costsOf(ofOne, `appended one to an operation${among}`, null),
    ...costsOf(ofFour, `appended four to an operation${among}`, 20_000),
    ...percentiles(`to its receipt at ${perSecond}/s${among}`, receipts, null),
    ...percentiles(`record to checkpoint at ${perSecond}/s${among}`, checkpoints, 1_000),
  ]
}

interface Steady {
  readonly log: AuditLog
  readonly sealing: Sealing
  readonly people: number
  readonly seconds: number
  readonly perSecond: number
}

/** Milliseconds from the call to the receipt, and to the moment at which this process hears of a checkpoint that holds the record. */
async function measureSteadily({ log, sealing, people, seconds, perSecond }: Steady): Promise<{
  readonly receipts: readonly number[]
  readonly checkpoints: readonly number[]
}> {
  const called = new Map<number, number>()
  const checkpoints: number[] = []
  let sealedUpTo = 0
  const forget = sealing.onSeal((lastSequence) => {
    sealedUpTo = lastSequence
    const now = performance.now()
    for (const [sequence, calledAt] of called) {
      if (sequence > lastSequence) continue
      called.delete(sequence)
      checkpoints.push(now - calledAt)
    }
  })
  const receipts = await appendSteadily(
    { log, people, subjectsPerOperation: 1, seconds },
    perSecond,
    (sequence, calledAt) => {
      if (sequence > sealedUpTo) called.set(sequence, calledAt)
      else checkpoints.push(performance.now() - calledAt)
    },
  )
  await sealing.sealed()
  forget()
  return { receipts, checkpoints }
}

function costsOf(rounds: readonly Appended[], what: string, bar: number | null): readonly Measurement[] {
  const rates = rounds.map(({ records, seconds }) => records / seconds)
  const costs = (['appending', 'database', 'sealing'] as const).map((part) => ({
    part,
    each: rounds.flatMap(({ cost }) => cost[part] ?? []),
  }))
  return [
    { what: `access records ${what}`, rounds: rates, unit: '/s', bar },
    {
      what: '  field entries in them',
      rounds: rates.map((rate) => rate * entriesPerRecord),
      unit: '/s',
      bar: null,
    },
    ...costs
      .filter(({ each }) => each.length > 0)
      .map(({ part, each }): Measurement => {
        return { what: `  processor per record: ${part}`, rounds: each, unit: 'µs', bar: null }
      }),
  ]
}
