import { isDeepStrictEqual } from 'node:util'
import { array, assert, constant, constantFrom, nat, oneof, property, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import {
  agreements,
  edits,
  inForceAt,
  smallArguments,
  smallGraph,
  towns,
} from '#tests/arbitrary-agreements.ts'
import { compilePolicySet } from './compile.ts'
import { holds } from './condition.ts'
import { decide, permissionOf } from './decide.ts'
import type { Agreement, Coordinate, CoordinateDecision } from './model.ts'
import { plainTerms } from './plain-terms.ts'
import { replay } from './replay.ts'
import type { RecordedOperation, ReplayOptions, Verdict } from './replay-verdict.ts'

const at = inForceAt
const caller = { consumer: 'consumer', application: 'program' }

/** A field of an operation, as it was asked. */
interface Field {
  readonly coordinate: Coordinate
  readonly argument: Coordinate | null
  readonly children: readonly Field[]
}

function fieldsOf(type: string, depth: number): Arbitrary<readonly Field[]> {
  const fields = Object.entries(smallGraph[type] ?? {}).filter(([, below]) => below === null || depth > 0)
  const one = ([name, below]: [string, string | null]): Arbitrary<Field> => {
    const coordinate = `${type}.${name}`
    const argument = smallArguments[coordinate]
    return record({
      coordinate: constant(coordinate),
      argument: argument === undefined ? constant(null) : constantFrom(null, `${coordinate}(${argument}:)`),
      children: below === null ? constant([]) : fieldsOf(below, depth - 1),
    })
  }
  return array(oneof(...fields.map(one)), { minLength: 1, maxLength: 3 })
}

const operations = fieldsOf('Query', 3)

function coordinatesOf(fields: readonly Field[]): readonly Coordinate[] {
  const found = fields.flatMap(({ coordinate, argument, children }) => [
    coordinate,
    ...(argument === null ? [] : [argument]),
    ...coordinatesOf(children),
  ])
  return [...new Set(found)]
}

/** One state of the registers, in which the values of conditions are what `seed` says. */
interface World {
  readonly seed: number
}

/** What a caller sees: refused as a whole, or what is told as denied, and what is released of each row and how. */
type Seen = 'refused' | { readonly denied: readonly string[]; readonly released: readonly string[] }

/** An independent, naive gateway: decides each field of the tree, row by row. */
function seenIn(world: World, fields: readonly Field[], agreement: Agreement | null): Seen {
  const set = compilePolicySet({ epoch: 1, agreements: agreement ? [agreement] : [], applications: [] })
  if (agreement === null || !('agreement' in permissionOf(set, caller, '1', at))) return 'refused'
  const denied = new Set<string>()
  const released: string[] = []
  const decisionOn = (coordinate: Coordinate): CoordinateDecision | undefined =>
    decide(set, { caller, permission: '1', coordinates: [coordinate], at })[0]

  // What is denied is told whatever the rows are, also where there are none.
  function visit(field: Field, path: string, isReleased: boolean): void {
    const place = `${path}/${field.coordinate}${field.argument ?? ''}`
    const asked = [field.coordinate, ...(field.argument === null ? [] : [field.argument])]
    const decisions = asked.map((coordinate) => ({ coordinate, decision: decisionOn(coordinate) }))
    // As a list that cannot be cut by the condition, or a value about nobody: decided without any row.
    const isDenied = ({ coordinate, decision }: (typeof decisions)[number]) =>
      decision?.granted !== true || (isConditional(decision) && draw(world, place, coordinate) % 4 === 0)
    const reasons = decisions.filter(isDenied)
    for (const { coordinate } of reasons) denied.add(coordinate)
    if (reasons.length > 0) return
    const applied = decisions.map(({ decision }) => appliedTo(decision, world, place, agreement))
    const isThere = isReleased && !applied.includes(null)
    if (isThere) released.push(`${place} ${JSON.stringify(applied)}`)
    for (const child of field.children) visit(child, place, isThere)
  }

  for (const field of fields) visit(field, '', true)
  return { denied: [...denied].toSorted(), released }
}

function isConditional(decision: CoordinateDecision): boolean {
  return decision.granted && decision.alternatives.every(({ condition }) => condition !== null)
}

/** What is asked for releasing the row at that place; null where it is withheld. */
function appliedTo(
  decision: CoordinateDecision | undefined,
  world: World,
  place: string,
  agreement: Agreement | null,
): unknown {
  if (decision?.granted !== true || agreement === null) return null
  const { consumer, purpose, parameters } = agreement
  const circumstances = {
    subject: '39010112345',
    callerCodes: new Set(draw(world, place, 'self') % 2 === 0 ? ['39010112345'] : ['39020212345']),
    attribute: (coordinate: Coordinate) =>
      coordinate === 'Person.town'
        ? [...towns, null][draw(world, place, 'town') % 4]
        : `${1990 + (draw(world, place, 'born') % 30)}-05-05`,
    bindings: { claims: {}, parameters, relations: {}, today: '2026-03-01' },
    consented: draw(world, place, `${consumer} ${purpose}`) % 2 === 0,
  }
  const found = decision.alternatives.find(
    ({ condition }) => condition === null || holds(condition, circumstances),
  )
  if (found === undefined) return null
  const pseudonym = found.obligations.some((each) => each.kind === 'generalise' && each.to === 'pseudonym')
  return [found.obligations, found.maxStalenessSeconds, ...(pseudonym ? [consumer] : [])]
}

/** A number that is always the same for the same world, place and question. */
function draw({ seed }: World, place: string, question: string): number {
  let hash = seed
  for (const letter of `${place} ${question}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0
  return hash >>> 8
}

const leaves = new Set(
  Object.entries(smallGraph).flatMap(([type, fields]) =>
    Object.entries(fields).flatMap(([name, below]) => (below === null ? [`${type}.${name}`] : [])),
  ),
)
const leads = (coordinate: Coordinate) => !leaves.has(coordinate)

function verdictOf(
  coordinates: readonly Coordinate[],
  before: Agreement | null,
  after: Agreement | null,
  options: Partial<ReplayOptions> = { busiestDay: 1, leads },
  code: string | null = null,
): Verdict {
  const operation: RecordedOperation = { ...caller, coordinates, code, count: 1 }
  const { same, different } = replay([operation], before, after, { at, ...options })
  return same === 1 ? 'same' : different === 1 ? 'different' : 'mayDiffer'
}

test('what a replay says for sure is what the same operations meet, in every state of the registers', () => {
  const verdicts: Record<Verdict, number> = { same: 0, different: 0, mayDiffer: 0 }
  assert(
    property(
      operations,
      agreements,
      array(edits, { minLength: 1, maxLength: 3 }),
      array(nat(), { minLength: 8, maxLength: 8 }),
      (fields, before, steps, seeds) => {
        const after = steps.reduce((agreement, edit) => edit(agreement), before)
        const verdict = verdictOf(coordinatesOf(fields), before, after)
        verdicts[verdict]++
        for (const seed of seeds) {
          const was = seenIn({ seed }, fields, before)
          const is = seenIn({ seed }, fields, after)
          const isWrong =
            (verdict === 'same' && !isDeepStrictEqual(is, was)) ||
            (verdict === 'different' && isDeepStrictEqual(outsideOf(is), outsideOf(was)))
          expect(isWrong, `${verdict}: ${JSON.stringify([was, is])}`).toBe(false)
        }
      },
    ),
    { numRuns: 3_000 },
  )
  // None of the three is said always, or hardly ever.
  for (const count of Object.values(verdicts)) expect(count).toBeGreaterThan(150)
})

/** What is seen whatever the rows are. */
function outsideOf(seen: Seen): unknown {
  return seen === 'refused' ? seen : seen.denied
}

test('where grants have no conditions and no obligations, and every field on the way is granted, nothing is left open', () => {
  assert(
    property(operations, array(nat(30)), (fields, places) => {
      const coordinates = coordinatesOf(fields)
      const before = agreementOn(coordinates)
      const lost = new Set(places.map((place) => coordinates[place % coordinates.length]))
      const after = agreementOn(coordinates.filter((coordinate) => !lost.has(coordinate)))
      const expected = lost.size === 0 ? 'same' : 'different'
      expect(verdictOf(coordinates, before, after)).toBe(expected)
      expect(verdictOf(coordinates, after, before)).toBe(expected)
    }),
  )
})

function agreementOn(coordinates: readonly Coordinate[], change: Partial<Agreement> = {}): Agreement {
  return {
    ...plainTerms,
    permission: '1',
    consumer: 'consumer',
    organisation: 'Consumer',
    purpose: 'purpose',
    legalBasis: 'law',
    caseRequired: false,
    validFrom: '2026-01-01T00:00:00Z',
    validTo: null,
    status: 'active',
    grants: coordinates.map((coordinate) => ({ id: coordinate, coordinate })),
    forbids: [],
    ...change,
  }
}

const asked = ['Query.person', 'Person.name']
const whole = agreementOn(asked)
const narrow = agreementOn(['Query.person'])
const suspended = agreementOn(asked, { status: 'suspended' })

test.for<[string, Agreement | null, Agreement | null, Verdict]>([
  ['a coordinate that is lost', whole, narrow, 'different'],
  ['a suspension', whole, suspended, 'different'],
  ['an agreement that is resumed', suspended, whole, 'different'],
  ['an agreement that is new', null, whole, 'different'],
  ['an agreement that stays out of force', suspended, agreementOn([], { status: 'ended' }), 'same'],
  ['validity that ends later on', whole, agreementOn(asked, { validTo: '2027-01-01T00:00:00Z' }), 'same'],
  ['another consumer', whole, agreementOn(asked, { consumer: 'another' }), 'different'],
  ['a new case rule', whole, agreementOn(asked, { caseRequired: true }), 'mayDiffer'],
  ['a case rule that goes', agreementOn(asked, { caseRequired: true }), whole, 'same'],
  ['a suspension under a case rule', agreementOn(asked, { caseRequired: true }), suspended, 'different'],
  ['a quota that was reached', whole, agreementOn(asked, { quotaPerDay: 99 }), 'mayDiffer'],
  ['a quota that was not reached', whole, agreementOn(asked, { quotaPerDay: 100 }), 'same'],
  ['another purpose', whole, agreementOn(asked, { purpose: 'another', legalBasis: 'another' }), 'same'],
])('%s', ([, before, after, verdict]) => {
  expect(verdictOf(asked, before, after, { busiestDay: 100 })).toBe(verdict)
})

test.for<[string, readonly Coordinate[], string, Verdict]>([
  ['refused for what was denied', asked, 'OPERATION_REFUSED', 'different'],
  ['refused for another reason, which may come again', asked, 'REGISTRY_UNAVAILABLE', 'mayDiffer'],
  ['over the quota', asked, 'QUOTA_EXCEEDED', 'mayDiffer'],
  ['refused, of which nothing is known', [], 'INTERNAL', 'same'],
  ['that was no operation', [], 'GRAPHQL_PARSE_FAILED', 'same'],
])('an operation %s', ([, coordinates, code, verdict]) => {
  expect(verdictOf(coordinates, whole, narrow, { leads }, code)).toBe(verdict)
})

test('a text that is no operation stays refused under a suspension; an introspection does not', () => {
  expect(verdictOf([], whole, suspended, {}, 'GRAPHQL_PARSE_FAILED')).toBe('same')
  expect(verdictOf([], whole, suspended)).toBe('different')
})

test('below a field that stays denied, nothing is said for sure', () => {
  const coordinates = ['Query.person', 'Person.house', 'House.number']
  const before = agreementOn(['Query.person', 'House.number'])
  const after = agreementOn(['Query.person'])
  expect(verdictOf(coordinates, before, after)).toBe('mayDiffer')
  expect(verdictOf(['Query.person', 'Person.born', 'Person.name'], whole, narrow, { leads })).toBe(
    'different',
  )
  expect(verdictOf(['Query.person', 'Person.born', 'Person.name'], whole, narrow, {})).toBe('mayDiffer')
})

function recordedOf(
  application: string,
  coordinates: readonly Coordinate[],
  count: number,
): RecordedOperation {
  return { ...caller, application, coordinates, code: null, count }
}

test('counts are by consumer and application, those with the most changes first', () => {
  const recorded = [
    recordedOf('quiet', ['Query.person'], 1_000),
    recordedOf('busy', asked, 30),
    recordedOf('busy', ['Query.person'], 4),
    { ...recordedOf('other', asked, 7), consumer: 'another' },
  ]
  const outcome = replay(recorded, whole, narrow, { at })
  expect(outcome).toMatchObject({ same: 1_011, different: 30, mayDiffer: 0 })
  expect(outcome.callers).toStrictEqual([
    {
      consumer: 'consumer',
      application: 'busy',
      same: 4,
      different: 30,
      mayDiffer: 0,
      coordinates: ['Person.name'],
    },
    { consumer: 'consumer', application: 'quiet', same: 1_000, different: 0, mayDiffer: 0, coordinates: [] },
    { consumer: 'another', application: 'other', same: 7, different: 0, mayDiffer: 0, coordinates: [] },
  ])
})
