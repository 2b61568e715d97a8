import { createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import { makeEpoch } from './make-epoch.ts'
import { NotFoundError } from './policy-errors.ts'
import { inTransaction, writePolicies } from './transaction.ts'

/** A data subject's consent to one consumer's use for one purpose; never deleted. Instants are ISO 8601. */
export interface Consent {
  readonly id: string
  readonly consumer: string
  /** The agreement's `purposeTerm`, or its `purpose` where it has none. */
  readonly purpose: string
  readonly givenAt: string
  readonly expiresAt: string | null
  readonly withdrawnAt: string | null
}

export interface ConsentToGive {
  /** Of the person who consents, 11 digits: what the consent is kept under. */
  readonly personalCode: string
  /** Every other personal code that the person has had; a consent under one of them is the person's as well. */
  readonly otherCodes?: readonly string[]
  readonly consumer: string
  readonly purpose: string
  readonly expiresAt?: string | null | undefined
}

export interface ConsentToWithdraw {
  /** Every personal code that the person has had. */
  readonly codes: readonly string[]
  readonly consumer: string
  readonly purpose: string
}

interface ConsentRow {
  readonly id: string
  readonly subject: string
  readonly consumer: string
  readonly purpose: string
  readonly givenAt: Date
  readonly expiresAt: Date | null
  readonly withdrawnAt: Date | null
}

const columns = `id, encode(subject_hash, 'hex') AS subject, consumer, purpose, given_at AS "givenAt",
  expires_at AS "expiresAt", withdrawn_at AS "withdrawnAt"`
const isActive = '(withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()))'

/**
 * One that is active already, and ends at the same time, stays as it is; with another end, a further one is kept beside
 * it. Whoever keeps the database without `key` cannot tell whose a consent is.
 * @throws NotFoundError for a consumer that nobody knows.
 */
export async function giveConsent(pool: Pool, key: Buffer, consent: ConsentToGive): Promise<Consent> {
  const subject = subjectOf(key, consent.personalCode)
  const subjects = [subject, ...(consent.otherCodes ?? []).map((code) => subjectOf(key, code))]
  return inTransaction(pool, 'BEGIN', async (client) => {
    // One of the person's, whichever code is asked with.
    const [lock] = subjects.toSorted()
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock])
    const known = await client.query('SELECT FROM organisation WHERE id = $1', [consent.consumer])
    if (known.rowCount === 0) throw new NotFoundError(`No organisation has the id ${consent.consumer}.`)
    const values = [consent.consumer, consent.purpose, consent.expiresAt ?? null]
    const kept = await client.query<ConsentRow>(
      `SELECT ${columns} FROM consent WHERE subject_hash = ANY (${hashes}) AND consumer = $2 AND purpose = $3
         AND expires_at IS NOT DISTINCT FROM $4::timestamptz AND ${isActive} LIMIT 1`,
      [subjects, ...values],
    )
    const { rows } =
      kept.rows.length > 0
        ? kept
        : await client.query<ConsentRow>(
            `INSERT INTO consent (subject_hash, consumer, purpose, expires_at)
             VALUES (decode($1, 'hex'), $2, $3, $4) RETURNING ${columns}`,
            [subject, ...values],
          )
    const [row] = rows
    if (row === undefined) throw new Error('The database kept no consent.')
    return consentOf(row)
  })
}

/**
 * Ends the person's active consents to the consumer's use for the purpose, and makes an epoch, so that answers in flight
 * are decided again; the epoch does not say whose.
 * @returns how many ended.
 */
export async function withdrawConsent(pool: Pool, key: Buffer, consent: ConsentToWithdraw): Promise<number> {
  return writePolicies(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE consent SET withdrawn_at = greatest(given_at, clock_timestamp())
       WHERE subject_hash = ANY (${hashes}) AND consumer = $2 AND purpose = $3 AND ${isActive}`,
      [consent.codes.map((code) => subjectOf(key, code)), consent.consumer, consent.purpose],
    )
    const consentsWithdrawn = rowCount ?? 0
    if (consentsWithdrawn > 0)
      await makeEpoch(client, { consentsWithdrawn }, { author: 'data subject', approver: null })
    return consentsWithdrawn
  })
}

/** The whole history of one person, newest first. */
export async function readConsents(
  pool: Pool,
  key: Buffer,
  codes: readonly string[],
): Promise<readonly Consent[]> {
  const { rows } = await pool.query<ConsentRow>(
    `SELECT ${columns} FROM consent WHERE subject_hash = ANY (${hashes}) ORDER BY given_at DESC, id`,
    [codes.map((code) => subjectOf(key, code))],
  )
  return rows.map(consentOf)
}

/** What is active at this moment by the database's clock, for each of `people` (all codes of each), in their order. */
export async function activeConsents(
  pool: Pool,
  key: Buffer,
  people: readonly (readonly string[])[],
): Promise<readonly (readonly Consent[])[]> {
  const subjects = people.map((codes) => codes.map((code) => subjectOf(key, code)))
  const { rows } = await pool.query<ConsentRow>(
    `SELECT ${columns} FROM consent WHERE subject_hash = ANY (${hashes}) AND ${isActive} ORDER BY given_at, id`,
    [[...new Set(subjects.flat())]],
  )
  const bySubject = Map.groupBy(rows, ({ subject }) => subject)
  return subjects.map((each) =>
    [...new Set(each)].flatMap((subject) => bySubject.get(subject) ?? []).map(consentOf),
  )
}

/** The parameter $1, hexadecimal, as the column has it. */
const hashes = `ARRAY(SELECT decode(subject, 'hex') FROM unnest($1::text[]) AS subject)`

/** Made ready once: from bytes a key is made anew for each person. */
const secrets = new WeakMap<Buffer, KeyObject>()

function subjectOf(key: Buffer, personalCode: string): string {
  const secret = secrets.get(key) ?? createSecretKey(key)
  secrets.set(key, secret)
  return createHmac('sha256', secret).update(personalCode.trim().replaceAll('-', '')).digest('hex')
}

function consentOf(stored: ConsentRow): Consent {
  const { subject: _, ...row } = stored
  return {
    ...row,
    givenAt: row.givenAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }
}
