import type { AuditLog } from '#audit/log.ts'
import { openLoop } from '../open-loop.ts'
import { processorSeconds } from './cores.ts'
import { madeOperation, madeRecord } from './made-operations.ts'

/** The processes whose use of a processor is told, by process id. */
export interface Measured {
  readonly database: number
  readonly sealer: number
}

export interface Appended {
  readonly records: number
  readonly seconds: number
  /** Microseconds of processor per access record; null where the system does not tell. */
  readonly cost: {
    readonly appending: number
    readonly database: number | null
    readonly sealing: number | null
  }
}

export interface Appending {
  readonly log: AuditLog
  /** People whom the records are about, at random. */
  readonly people: number
  readonly subjectsPerOperation: number
  readonly seconds: number
}

/** How many operations wait for their commit at any time: enough that the next one is always full. */
const atOnce = 1_000

/** Appends as fast as it goes: each of the callers asks anew as soon as it has its receipt. */
export async function appendWithoutPause(
  { log, people, subjectsPerOperation, seconds }: Appending,
  { database, sealer }: Measured,
): Promise<Appended> {
  const before = processors(database, sealer)
  const start = performance.now()
  const end = start + seconds * 1_000
  let records = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (performance.now() < end) {
        await append(log, people, subjectsPerOperation)
        records += subjectsPerOperation
      }
    }),
  )
  const took = (performance.now() - start) / 1_000
  const after = processors(database, sealer)
  const each = (one: number | null, other: number | null): number | null =>
    one === null || other === null ? null : ((other - one) * 1e6) / records
  return {
    records,
    seconds: took,
    cost: {
      appending: ((after.own - before.own) * 1e6) / records,
      database: each(before.database, after.database),
      sealing: each(before.sealing, after.sealing),
    },
  }
}

/** Appends so many operations of one record in a second. @returns milliseconds to each receipt. */
export async function appendSteadily(
  { log, people, seconds }: Appending,
  perSecond: number,
  onReceipt: (sequence: number, calledAt: number) => void = () => undefined,
): Promise<readonly number[]> {
  return openLoop({
    perSecond,
    seconds,
    act: async () => {
      const calledAt = performance.now()
      const { firstSequence } = await append(log, people, 1)
      onReceipt(firstSequence ?? 0, calledAt)
    },
  })
}

let operations = 0

function append(log: AuditLog, people: number, subjects: number): ReturnType<AuditLog['append']> {
  operations += 1
  const records = Array.from({ length: subjects }, () => madeRecord(Math.floor(Math.random() * people)))
  return log.append(madeOperation(operations, new Date(), subjects), records)
}

function processors(
  database: number,
  sealer: number,
): { own: number; database: number | null; sealing: number | null } {
  const { user, system } = process.cpuUsage()
  return {
    own: (user + system) / 1e6,
    database: processorSeconds(database, true),
    sealing: processorSeconds(sealer),
  }
}
