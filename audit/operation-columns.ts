import type { OperationRecord } from './access-record.ts'
import type { ElementType } from './array-column.ts'
import { hmacSha256 } from './hmac.ts'
import { operationShape } from './operation-shape.ts'

type ColumnValue = string | number | boolean | Buffer | null

export interface EncodingOptions {
  readonly subjectKey: Buffer
  /** UUID of this run. */
  readonly node: string
}

/** A column of `operation_record` and how it is filled. */
export interface OperationColumn {
  readonly name: string
  readonly type: ElementType
  readonly valueOf: (operation: OperationRecord, encoding: EncodingOptions) => ColumnValue
}

/**
 * The operation record, column by column, of an operation whose caller's texts are clean. No personal data: neither the
 * official nor the case are among them.
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

/** Those whose values differ from one operation to the next that is like it; they share the others. */
const ownNames: ReadonlySet<string> = new Set(['id', 'at', 'subjects', 'trace'])
export const sharedColumns = operationColumns.filter(({ name }) => !ownNames.has(name))

/** A value as PostgreSQL receives it in binary. */
export function binaryValue(
  { type, valueOf }: OperationColumn,
  operation: OperationRecord,
  encoding: EncodingOptions,
): Uint8Array | null {
  const value = valueOf(operation, encoding)
  if (value === null) return null
  const write = writers[type]
  if (write === undefined) throw new TypeError(`A shared column has no values of the type ${type}`)
  return write(value)
}

const writers: Partial<Record<ElementType, (value: string | number | boolean | Buffer) => Uint8Array>> = {
  boolean: (value) => Uint8Array.of(value === true ? 1 : 0),
  bytea: (value) => value as Buffer,
  bigint: (value) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64BE(BigInt(Number(value)))
    return bytes
  },
  text: (value) => Buffer.from(String(value)),
  uuid: (value) => Buffer.from(String(value).replaceAll('-', ''), 'hex'),
  jsonb: (value) => Buffer.from(`\u0001${String(value)}`),
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** As the GraphQL specification spells coordinates of types, fields, directives and arguments. */
const coordinateForm = /^(\w+(\.\w+(\(\w+:\))?)?|@\w+(\(\w+:\))?)$/
const largestInteger = 2_147_483_647

/**
 * Refuses what the database would refuse, before it is in a batch: one malformed record must not spoil the commit of
 * those that it would share it with. Here: what differs from one operation to the next that is like it.
 */
export function assertOwnWritable({ id, at, disclosedFrom, subjects }: OperationRecord): void {
  const wrong =
    (!uuid.test(id) && 'id') ||
    (Number.isNaN(at.getTime()) && 'at') ||
    (disclosedFrom !== null && Number.isNaN(disclosedFrom.getTime()) && 'disclosedFrom') ||
    (!isCount(subjects) && 'subjects')
  if (wrong) refuse(wrong)
}

/** The same of what operations that are alike share. */
export function assertSharedWritable({ epoch, coordinates, subgraphs }: SharedParts): void {
  const wrong =
    (epoch !== null && !isCount(epoch) && 'epoch') ||
    (!coordinates.every((coordinate) => coordinateForm.test(coordinate)) && 'coordinates') ||
    (!Object.entries(subgraphs).every(isFetches) && 'subgraphs')
  if (wrong) refuse(wrong)
}

type SharedParts = Pick<OperationRecord, 'epoch' | 'coordinates' | 'subgraphs'>

function refuse(part: string): never {
  throw new TypeError(`An operation record with a malformed ${part} cannot be written`)
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
  return operationHash === null ? null : Buffer.from(hmacSha256(key, `operation:${operationHash}`), 'latin1')
}
