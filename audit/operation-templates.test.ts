import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { accessRecordInput, operationRecord } from '#tests/audit-records.ts'
import { freshnesses } from './access-record.ts'
import type { AccessRecordInput, OperationRecord } from './access-record.ts'
import { OperationTemplates } from './operation-templates.ts'
import { middleOfShown, startOfShown } from './shown-text.ts'

const encoding = { subjectKey: Buffer.alloc(32, 1), node: '7f9c24e8-3b2e-4f6a-9c0e-111111111111' }
const coordinates = [['Query.person'], ['Query.person', 'Person.sex']] as const
const names = fc.constantFrom('a', 'b')

const shared = fc.record({
  consumer: fc.option(names),
  organisation: fc.option(names),
  application: fc.option(names),
  permission: fc.option(names),
  purpose: fc.option(names),
  legalBasis: fc.option(names),
  operationName: fc.option(names),
  operationHash: fc.option(names),
  coordinates: fc.constantFrom(...coordinates),
  subgraphs: fc.dictionary(names, fc.nat(1), { noNullPrototype: true }),
  outcome: fc.constantFrom('RELEASED', 'REFUSED', 'FAILED'),
  code: fc.option(names),
  epoch: fc.option(fc.nat(1)),
  counted: fc.boolean(),
} satisfies Partial<Record<keyof OperationRecord, unknown>>)

const accesses = fc.record({
  outcome: fc.constantFrom('RELEASED', 'PARTLY', 'REFUSED'),
  released: fc.array(names, { maxLength: 2 }),
  withheld: fc.array(names, { maxLength: 2 }),
  entity: names,
  registries: fc.array(names, { maxLength: 2 }),
  freshness: fc.constantFrom(...freshnesses),
} satisfies Record<Exclude<keyof AccessRecordInput, 'subject'>, unknown>)

test('a template has of each operation what a new one would have, however many were before', () => {
  const known = new OperationTemplates(encoding)
  fc.assert(
    fc.property(fc.array(fc.tuple(shared, accesses), { minLength: 2, maxLength: 200 }), (given) => {
      for (const [parts, access] of given) {
        const operation = operationRecord(parts)
        const record = accessRecordInput('39010112345', access)
        const template = known.of(operation)
        expect(template.columns).toEqual(new OperationTemplates(encoding).of(operation).columns)
        expect(template.start).toEqual(startOfShown(operation))
        expect(template.middleOf(record)).toEqual(middleOfShown({ ...record, epoch: operation.epoch }))
      }
    }),
    { numRuns: 20 },
  )
})

test('operations that are alike share one, whatever is their own', () => {
  const known = new OperationTemplates(encoding)
  const [one, other] = [operationRecord({ coordinates: coordinates[0] }), operationRecord({ case: null })]
  const template = known.of(one)
  const own = { official: 'x', trace: null, subjects: 9, at: new Date(0), disclosedFrom: new Date(1) }
  expect(known.of({ ...other, ...own, coordinates: coordinates[0] })).toBe(template)
  expect(known.of({ ...one, counted: false })).not.toBe(template)
})

test('a list that a caller goes on with changes nothing that was kept', () => {
  const released = ['Person.sex']
  const record = accessRecordInput('39010112345', { released })
  const template = new OperationTemplates(encoding).of(operationRecord())
  const before = template.middleOf(record)
  released.push('Person.givenName')
  expect(template.middleOf(record)).not.toEqual(before)
  expect(template.middleOf({ ...record, released: ['Person.sex'] })).toEqual(before)
})
