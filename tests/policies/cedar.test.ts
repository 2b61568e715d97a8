import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Agreement } from '#policies/model.ts'
import { arbitraries } from './arbitrary-agreements.ts'
import { cedarPolicies, cedarRequest } from './cedar-policies.ts'
import { releaser } from './released.ts'

const { agreement, asked, coordinates, attributes } = arbitraries({ uncertain: false })

/** `CEDAR_QUESTIONS=1000000` asks so many; one takes about a millisecond. */
const questions = Number(process.env['CEDAR_QUESTIONS'] ?? 20_000)
const rows = 30

/** By status and validity nothing is said in Cedar: the agreement is in force, and its caller asks. */
const inForce = agreement.map((terms): Agreement => ({ ...terms, status: 'active', validTo: null }))

test('what is released is what Cedar permits', { timeout: 60_000 + 5 * questions }, () => {
  let permitted = 0
  fc.assert(
    fc.property(
      inForce.chain((terms) =>
        fc.tuple(fc.constant(terms), fc.array(asked(terms), { minLength: rows, maxLength: rows })),
      ),
      ([terms, each]) => {
        expect(preparsePolicySet('policies', { staticPolicies: cedarPolicies(terms) })).toStrictEqual({
          type: 'success',
        })
        const release = releaser(terms, coordinates)
        for (const one of each) {
          const own = {
            ...one,
            permission: terms.permission,
            caller: { consumer: terms.consumer, application: 'a' },
          }
          const request = cedarRequest(own, attributes)
          const released = release(own)
          for (const [index, coordinate] of coordinates.entries()) {
            const answer = statefulIsAuthorized({
              ...request,
              action: { type: 'Action', id: coordinate },
              preparsedPolicySetId: 'policies',
            })
            if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
            const { decision, diagnostics } = answer.response
            if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors))
            if ((decision === 'allow') !== (released[index] !== null)) {
              throw new Error(`${coordinate}: Cedar says ${decision}, of ${cedarPolicies(terms)}`)
            }
            if (decision === 'allow') permitted += 1
          }
        }
      },
    ),
    { numRuns: Math.ceil(questions / (rows * coordinates.length)) },
  )
  expect(permitted).toBeGreaterThan(questions / 20)
})
