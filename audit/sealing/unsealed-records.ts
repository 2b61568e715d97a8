import type { ClientBase } from 'pg'
import { SealingRefused } from './seal.ts'

/** What sealing needs of an access record. */
export interface SealableRecord {
  readonly commitment: Buffer
  readonly subjectHash: Buffer
  /** Whether its data subject may see it only after the time of the seal. */
  readonly isDelayed: boolean
}

const digestBytes = 32
const packedBytes = 8 + digestBytes + digestBytes + 1

/** Whole milliseconds since 1970, as the commitments have times. */
const millisecondsOf = (column: string): string =>
  `int8send(floor(extract(epoch FROM ${column}) * 1000)::bigint)`
const bytesOf = (text: string): string => `'\\x${Buffer.from(text).toString('hex')}'::bytea`
const zeros = (count: number): string => `'\\x${'00'.repeat(count)}'::bytea`

/**
 * `recordCommitment` (`audit/commitments.ts`) as the database works it out: contents need not leave it to be sealed. A
 * test holds the two to each other.
 */
const commitment = `sha256(
  ${bytesOf('dagr/access-record/v1\n')}
  || sha256(${bytesOf('dagr/row/v1\n')} || uuid_send(id) || uuid_send(operation_id) || ${millisecondsOf('at')}
    || subject_hash || coalesce(${millisecondsOf('disclosed_from')}, ${zeros(8)}))
  || coalesce(plain_digest, ${zeros(digestBytes)})
  || coalesce(sealed_digest, sha256(${bytesOf('dagr/sealed/v1\n')} || content)))`

/** One value for all of them: reading a row costs more than what is in it. */
const packed = (condition: string): string => `
  SELECT string_agg(packed, ''::bytea ORDER BY sequence) AS packed FROM (
    SELECT sequence, int8send(sequence) || ${commitment} || subject_hash
      || CASE WHEN disclosed_from >= $3::timestamptz THEN '\\x01'::bytea ELSE '\\x00'::bytea END AS packed
    FROM access_record WHERE ${condition}
  ) AS record`

const freshText = packed('sequence > $1 AND sequence <= $2')
const dueText = packed(
  'sequence <= $1 AND disclosed_from >= $2::timestamptz AND disclosed_from < $3::timestamptz',
)

/** Access records after `last` up to `upTo`. @throws SealingRefused where one of their numbers is missing or twice there. */
export async function readFreshRecords(
  client: ClientBase,
  last: number,
  upTo: number,
  sealedAt: Date,
): Promise<SealableRecord[]> {
  if (upTo === last) return []
  const values = [last, upTo, millisecondAfter(sealedAt)]
  const records = await readPacked(client, 'unsealed-records', freshText, values)
  assertDense(
    'access record',
    last,
    upTo,
    records.map(({ sequence }) => sequence),
  )
  return records
}

/** Records that are sealed already, and that their data subjects may see since the seal before. */
export async function readDueRecords(
  client: ClientBase,
  last: number,
  lastSealedAt: Date,
  sealedAt: Date,
): Promise<SealableRecord[]> {
  const values = [last, millisecondAfter(lastSealedAt), millisecondAfter(sealedAt)]
  return readPacked(client, 'due-records', dueText, values)
}

/** Whether `readDueRecords` would find any; with the same parameters. */
export const isAnyDue = `EXISTS (SELECT FROM access_record
  WHERE sequence <= $1 AND disclosed_from >= $2::timestamptz AND disclosed_from < $3::timestamptz)`

/** Times are compared by their whole milliseconds: what is before the next one is not later than this one. */
export function millisecondAfter(time: Date): string {
  return new Date(time.getTime() + 1).toISOString()
}

/** @throws SealingRefused where `numbers` are not all numbers after `last` up to `upTo`, in order. */
export function assertDense(what: string, last: number, upTo: number, numbers: readonly number[]): void {
  const wrong = numbers.findIndex((number, index) => number !== last + 1 + index)
  const found = wrong === -1 ? last + 1 + numbers.length : last + 1 + wrong
  if (found === upTo + 1 && wrong === -1) return
  const isDouble = wrong !== -1 && (numbers[wrong] ?? 0) < found
  throw new SealingRefused(
    isDouble
      ? `There are two of ${what} ${numbers[wrong]}`
      : `There is a gap in the log: ${what} ${found} is missing`,
  )
}

interface NumberedRecord extends SealableRecord {
  readonly sequence: number
}

async function readPacked(
  client: ClientBase,
  name: string,
  text: string,
  values: readonly (number | string)[],
): Promise<NumberedRecord[]> {
  const { rows } = await client.query<{ packed: Buffer | null }>({ name, text, values: [...values] })
  const bytes = rows[0]?.packed ?? Buffer.alloc(0)
  return Array.from({ length: bytes.length / packedBytes }, (_, index) => {
    const one = bytes.subarray(index * packedBytes, (index + 1) * packedBytes)
    return {
      sequence: Number(one.readBigUInt64BE()),
      commitment: one.subarray(8, 8 + digestBytes),
      subjectHash: one.subarray(8 + digestBytes, 8 + 2 * digestBytes),
      isDelayed: one[packedBytes - 1] === 1,
    }
  })
}
