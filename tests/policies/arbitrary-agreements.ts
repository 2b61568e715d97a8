import * as fc from 'fast-check'
import type { Circumstances } from '#policies/condition.ts'
import type {
  Agreement,
  AgreementStatus,
  Caller,
  Comparison,
  Condition,
  Coordinate,
  Grant,
  Obligation,
  Operand,
} from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'

/** Few of each, so that they meet. */
const coordinates: readonly Coordinate[] = [
  'Person.name',
  'Person.born',
  'Person.kin',
  'Person.kin(first:)',
  'Property.address',
  'Query.persons',
]
const codes = ['39000000001', '39000000002', '39000000003']
const towns = ['0001000', '0002000', '0003000']
const days = ['2008-02-28', '2008-02-29', '2008-03-01', '2010-02-28', '2010-03-01']
const todays = ['2026-02-28', '2026-03-01', '2028-02-29', '2028-03-01']

/** Kinds of values, by the attributes that have them. */
const attributes = {
  'Person.town': fc.constantFrom(...towns),
  'Person.secret': fc.boolean(),
  'Person.dateOfBirth': fc.constantFrom(...days),
  'Person.count': fc.integer({ min: 0, max: 3 }),
  'Person.codes': fc.array(fc.constantFrom(...codes), { minLength: 1, maxLength: 2 }),
  'Property.town': fc.constantFrom(...towns),
} as const satisfies Record<Coordinate, fc.Arbitrary<unknown>>

/** One thing that is asked: everything that decides about one value of one row. */
export interface Asked {
  readonly caller: Caller
  readonly permission: string
  readonly at: Date
  readonly circumstances: Circumstances
}

export interface Arbitraries {
  readonly grant: fc.Arbitrary<Grant>
  readonly agreement: fc.Arbitrary<Agreement>
  readonly asked: (agreement: Agreement) => fc.Arbitrary<Asked>
  readonly coordinates: readonly Coordinate[]
  /** That conditions compare. */
  readonly attributes: readonly Coordinate[]
}

/**
 * @param uncertain whether there are values that are not known, and JSON that is no condition or obligation, as from a
 * newer program; otherwise everything compares.
 */
export function arbitraries({ uncertain }: { uncertain: boolean }): Arbitraries {
  const rarely = <Value>(usual: fc.Arbitrary<Value>, ...strange: unknown[]): fc.Arbitrary<Value> =>
    uncertain
      ? fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: json<Value>(strange) })
      : usual
  const text = fc.oneof(
    rarely(fc.record({ values: fc.uniqueArray(fc.constantFrom(...towns, ...codes), { minLength: 1 }) }), {
      values: [{}],
    }),
    fc.constant<Operand>({ parameter: 'territory' }),
    fc.constant<Operand>({ parameter: uncertain ? 'missing' : 'empty' }),
    fc.constantFrom<Operand>({ relation: 'minorChildren' }, { relation: 'wards' }, { relation: 'companies' }),
    fc.constantFrom<Operand>({ claim: 'personal_code' }, { claim: 'consumer' }),
  )
  const compare = (
    attribute: Coordinate,
    operators: readonly Comparison['operator'][],
    value: fc.Arbitrary<Operand>,
  ): fc.Arbitrary<Condition> =>
    fc.record({
      kind: fc.constant('compare'),
      attribute: fc.constant(attribute),
      operator: fc.constantFrom(...operators),
      value: rarely(
        value,
        null,
        {},
        { values: [1, 2] },
        { claim: 'sub' },
        { yearsAgo: 0.5 },
        { tomorrow: 1 },
      ),
    })
  const leaf = rarely(
    fc.oneof(
      fc.constantFrom<Condition>({ kind: 'self' }, { kind: 'consent' }),
      compare('Person.town', ['in'], text),
      compare('Person.codes', ['in'], text),
      compare('Person.secret', ['in'], one(fc.boolean())),
      compare('Person.count', ['in', 'atLeast', 'atMost'], one(attributes['Person.count'])),
      compare('Person.dateOfBirth', ['atLeast', 'atMost'], one(fc.constantFrom(...days))),
      compare('Person.dateOfBirth', ['atLeast', 'atMost'], fc.constant({ yearsAgo: 18 })),
    ),
    null,
    { kind: 'tomorrow' },
    { kind: 'self', but: 1 },
    { kind: 'all', of: [] },
    { kind: 'compare', attribute: 'Property.town', operator: 'in', value: { values: [towns[0]] } },
  )
  const condition = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.letrec<{ tree: Condition }>((tie) => ({
        tree: fc.oneof(
          { maxDepth: 3, depthIdentifier: 'condition' },
          { weight: 2, arbitrary: leaf },
          {
            weight: 1,
            arbitrary: fc.record({
              kind: fc.constantFrom('all', 'any'),
              of: fc.array(tie('tree'), { minLength: 1, maxLength: 3, depthIdentifier: 'condition' }),
            }),
          },
          { weight: 1, arbitrary: fc.record({ kind: fc.constant('not'), of: tie('tree') }) },
        ),
      })).tree,
    },
    { weight: 1, arbitrary: compare('Property.town', ['in'], text) },
  )
  const obligation = rarely<Obligation>(
    fc.oneof(
      fc.record({ kind: fc.constant('mask'), keep: fc.integer({ min: 0, max: 8 }) }),
      fc.record({
        kind: fc.constant('generalise'),
        to: fc.constantFrom('year', 'month', 'municipality', 'pseudonym'),
      }),
      fc.record({ kind: fc.constant('maxRows'), rows: fc.integer({ min: 1, max: 4 }) }),
    ),
    { kind: 'burn' },
    { kind: 'mask', keep: -1 },
    null,
  )
  const named = fc.oneof(
    { weight: 5, arbitrary: fc.record({ coordinate: fc.constantFrom(...coordinates) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        coordinate: fc.constantFrom('Person.*', 'Property.*', 'Query.*'),
        covers: rarely(fc.subarray([...coordinates]), undefined, 'all'),
      }),
    },
  )
  const grant = fc
    .tuple(
      fc.uuid(),
      named,
      fc.record(
        {
          condition,
          obligations: fc.array(obligation, { maxLength: 2 }),
          consentRequired: fc.boolean(),
          maxStalenessSeconds: rarely(fc.constantFrom(0, 60), -1),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([id, coordinate, terms]): Grant => ({ id, ...coordinate, ...terms }))
    // A consent is a person's, and grants nothing of rows of another type.
    .filter((line) => uncertain || !line.consentRequired || !isAboutProperty(line.condition))
  const forbid = fc.tuple(fc.uuid(), named).map(([id, coordinate]): Grant => ({ id, ...coordinate }))
  const agreement = fc
    .record({
      permission: fc.constant('1'),
      consumer: fc.constant('vid'),
      organisation: fc.constant('VID'),
      purpose: fc.constant('tax'),
      legalBasis: fc.constant('law'),
      caseRequired: fc.constant(false),
      validFrom: fc.constant('2026-01-01T00:00:00Z'),
      validTo: fc.constantFrom(null, '2028-03-01T00:00:00Z'),
      status: fc.oneof(
        { weight: 10, arbitrary: fc.constant<AgreementStatus>('active') },
        { weight: 1, arbitrary: fc.constantFrom<AgreementStatus>('suspended', 'ended') },
      ),
      parameters: fc.uniqueArray(fc.constantFrom(...towns)).map((territory) => ({ territory, empty: [] })),
      grants: fc.array(grant, { maxLength: 10 }),
      forbids: fc.array(forbid, { maxLength: 1 }),
    })
    .map((terms): Agreement => ({ ...plainTerms, ...terms }))
  const maybe = <Value>(value: fc.Arbitrary<Value>, ...nothing: unknown[]): fc.Arbitrary<unknown> =>
    uncertain
      ? fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(...nothing) })
      : value
  const requiredKeys = uncertain ? { requiredKeys: [] } : {}
  const row = fc.record(
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        maybe<unknown>(value, null, undefined, [], [null, codes[0]], {}, '2010-02-30', Number.NaN),
      ]),
    ),
  )
  const ids = fc.uniqueArray(fc.constantFrom(...codes, ...towns)).map((list) => new Set(list))
  const asked = ({ permission, parameters }: Agreement): fc.Arbitrary<Asked> =>
    fc
      .record({
        row,
        subject: uncertain ? fc.constantFrom(...codes, null, 'unresolved:7') : fc.constantFrom(...codes),
        callerCodes: fc.uniqueArray(fc.constantFrom(...codes)).map((list) => new Set(list)),
        claims: fc.record(
          { personal_code: fc.constantFrom(...codes), consumer: fc.constant('vid') },
          requiredKeys,
        ),
        relations: fc.record({ minorChildren: ids, wards: ids, companies: ids }, requiredKeys),
        today: fc.constantFrom(...todays),
        consented: uncertain ? fc.constantFrom(true, false, undefined) : fc.boolean(),
        consumer: fc.oneof(
          { weight: 20, arbitrary: fc.constant('vid') },
          { weight: 1, arbitrary: fc.constant('riga') },
        ),
        isKnownPermission: fc.integer({ min: 0, max: 20 }).map((chance) => chance > 0),
      })
      .map(({ row: values, claims, relations, today, consumer, isKnownPermission, ...known }) => ({
        caller: { consumer, application: 'a' },
        permission: isKnownPermission ? permission : '9999',
        at: new Date(`${today}T00:00:00Z`),
        circumstances: {
          ...known,
          attribute: (coordinate) => values[coordinate],
          bindings: { claims, parameters, relations, today },
        },
      }))
  return {
    grant,
    agreement,
    asked,
    coordinates: [...coordinates, 'Person.composedLater', 'Person.*'],
    attributes: Object.keys(attributes),
  }
}

function isAboutProperty(condition: Condition | undefined): boolean {
  return condition?.kind === 'compare' && condition.attribute.startsWith('Property.')
}

function one(value: fc.Arbitrary<string | number | boolean>): fc.Arbitrary<Operand> {
  return value.map((only) => ({ values: [only] }))
}

/** JSON that is not what it should be, as it comes over the wire. */
function json<Value>(strange: readonly unknown[]): fc.Arbitrary<Value> {
  return fc.constantFrom(...strange).map((value) => structuredClone(value) as Value)
}
