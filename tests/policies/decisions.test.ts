import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alternative } from '#policies/model.ts'
import type { Asked } from './arbitrary-agreements.ts'
import { arbitraries } from './arbitrary-agreements.ts'
import { grantsThatRelease, isPoorer } from './naive-evaluator.ts'
import { releaser } from './released.ts'

const { agreement, asked, grant, coordinates } = arbitraries({ uncertain: true })

/** An agreement with many questions to it: each is about every coordinate of one row. */
const questioned = (rows: number) =>
  agreement.chain((one) =>
    fc.tuple(fc.constant(one), fc.array(asked(one), { minLength: rows, maxLength: rows })),
  )

/** Every row of the questions, asked about by everybody who asks. */
function crossed(each: readonly Asked[]): Asked[] {
  return each.flatMap(({ circumstances: row }) =>
    each.map((one) => {
      const { callerCodes, bindings } = one.circumstances
      return { ...one, circumstances: { ...row, callerCodes, bindings } }
    }),
  )
}

test('decisions agree with an independent evaluator on a million questions', () => {
  let questions = 0
  let released = 0
  const rows = 14
  const runs = Math.ceil(1_000_000 / (rows * rows * coordinates.length))
  fc.assert(
    fc.property(questioned(rows), ([terms, each]) => {
      const release = releaser(terms, coordinates)
      for (const one of crossed(each)) {
        for (const [index, alternative] of release(one).entries()) {
          const coordinate = coordinates[index] ?? ''
          const grants = grantsThatRelease(terms, one, coordinate)
          questions += 1
          if (
            alternative === null ? grants.length > 0 : !grants.some(({ id }) => id === alternative.reason)
          ) {
            throw new Error(
              `${coordinate} is released by ${alternative?.reason}, not ${JSON.stringify(grants)}`,
            )
          }
          if (alternative === null) continue
          released += 1
          const richer = grants.find(({ obligations = [] }) => isPoorer(alternative.obligations, obligations))
          if (richer)
            throw new Error(`${coordinate} is released by ${alternative.reason}, not by ${richer.id}`)
        }
      }
    }),
    { numRuns: runs },
  )
  expect(questions).toBeGreaterThanOrEqual(1_000_000)
  expect(released).toBeGreaterThan(50_000)
})

type Released = Alternative | null

/** Whether something was released that no longer is, or is in a poorer form. */
function hasLost(before: readonly Released[], after: readonly Released[]): boolean {
  return before.some((was, index) => {
    const is = after[index] ?? null
    return was !== null && (is === null || isPoorer(is.obligations, was.obligations))
  })
}

/** Whether something is released that was not, or not as this. */
function hasGained(before: readonly Released[], after: readonly Released[]): boolean {
  return after.some((is, index) => is !== null && !isDeepStrictEqual(is, before[index]))
}

test('adding a grant removes no data and releases none in a poorer form, wherever it is added', () => {
  expect.hasAssertions()
  fc.assert(
    fc.property(questioned(10), grant, fc.nat(), ([terms, each], added, place) => {
      const grants = terms.grants.toSpliced(place % (terms.grants.length + 1), 0, added)
      const before = releaser(terms, coordinates)
      const after = releaser({ ...terms, grants }, coordinates)
      expect(each.filter((one) => hasLost(before(one), after(one)))).toStrictEqual([])
    }),
    { numRuns: 2000 },
  )
})

test('adding a forbid releases nothing that was not released, and nothing in another form', () => {
  expect.hasAssertions()
  fc.assert(
    fc.property(questioned(10), grant, ([terms, each], { id, coordinate, covers }) => {
      const forbid = { id, coordinate, ...(covers && { covers }) }
      const before = releaser(terms, coordinates)
      const after = releaser({ ...terms, forbids: [...terms.forbids, forbid] }, coordinates)
      expect(each.filter((one) => hasGained(before(one), after(one)))).toStrictEqual([])
    }),
    { numRuns: 1000 },
  )
})

test('Type.* is all that it covers, as grants and as forbids', () => {
  expect.hasAssertions()
  fc.assert(
    fc.property(questioned(10), ([terms, each]) => {
      const leaves = (lines: typeof terms.grants): typeof terms.grants =>
        lines.flatMap(({ covers, ...line }) => {
          if (!line.coordinate.endsWith('.*') || !Array.isArray(covers))
            return [{ ...line, ...(covers && { covers }) }]
          const type = line.coordinate.slice(0, -1)
          return covers
            .filter((coordinate) => coordinate.startsWith(type))
            .map((coordinate) => ({ ...line, coordinate }))
        })
      const whole = releaser(terms, coordinates)
      const spelt = releaser(
        { ...terms, grants: leaves(terms.grants), forbids: leaves(terms.forbids) },
        coordinates,
      )
      expect(each.filter((one) => !isDeepStrictEqual(whole(one), spelt(one)))).toStrictEqual([])
    }),
    { numRuns: 1000 },
  )
})
