import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openExportReader } from '#audit/exports/export-reader.ts'
import type { ExportReader } from '#audit/exports/export-reader.ts'
import { approveErasure, requestErasure } from '#audit/keeping/erasure.ts'
import { openKeeper } from '#audit/keeping/keeper.ts'
import { removeDueContents } from '#audit/keeping/retention.ts'
import { testMasterKeys } from '#tests/audit-records.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

/** What exports read of a sealed log. */

const begin = Date.parse('2026-03-02T10:00:00Z')
const dayMs = 86_400_000
let log: SealedLog
let reader: ExportReader

beforeEach(async () => {
  log = await openSealedLog()
  reader = openExportReader(log.url, testMasterKeys)
})
afterEach(async () => {
  await reader.close()
  await log.close()
})

function day(days: number): Date {
  return new Date(begin + days * dayMs)
}

async function access(
  entity: string,
  subject = '39010110001',
  disclosedFrom: Date | null = null,
): Promise<void> {
  await log.append([subject], { disclosedFrom }, { entity })
}

/** Everything after a seal, as an export reads it in batches, with the last seal that it came to. */
async function exported(after = 0, records = 1_000) {
  const entities: string[] = []
  for (let seal = after; ;) {
    const batch = await reader.next(seal, records)
    if (batch === null) return { entities, seal }
    expect(batch.seal).toBeGreaterThan(seal)
    entities.push(...batch.records.map(({ entity }) => entity))
    seal = batch.seal
  }
}

test('what is sealed is exported, and goes on where it was left', async () => {
  await access('a')
  await log.seal(day(0))
  await access('b')
  expect(await exported()).toEqual({ entities: ['a'], seal: 1 })
  await log.seal(day(1))
  expect(await exported(1)).toEqual({ entities: ['b'], seal: 2 })
  expect(await exported()).toEqual({ entities: ['a', 'b'], seal: 2 })
})

test('a delayed record comes with the first seal after its time, and not before', async () => {
  await access('delayed', '39010110001', day(30))
  await access('at once')
  await log.seal(day(0))
  await log.seal(new Date(day(30).getTime() - 1))
  const { entities, seal } = await exported()
  expect(entities).toEqual(['at once'])
  await access('later')
  await log.seal(day(30))
  expect((await exported(seal)).entities).toEqual(['delayed', 'later'])
})

test('neither who the official was nor what was erased or removed is exported', async () => {
  await access('erased')
  await log.append(['39010120001'], { at: day(-40), purpose: 'Taxes' }, { entity: 'removed' })
  await log.append(['39010120001'], { at: day(0), purpose: 'Taxes' }, { entity: 'kept' })
  await log.seal(day(0))
  const keeper = openKeeper(log.url)
  const [subjectHash = Buffer.alloc(0)] = log.hashesOf(['39010110001'])
  const asked = { subjectHash, at: day(0) }
  const { request } = await requestErasure(keeper, { ...asked, author: 'one', reason: 'VDAA 1' })
  await approveErasure(keeper, { ...asked, request, approver: 'two' })
  const rules = { agreements: new Map<string, number>(), purposes: new Map([['Taxes', 30]]) }
  await removeDueContents(keeper, { rules, now: day(0), officials: { author: 'one', approver: 'two' } })
  await keeper.close()
  const batch = await reader.next(0, 10)
  expect(batch?.records.map(({ entity }) => entity)).toEqual(['kept'])
  expect(JSON.stringify(batch)).not.toMatch(/official/)
})

test('each record once, in batches of any size, whatever is delayed', async () => {
  const seals = array(array(record({ delay: constantFrom(0, 0, 1, 2, 5) }), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  })
  let days = 0
  let name = 0
  let from = 0
  await assert(
    asyncProperty(seals, integer({ min: 1, max: 6 }), async (given, records) => {
      const names: string[] = []
      for (const appended of given) {
        days += 1
        for (const { delay } of appended) {
          names.push(`${(name += 1)}`)
          await access(`${name}`, '39010110001', delay === 0 ? null : day(days + delay))
        }
        await log.seal(day(days))
      }
      // Until everything is disclosed, and sealed once more.
      days += 10
      const { number } = await log.seal(day(days))
      const { entities, seal } = await exported(from, records)
      expect(seal).toBe(number)
      expect(entities.toSorted()).toEqual(names.toSorted())
      from = seal
    }),
    { numRuns: 8 },
  )
})
