import { randomUUID } from 'node:crypto'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'

/** What the made-up operations ask about each person: ten field entries to a record, one of them withheld. */
const released = [
  'Person.givenName',
  'Person.familyName',
  'Person.dateOfBirth',
  'Person.sex',
  'Person.citizenship',
  'Person.declaredAddress',
  'Address.municipality',
  'Address.street',
  'Address.postcode',
] as const
const withheld = ['Person.maritalStatus'] as const
export const entriesPerRecord = released.length + withheld.length

/** Sets of coordinates that operations ask for: as many texts as an agency's applications have. */
const shapes = Array.from({ length: 100 }, (_, shape) => [
  'Query.person',
  ...released,
  ...withheld,
  `Person.properties${shape}`,
])

/** Of one agreement of a tax administration; the same text again and again, as records of one agreement have it. */
const asking = {
  consumer: 'vid',
  organisation: 'Valsts ieņēmumu dienests',
  application: 'vid-emuitosana',
  permission: '1001',
  purpose: 'Nodokļu administrēšana',
  legalBasis: 'Likums “Par nodokļiem un nodevām”, 18. pants',
  epoch: 12,
  official: 'vid-4711',
  operationName: 'Taxpayer',
} as const

/** The personal code of a made-up person; 0 to 999,999,999. */
export function codeOf(person: number): string {
  return `39${String(person).padStart(9, '0')}`
}

export function madeOperation(number: number, at: Date, subjects: number): OperationRecord {
  return {
    ...asking,
    id: randomUUID(),
    at,
    case: `N-${2_026_000_000 + (number % 100_000)}`,
    operationHash: 'f3a1c8d2b75e4f60918273645564738291a0b1c2d3e4f5061728394a5b6c7d8e',
    coordinates: shapes[number % shapes.length] ?? [],
    subgraphs: { population: 1, addresses: 1 },
    subjects,
    outcome: 'RELEASED',
    code: null,
    trace: (number + 2 ** 40).toString(16).padStart(32, '4'),
    counted: true,
    disclosedFrom: null,
  }
}

export function madeRecord(person: number): AccessRecordInput {
  return {
    subject: codeOf(person),
    outcome: 'PARTLY',
    released,
    withheld,
    entity: 'Person',
    registries: ['population', 'addresses'],
    freshness: 'FRESH',
  }
}
