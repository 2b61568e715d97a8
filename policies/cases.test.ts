import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readAgreementsFile } from './agreements-file.ts'
import { compilePolicySet } from './compile.ts'
import { decide, permissionOf } from './decide.ts'
import { demoAgreements } from './load-agreements.ts'
import type { Agreement, Caller, CoordinateDecision, PolicySet } from './model.ts'

/** One of `policies/cases/*.json`: questions to the demonstration's agreements, with the decisions that are expected. */
interface CaseFile {
  about: string
  cases: {
    name: string
    caller: Caller
    /** As a request names it; null: not named. */
    permission: string | null
    at: string
    /** What the named agreement, or the default one, has otherwise than in the demonstration. */
    given?: Partial<Agreement>
    /** The decision on each coordinate, or the code with which the request is refused. */
    expect: Record<string, string> | string
  }[]
}

const demo = readAgreementsFile(readFileSync(demoAgreements, 'utf8'))

const cases = globSync('cases/*.json', { cwd: import.meta.dirname })
  .toSorted()
  .flatMap((file) => {
    const read: CaseFile = JSON.parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    return read.cases.map((each) => ({ ...each, about: read.about }))
  })

test('there are cases', () => {
  expect(cases).not.toStrictEqual([])
})

test.for(cases)('$about: $name', ({ caller, permission, at, given, expect: expected }) => {
  const policySet = policySetWith(given, permission ?? defaultOf(caller))
  const asked = typeof expected === 'string' ? [] : Object.keys(expected)
  expect(answer(policySet, caller, permission ?? undefined, new Date(at), asked)).toStrictEqual(expected)
})

function defaultOf(caller: Caller): string | null {
  return demo.applications.find(({ id }) => id === caller.application)?.defaultPermission ?? null
}

function policySetWith(given: Partial<Agreement> | undefined, permission: string | null): PolicySet {
  const agreements = demo.agreements.map((terms) => ({
    ...terms,
    organisation: terms.consumer,
    ...(terms.permission === permission && given),
  }))
  return compilePolicySet({ epoch: 1, agreements, applications: demo.applications })
}

function answer(
  policySet: PolicySet,
  caller: Caller,
  named: string | undefined,
  at: Date,
  coordinates: string[],
): CaseFile['cases'][number]['expect'] {
  const permission = permissionOf(policySet, caller, named, at)
  if ('code' in permission) return permission.code
  const decisions = decide(policySet, {
    caller,
    permission: permission.agreement.permission,
    coordinates,
    at,
  })
  return Object.fromEntries(decisions.map((decision, index) => [coordinates[index], inWords(decision)]))
}

function inWords(decision: CoordinateDecision): string {
  if (!decision.granted) return `denied, ${decision.reason}`
  const [first] = decision.alternatives
  return first?.condition ? `granted where ${first.condition.kind}` : 'granted'
}
