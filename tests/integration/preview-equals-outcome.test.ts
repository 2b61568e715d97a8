import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readOperationShapes } from '#audit/operation-shapes.ts'
import type { OperationShape } from '#audit/operation-shapes.ts'
import { effectOf } from '#policies/effect.ts'
import type { Agreement, Coordinate, Grant } from '#policies/model.ts'
import { replay } from '#policies/replay.ts'
import type { Verdict } from '#policies/replay-verdict.ts'
import { publish, readAgreement, readEpoch } from '#policies/store.ts'
import type { DagrUnderTest, GraphQLAnswer } from '../running-dagr.ts'
import { runDagr } from '../running-dagr.ts'

let dagr: DagrUnderTest
let policies: Pool
let audit: Pool

beforeAll(async () => {
  dagr = await runDagr()
  policies = new Pool({ connectionString: dagr.urls.policy })
  audit = new Pool({ connectionString: dagr.urls.audit })
  for (const pool of [policies, audit]) pool.on('error', () => undefined)
})

afterAll(async () => {
  await Promise.all([policies.end(), audit.end()])
  await dagr.stop()
})

/** Of one person, under the tax administration's permission: more and less than is granted. */
const selections = [
  'givenName familyName',
  'personalCode',
  'givenName dateOfBirth',
  'dateOfBirth',
  'residence { since address { fullAddress } }',
  'properties { cadastralNumber }',
  'properties { cadastralNumber valuation { fiscal } } sex',
  'givenNames',
  'offices { legalEntity { legalName registrationNumber } }',
  '__typename',
] as const

/** The fields among them that have others below. */
const leading = new Set([
  'Query.person',
  'Person.residence',
  'Residence.address',
  'Person.properties',
  'Property.valuation',
  'Person.offices',
  'Office.legalEntity',
])
const leads = (coordinate: Coordinate) => leading.has(coordinate)

interface Asked {
  readonly selection: string
  readonly rejects: boolean
}

const requests: readonly Asked[] = selections.flatMap((selection) => [
  { selection, rejects: false },
  { selection, rejects: true },
])

async function ask({ selection, rejects }: Asked, trace: string): Promise<GraphQLAnswer> {
  return dagr.ask(
    'vid',
    {
      query: `query ($code: String!) { person(personalCode: $code) { ${selection} } }`,
      variables: { code: dagr.resident },
    },
    {
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
      ...(rejects && { 'dagr-on-denied': 'reject' }),
    },
  )
}

/** What the caller is told. A text that is no operation stays one, in whatever words of the contract that is said. */
function outcomeOf({ status, data, errors }: GraphQLAnswer): unknown {
  const codes = errors.map(({ extensions }) => extensions['code'])
  return codes.includes('GRAPHQL_VALIDATION_FAILED') ? { status, codes } : { status, data, errors }
}

interface Round {
  readonly outcomes: readonly unknown[]
  readonly traces: readonly string[]
}

async function askAll(): Promise<Round> {
  const traces = requests.map(() => randomUUID().replaceAll('-', ''))
  const answers: GraphQLAnswer[] = []
  for (const [place, request] of requests.entries()) answers.push(await ask(request, traces[place] ?? ''))
  return { outcomes: answers.map(outcomeOf), traces }
}

async function recordedWith(trace: string): Promise<OperationShape> {
  const { rows } = await audit.query<Omit<OperationShape, 'count'>>(
    'SELECT permission, consumer, application, coordinates, code FROM operation_record WHERE trace = $1',
    [trace],
  )
  const [row] = rows
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} records of one request`)
  return { ...row, count: 1 }
}

async function publishAndWait(agreement: Agreement): Promise<void> {
  const { organisation: _, ...terms } = agreement
  const epoch = await publish(policies, { agreements: [terms] }, { author: 'steward' })
  for (;;) {
    const trace = randomUUID().replaceAll('-', '')
    const { errors } = await ask({ selection: 'givenName', rejects: false }, trace)
    // Under an agreement that is not in force, no request is recorded with its epoch.
    if (agreement.status !== 'active') {
      if (errors.some(({ extensions }) => extensions['code'] === 'PERMISSION_NOT_VALID')) return
    } else {
      const { rows } = await audit.query<{ epoch: string | null }>(
        'SELECT epoch FROM operation_record WHERE trace = $1',
        [trace],
      )
      if (Number(rows[0]?.epoch ?? 0) >= epoch) return
    }
    await sleep(50)
  }
}

function without(...coordinates: readonly Coordinate[]): (agreement: Agreement) => Agreement {
  const lost = new Set(coordinates)
  return (agreement) => ({
    ...agreement,
    grants: agreement.grants.filter(({ coordinate }) => !lost.has(coordinate)),
  })
}

function withGrants(...grants: readonly Grant[]): (agreement: Agreement) => Agreement {
  return (agreement) => ({ ...agreement, grants: [...agreement.grants, ...grants] })
}

test.for<[string, (agreement: Agreement) => Agreement, readonly Coordinate[]]>([
  ['a coordinate less', without('Person.givenName'), ['Person.givenName']],
  ['a way less', without('Person.properties'), ['Person.properties']],
  ['a coordinate more', withGrants({ id: 'more', coordinate: 'Person.dateOfBirth' }), ['Person.dateOfBirth']],
  [
    'a condition',
    (agreement) =>
      withGrants({ id: 'about self', coordinate: 'Person.personalCode', condition: { kind: 'self' } })(
        without('Person.personalCode')(agreement),
      ),
    ['Person.personalCode'],
  ],
  ['only words', (agreement) => ({ ...agreement, purpose: `${agreement.purpose}, as before` }), []],
  ['a suspension', (agreement) => ({ ...agreement, status: 'suspended' }), []],
])('the preview is what happens: %s', async ([, edit, coordinates]) => {
  const since = new Date()
  const first = await askAll()
  const before = await readAgreement(policies, '1001')
  if (before === null) throw new Error('There is no 1001')
  const after = { ...edit(before), revision: before.revision + 1 }
  const at = new Date()

  const effect = effectOf(before, after, at)
  const changed = [...effect.gained, ...effect.lost, ...effect.changed].map(({ coordinate }) => coordinate)
  // A suspended agreement loses everything.
  expect(after.status === 'active' ? changed : []).toStrictEqual(coordinates)
  const recorded = await readOperationShapes(audit, { permission: '1001', since, until: at })
  const preview = replay(recorded.shapes, before, after, {
    at,
    busiestDay: recorded.busiestDay,
    leads,
  })
  const verdicts = await Promise.all(
    first.traces.map(async (trace): Promise<Verdict> => {
      const one = replay([await recordedWith(trace)], before, after, { at, leads })
      return one.same === 1 ? 'same' : one.different === 1 ? 'different' : 'mayDiffer'
    }),
  )

  await publishAndWait(after)
  const second = await askAll()
  const outcomes = requests.map((request, place) => ({
    ...request,
    verdict: verdicts[place],
    isSame: isDeepStrictEqual(first.outcomes[place], second.outcomes[place]),
  }))
  const wrong = outcomes.filter(
    ({ verdict, isSame }) => (verdict === 'same' && !isSame) || (verdict === 'different' && isSame),
  )
  expect(wrong).toStrictEqual([])
  // Counts are those of the requests, and those that are told for sure are the actual ones where nothing is left open.
  const count = (which: Verdict) => verdicts.filter((verdict) => verdict === which).length
  expect(preview).toMatchObject({
    same: count('same'),
    different: count('different'),
    mayDiffer: count('mayDiffer'),
  })
  const actual = outcomes.filter(({ isSame }) => !isSame).length
  expect(actual).toBeGreaterThanOrEqual(preview.different)
  expect(actual).toBeLessThanOrEqual(preview.different + preview.mayDiffer)
  expect(preview.different + preview.mayDiffer > 0).toBe(coordinates.length > 0 || after.status !== 'active')

  await publishAndWait({ ...before, revision: after.revision + 1 })
  expect(await readEpoch(policies)).toBeGreaterThan(2)
})
