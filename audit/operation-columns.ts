import { createHmac } from 'node:crypto'
import type { OperationRecord } from './access-record.ts'
import { keyObject } from './key-object.ts'
import { operationShape } from './operation-shape.ts'

export type ColumnValue = string | number | boolean | Buffer | null

export interface EncodingOptions {
  readonly subjectKey: Buffer
  /** UUID of this run. */
  readonly node: string
}

/** A column of `operation_record` and how it is filled. */
interface OperationColumn {
  readonly name: string
  readonly type: string
  readonly valueOf: (operation: OperationRecord, encoding: EncodingOptions) => ColumnValue
}

/**
 * The operation record, column by column, of an operation that `cleanedOperation` has made fit. No personal data:
 * neither the official nor the case are among them.
 */
export const operationColumns: readonly OperationColumn[] = [
  { name: 'id', type: 'uuid', valueOf: ({ id }) => id },
  { name: 'at', type: 'timestamptz', valueOf: ({ at }) => at.toISOString() },
  { name: 'consumer', type: 'text', valueOf: ({ consumer }) => plainText(consumer) },
  { name: 'organisation', type: 'text', valueOf: ({ organisation }) => plainText(organisation) },
  { name: 'application', type: 'text', valueOf: ({ application }) => plainText(application) },
  { name: 'permission', type: 'text', valueOf: ({ permission }) => permission },
  { name: 'purpose', type: 'text', valueOf: ({ purpose }) => plainText(purpose) },
  { name: 'legal_basis', type: 'text', valueOf: ({ legalBasis }) => plainText(legalBasis) },
  {
    name: 'operation_name',
    type: 'text',
    valueOf: ({ operationName }) => operationName,
  },
  {
    name: 'operation_hash',
    type: 'bytea',
    valueOf: ({ operationHash }, { subjectKey }) => keyedOperationHash(operationHash, subjectKey),
  },
  { name: 'coordinates', type: 'jsonb', valueOf: ({ coordinates }) => JSON.stringify(coordinates) },
  { name: 'shape', type: 'uuid', valueOf: ({ coordinates }) => operationShape(coordinates) },
  { name: 'subgraphs', type: 'jsonb', valueOf: ({ subgraphs }) => JSON.stringify(subgraphs) },
  { name: 'subjects', type: 'integer', valueOf: ({ subjects }) => subjects },
  { name: 'outcome', type: 'text', valueOf: ({ outcome }) => outcome },
  { name: 'code', type: 'text', valueOf: ({ code }) => plainText(code) },
  { name: 'epoch', type: 'bigint', valueOf: ({ epoch }) => epoch },
  { name: 'trace', type: 'text', valueOf: ({ trace }) => trace },
  { name: 'counted', type: 'boolean', valueOf: ({ counted }) => counted },
  { name: 'node', type: 'uuid', valueOf: (_, { node }) => node },
]

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** As the GraphQL specification spells coordinates of types, fields, directives and arguments. */
const coordinateForm = /^(\w+(\.\w+(\(\w+:\))?)?|@\w+(\(\w+:\))?)$/
const largestInteger = 2_147_483_647

/**
 * Refuses what the database would refuse, before it is in a batch: one malformed record must not spoil the commit of
 * those that it would share it with.
 */
export function assertWritable(operation: OperationRecord): void {
  const wrong =
    (!uuid.test(operation.id) && 'id') ||
    (Number.isNaN(operation.at.getTime()) && 'at') ||
    (operation.disclosedFrom !== null &&
      Number.isNaN(operation.disclosedFrom.getTime()) &&
      'disclosedFrom') ||
    (!isCount(operation.subjects) && 'subjects') ||
    (operation.epoch !== null && !isCount(operation.epoch) && 'epoch') ||
    (!operation.coordinates.every((coordinate) => coordinateForm.test(coordinate)) && 'coordinates') ||
    (!Object.entries(operation.subgraphs).every(isFetches) && 'subgraphs')
  if (wrong) throw new TypeError(`An operation record with a malformed ${wrong} cannot be written`)
}

function isFetches([name, fetches]: [string, number]): boolean {
  return /^[\w-]+$/.test(name) && isCount(fetches)
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= largestInteger
}

/** PostgreSQL's texts hold every character but NUL. */
function plainText(text: string | null): string | null {
  return text?.replaceAll('\0', '') ?? null
}

/** Under a key, because a document with a personal code in a literal could else be found by trying all codes. */
function keyedOperationHash(operationHash: string | null, key: Buffer): Buffer | null {
  return operationHash === null
    ? null
    : createHmac('sha256', keyObject(key)).update(`operation:${operationHash}`).digest()
}
