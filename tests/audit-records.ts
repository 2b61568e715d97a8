import { randomUUID } from 'node:crypto'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { masterKeys } from '#audit/keys/master-key.ts'

/** What tests keep their audit's keys under. */
export const testMasterKeys = masterKeys([Buffer.alloc(32, 9)])

/** An operation as the gateway records it; every part can be replaced. */
export function operationRecord(parts: Partial<OperationRecord> = {}): OperationRecord {
  return {
    id: randomUUID(),
    at: new Date('2026-03-02T10:20:30.123Z'),
    consumer: '90000000000',
    organisation: 'Valsts ieņēmumu dienests',
    application: 'tax-desk',
    official: 'official-17',
    permission: '1001',
    purpose: 'Tax administration',
    legalBasis: 'Law on Taxes and Fees, section 18',
    case: 'VID-2026/17',
    operationName: 'Residence',
    operationHash: '5f2c1a',
    coordinates: ['Query.person', 'Person.givenName', 'Query.persons(familyName:)', '@include(if:)'],
    subgraphs: { population: 1 },
    subjects: 1,
    outcome: 'RELEASED',
    code: null,
    epoch: 3,
    trace: '4bf92f3577b34da6a3ce929d0e0e4736',
    counted: true,
    disclosedFrom: null,
    ...parts,
  }
}

/** An access record as the gateway makes it; every part can be replaced. */
export function accessRecordInput(
  subject: string,
  parts: Partial<Omit<AccessRecordInput, 'subject'>> = {},
): AccessRecordInput {
  return {
    subject,
    outcome: 'RELEASED',
    released: ['Query.person', 'Person.givenName'],
    withheld: [],
    entity: 'Person',
    registries: ['population'],
    freshness: 'FRESH',
    ...parts,
  }
}
