import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readAgreementsFile } from './agreements-file.ts'
import type { AgreementsFile } from './agreements-file.ts'
import { compilePolicySet } from './compile.ts'
import { holds } from './condition.ts'
import type { Circumstances, Relation } from './condition.ts'
import { decide, permissionOf } from './decide.ts'
import { conditionInWords, obligationInWords } from './in-words.ts'
import { demoAgreements } from './load-agreements.ts'
import type { Agreement, Alternative, Caller, Coordinate, CoordinateDecision, PolicySet } from './model.ts'

/** One of `policies/cases/*.json`: questions to an agreement, with the decisions that are expected. */
interface CaseFile {
  about: string
  /** As a file of agreements has it; none: the demonstration's agreements are asked. */
  agreement?: { permission: string; consumer: string }
  cases: Case[]
}

interface Case {
  name: string
  caller: Caller
  /** As a request names it; null: not named. */
  permission: string | null
  at: string
  /** What the named agreement, or the default one, has otherwise. */
  given?: Partial<Agreement>
  /** What the registers say of one row; with it, the question is whether it is released. */
  row?: {
    /** None: the row is about nobody, or nobody knows about whom. */
    subject?: string
    attributes?: Record<Coordinate, unknown>
    /** None: unknown. */
    consents?: boolean
  }
  /** What the registers say of the caller; what is absent is unknown, but of the codes, which are then the caller's one. */
  related?: Partial<Record<Relation | 'codes', string[]>>
  /** The decision on each coordinate, or the code with which the request is refused. */
  expect: Record<Coordinate, string> | string
}

const demo = readAgreementsFile(readFileSync(demoAgreements, 'utf8'))

const cases = globSync('cases/*.json', { cwd: import.meta.dirname })
  .toSorted()
  .flatMap((file) => {
    const {
      about,
      agreement,
      cases: each,
    }: CaseFile = JSON.parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
    const asked = agreement === undefined ? demo : alone(agreement)
    return each.map((one) => ({ ...one, about, asked }))
  })

test('there are cases', () => {
  expect(cases).not.toStrictEqual([])
})

test.for(cases)('$about: $name', ({ asked, expect: expected, ...each }) => {
  expect(answer(each, asked, typeof expected === 'string' ? [] : Object.keys(expected))).toStrictEqual(
    expected,
  )
})

function alone(agreement: { consumer: string }): AgreementsFile {
  const organisations = [{ id: agreement.consumer, name: agreement.consumer }]
  return readAgreementsFile(JSON.stringify({ organisations, applications: [], agreements: [agreement] }))
}

function policySetWith(
  { agreements, applications }: AgreementsFile,
  given: Partial<Agreement> | undefined,
  permission: string | null | undefined,
): PolicySet {
  return compilePolicySet({
    epoch: 1,
    agreements: agreements.map((terms) => ({
      ...terms,
      organisation: terms.consumer,
      ...(terms.permission === permission && given),
    })),
    applications,
  })
}

function answer(
  each: Omit<Case, 'expect'>,
  asked: AgreementsFile,
  coordinates: readonly Coordinate[],
): Case['expect'] {
  const { caller, given } = each
  const at = new Date(each.at)
  const byDefault = asked.applications.find(({ id }) => id === caller.application)?.defaultPermission
  const policySet = policySetWith(asked, given, each.permission ?? byDefault)
  const permission = permissionOf(policySet, caller, each.permission ?? undefined, at)
  if ('code' in permission) return permission.code
  const { agreement } = permission
  const decisions = decide(policySet, { caller, permission: agreement.permission, coordinates, at })
  const tell = (decision: CoordinateDecision): string => {
    if (!decision.granted) return `denied, ${decision.reason}`
    const circumstances = circumstancesOf(each, agreement)
    return circumstances === null
      ? `granted${inWords(decision.alternatives, agreement)}`
      : outcomeInWords(decision.alternatives, circumstances)
  }
  return Object.fromEntries(decisions.map((decision, index) => [coordinates[index], tell(decision)]))
}

function circumstancesOf(
  { caller, at, row, related = {} }: Omit<Case, 'expect'>,
  agreement: Agreement,
): Circumstances | null {
  if (row === undefined) return null
  const { codes = caller.personalCode === undefined ? [] : [caller.personalCode], ...relations } = related
  return {
    subject: row.subject ?? null,
    callerCodes: new Set(codes),
    attribute: (coordinate) => row.attributes?.[coordinate],
    bindings: {
      claims: { consumer: caller.consumer, application: caller.application },
      parameters: agreement.parameters,
      relations: Object.fromEntries(Object.entries(relations).map(([name, ids]) => [name, new Set(ids)])),
      today: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Riga' }).format(new Date(at)),
    },
    consented: row.consents,
  }
}

function outcomeInWords(alternatives: readonly Alternative[], circumstances: Circumstances): string {
  const first = alternatives.find(({ condition }) => condition === null || holds(condition, circumstances))
  return first === undefined
    ? 'withheld'
    : ['released', ...first.obligations.map(obligationInWords)].join(', ')
}

function inWords(alternatives: readonly Alternative[], { parameters }: Agreement): string {
  const words = alternatives.map(({ condition, obligations }) => {
    const rows = condition === null ? [] : [`where ${conditionInWords(condition, parameters)}`]
    return [...rows, ...obligations.map(obligationInWords)].join(', ')
  })
  const [first] = alternatives
  return words.join() === '' ? '' : `${first?.condition ? ' ' : ', '}${words.join('; or ')}`
}
