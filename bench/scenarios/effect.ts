import { Pool } from 'pg'
import { readOperationShapes } from '#audit/operation-shapes.ts'
import { effectOf } from '#policies/effect.ts'
import type { Agreement } from '#policies/model.ts'
import { replay } from '#policies/replay.ts'
import { manyAgreements, manyCoordinates } from '../many-agreements.ts'
import { openOwnDatabase } from '../own-database.ts'
import { recordOperations } from '../recorded-operations.ts'
import { timeRounds } from '../scenario.ts'
import type { Measurement, Scenario } from '../scenario.ts'

const sizes = {
  whole: { attributes: 600, operations: 1_000_000, shapes: 2_000, applications: 3, days: 30, rounds: 7 },
  tiny: { attributes: 20, operations: 200, shapes: 10, applications: 2, days: 3, rounds: 2 },
} as const

export const effectScenario: Scenario = {
  name: 'effect',
  about: 'the effect of one edit, and the replay of 1,000,000 recorded operations under it',
  async run(size, say) {
    const { attributes, rounds, ...recorded } = sizes[size]
    const coordinates = manyCoordinates(attributes)
    const [before] = manyAgreements({
      agreements: 1,
      attributes,
      conditions: 10,
      mostGrants: attributes,
    }).agreements
    if (before === undefined) throw new Error('There is no agreement')
    const after = edited(before)
    const until = new Date()
    const effect = await timeRounds(rounds * 3, () => effectOf(before, after, until))
    const database = await openOwnDatabase('audit')
    const pool = new Pool({ connectionString: database.url, max: 2 })
    try {
      say(
        `Recording ${recorded.operations} operations of ${recorded.shapes} shapes, in ${recorded.days} days`,
      )
      await recordOperations(pool, { ...before, until }, coordinates, recorded)
      const period = {
        permission: before.permission,
        since: new Date(until.getTime() - (recorded.days + 1) * 24 * 60 * 60 * 1_000),
        until,
      }
      const reading = await timeRounds(rounds, () => readOperationShapes(pool, period))
      const whole = await timeRounds(rounds, async () => {
        const { shapes, busiestDay } = await readOperationShapes(pool, period)
        const { same, different, mayDiffer } = replay(shapes, before, after, { at: until, busiestDay })
        if (same + different + mayDiffer !== recorded.operations)
          throw new Error('Not every operation is counted')
      })
      return [
        { what: 'effect of one edit, without replay', rounds: effect, unit: 'ms', bar: 50 },
        inSeconds('reading the recorded operations', reading, null),
        inSeconds('replay of the recorded operations, with reading them', whole, 5),
      ]
    } finally {
      await pool.end()
      await database.close()
    }
  },
}

function inSeconds(what: string, milliseconds: readonly number[], bar: number | null): Measurement {
  return { what, rounds: milliseconds.map((time) => time / 1_000), unit: 's', bar }
}

/** A grant goes, one comes, one gets a condition, and one territory is smaller. */
function edited(agreement: Agreement): Agreement {
  const [, condition, ...others] = agreement.grants
  return {
    ...agreement,
    revision: agreement.revision + 1,
    parameters: { territory: agreement.parameters['territory']?.slice(1) ?? [] },
    grants: [
      ...(condition ? [{ ...condition, condition: { kind: 'self' as const } }] : []),
      ...others,
      { id: 'new', coordinate: 'Query.more' },
    ],
  }
}
