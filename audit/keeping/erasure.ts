import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { tokenOf } from '../sealing/head-node.ts'
import { lockHead, recordHousekeeping } from './housekeeping.ts'
import type { Keeper } from './keeper.ts'
import { RemovalRefused, requireTwo } from './two-officials.ts'

export interface ErasureAsked {
  readonly subjectHash: Buffer
  /** The official who asks, as the token names them. */
  readonly author: string
  /** Reference of the decision that orders it; without personal codes. */
  readonly reason: string
  readonly at: Date
}

export interface ErasureApproved {
  /** Id of what was asked. */
  readonly request: string
  /** Of the subject as the second official names them: it must be the same. */
  readonly subjectHash: Buffer
  readonly approver: string
  readonly at: Date
}

/** What the log holds about a data subject. */
export interface Held {
  /** Access records whose content can be read. */
  readonly records: number
  readonly keys: number
}

export interface Erased extends Held {
  /** Number of the housekeeping record. */
  readonly number: number
}

/** For so long a request can be approved. */
const requestDays = 30
const dayMs = 86_400_000

/** The first pair of eyes: writes down what is asked, and erases nothing. */
export async function requestErasure(
  keeper: Keeper,
  { subjectHash, author, reason, at }: ErasureAsked,
): Promise<{ readonly request: string; readonly held: Held }> {
  if (!isReference(reason)) {
    throw new RemovalRefused(
      'The reason must be the reference of a decision, up to 200 characters, without a personal code',
    )
  }
  return keeper.transaction(async (client) => {
    const held = await heldOf(client, subjectHash)
    if (held.records + held.keys === 0)
      throw new RemovalRefused('The log holds nothing readable about this subject')
    const request = randomUUID()
    await client.query(
      'INSERT INTO erasure_request (id, at, subject_hash, author, reason) VALUES ($1, $2, $3, $4, $5)',
      [request, at.toISOString(), subjectHash, author, reason],
    )
    return { request, held }
  })
}

/**
 * The second pair of eyes: destroys every key of the data subject's contents, so that no record of before is readable
 * again, and no proof changes. Gateways that write meanwhile go on under a new key: `key_generation` tells them.
 * INVARIANT: the one transaction that destroys keys records it, under the lock that every append takes.
 */
export async function approveErasure(keeper: Keeper, approved: ErasureApproved): Promise<Erased> {
  const { subjectHash, approver, at } = approved
  return keeper.transaction(async (client) => {
    const { author, reason, request } = await openRequest(client, approved)
    const plain = await removePlainContents(client, subjectHash)
    const counted = await lastSequence(client)
    const before = await heldOf(client, subjectHash, { upTo: counted })
    await lockHead(client)
    // Appends wait from here on: what takes long where there are many records is done before.
    const since = await heldOf(client, subjectHash, { after: counted })
    await client.query('DELETE FROM subject_key WHERE subject_hash = $1', [subjectHash])
    await client.query('UPDATE log_head SET key_generation = key_generation + 1')
    const { keys } = since
    const records = plain + before.records + since.records
    const detail = {
      token: tokenOf(subjectHash).toString('hex'),
      keys,
      records,
      request,
      reason,
    }
    const number = await recordHousekeeping(client, { kind: 'ERASURE', at, author, approver, detail })
    return { number, records, keys }
  })
}

interface Request {
  readonly author: string
  readonly reason: string
  readonly request: string
}

async function openRequest(
  client: ClientBase,
  { request, subjectHash, approver, at }: ErasureApproved,
): Promise<Request> {
  const { rows } = await client.query<Request & { at: Date; subject_hash: Buffer; done: boolean }>(
    `SELECT id AS request, author, reason, at, subject_hash,
      EXISTS (SELECT FROM housekeeping WHERE kind = 'ERASURE' AND detail ->> 'request' = $1::uuid::text) AS done
    FROM erasure_request WHERE id = $1::uuid`,
    [request],
  )
  const [found] = rows
  // One answer for both: whoever may not know of a request learns nothing by trying subjects.
  if (found === undefined || !found.subject_hash.equals(subjectHash))
    throw new RemovalRefused('There is no such request for this subject')
  if (found.done) throw new RemovalRefused('This request is carried out already')
  requireTwo({ author: found.author, approver })
  if (at.getTime() - found.at.getTime() > requestDays * dayMs)
    throw new RemovalRefused(`The request is older than ${requestDays} days: ask anew`)
  return found
}

/** @returns how many of them there were. Records of the time before encryption have no key to destroy. */
async function removePlainContents(client: ClientBase, subjectHash: Buffer): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE access_record
    SET content = '', sealed_digest = sha256(convert_to(E'dagr/sealed/v1\\n', 'UTF8') || content)
    WHERE subject_hash = $1 AND substring(content FROM 1 FOR 1) = '\\x01'`,
    [subjectHash],
  )
  return rowCount ?? 0
}

/** Where the log ends: records up to there are committed, and what comes later has higher numbers. */
async function lastSequence(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ last: string }>('SELECT last_sequence AS last FROM log_head')
  return Number(rows[0]?.last)
}

/** @param range sequence numbers of the records that are counted; all of them unless said otherwise. */
async function heldOf(
  client: ClientBase,
  subjectHash: Buffer,
  range: { readonly after?: number; readonly upTo?: number } = {},
): Promise<Held> {
  const { rows } = await client.query<{ keys: number; records: number }>(
    `SELECT
      (SELECT count(*)::integer FROM subject_key WHERE subject_hash = $1) AS keys,
      (SELECT count(*)::integer FROM access_record WHERE subject_hash = $1
        AND sequence > $2::bigint AND sequence <= coalesce($3::bigint, 9223372036854775807) AND (
        substring(content FROM 1 FOR 1) = '\\x01' OR substring(content FROM 2 FOR 16) IN (
          SELECT uuid_send(key_id) FROM subject_key WHERE subject_hash = $1
        )
      )) AS records`,
    [subjectHash, range.after ?? 0, range.upTo ?? null],
  )
  return rows[0] ?? { keys: 0, records: 0 }
}

function isReference(reason: string): boolean {
  return /^(?!.*\d{6}[-_./ ]?\d{5})[\p{L}\p{N}][\p{L}\p{N} ._/:()-]{0,199}$/u.test(reason)
}
