import type { ClientBase, Pool } from 'pg'
import type { AgreementTerms } from './agreement-terms.ts'
import { effectOf } from './effect.ts'
import type { Change } from './epoch-difference.ts'
import type { Agreement, AgreementStatus, Coordinate } from './model.ts'

/** What a consumer is told of an epoch that takes something from it. */
export interface LossNotice {
  readonly permission: string
  /** Number of the revision that is in force now. */
  readonly revision: number
  readonly epoch: number
  /** ISO 8601. */
  readonly at: string
  readonly status: AgreementStatus
  readonly lost: readonly Coordinate[]
  /** Still granted, for other rows or under other obligations. */
  readonly changed: readonly Coordinate[]
  /** Everything that the epoch changes of the agreement, a line each. */
  readonly words: readonly string[]
}

export interface WebhookMessage {
  readonly id: string
  readonly consumer: string
  readonly permission: string
  readonly epoch: number
  readonly url: string
  readonly secret: string
  /** This one included. */
  readonly attempts: number
  readonly payload: LossNotice
}

/** Where a consumer wants to be told, and what the messages are signed with. Replaces what was there. */
export async function setWebhook(
  pool: Pool,
  webhook: { consumer: string; url: string; secret: string; by: string },
): Promise<void> {
  await pool.query(
    `INSERT INTO webhook (consumer, url, secret, set_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (consumer) DO UPDATE SET
       url = excluded.url, secret = excluded.secret, set_by = excluded.set_by, set_at = clock_timestamp()`,
    [webhook.consumer, webhook.url, webhook.secret, webhook.by],
  )
}

export async function removeWebhook(pool: Pool, consumer: string): Promise<void> {
  await pool.query('DELETE FROM webhook WHERE consumer = $1', [consumer])
}

export async function readWebhook(
  pool: Pool,
  consumer: string,
): Promise<{ url: string; secret: string; setBy: string; setAt: string } | null> {
  const { rows } = await pool.query<{ url: string; secret: string; setBy: string; setAt: Date }>(
    'SELECT url, secret, set_by AS "setBy", set_at AS "setAt" FROM webhook WHERE consumer = $1',
    [consumer],
  )
  const [webhook] = rows
  return webhook === undefined ? null : { ...webhook, setAt: webhook.setAt.toISOString() }
}

/** Writes, in the transaction that makes the epoch, a message to each consumer that loses something by it. */
export async function noteLosses(
  client: ClientBase,
  agreements: readonly Change<AgreementTerms>[],
  epoch: { readonly number: number; readonly at: string },
): Promise<void> {
  const at = new Date(epoch.at)
  const notices = agreements.flatMap(({ before, after }) => {
    if (before === null) return []
    const effect = effectOf(named(before), named(after), at)
    const { lost: gone } = isPutOff(before, after, at) ? effectOf(named(before), null, at) : effect
    const lost = gone.map(({ coordinate }) => coordinate)
    const changed = effect.changed.map(({ coordinate }) => coordinate)
    if (lost.length === 0 && changed.length === 0) return []
    const { permission, revision, status } = after
    const payload: LossNotice = {
      permission,
      revision,
      epoch: epoch.number,
      at: at.toISOString(),
      status,
      lost,
      changed,
      words: effect.words,
    }
    return [{ consumer: before.consumer, permission, payload }]
  })
  if (notices.length === 0) return
  await client.query(
    `INSERT INTO webhook_message (consumer, permission, epoch, payload)
     SELECT consumer, permission, $2, payload
     FROM jsonb_to_recordset($1) AS notice (consumer text, permission text, payload jsonb)`,
    [JSON.stringify(notices), epoch.number],
  )
}

/** Whether what was in force is not any more, until what takes its place begins. */
function isPutOff(before: AgreementTerms, after: AgreementTerms, at: Date): boolean {
  return new Date(before.validFrom) <= at && at < new Date(after.validFrom)
}

/** Effects are not about names. */
function named(agreement: AgreementTerms): Agreement {
  return { ...agreement, organisation: agreement.consumer }
}

/**
 * Takes messages whose time has come, of consumers that have a webhook, and counts an attempt for each. Two callers never
 * take the same one; it is due again when the lease is over, unless it is delivered or postponed. Of each consumer's
 * messages only the oldest is taken: they arrive in the order of epochs.
 */
export async function takeDueWebhooks(
  pool: Pool,
  { limit, leaseSeconds }: { limit: number; leaseSeconds: number },
): Promise<WebhookMessage[]> {
  const { rows } = await pool.query<Omit<WebhookMessage, 'epoch'> & { epoch: string }>(
    `WITH due AS (
       SELECT id FROM webhook_message JOIN webhook USING (consumer)
       WHERE delivered_at IS NULL AND next_attempt_at <= clock_timestamp()
         AND NOT EXISTS (
           SELECT FROM webhook_message AS earlier
           WHERE earlier.consumer = webhook_message.consumer AND earlier.delivered_at IS NULL
             AND earlier.id < webhook_message.id)
       ORDER BY next_attempt_at, id LIMIT $1 FOR UPDATE OF webhook_message SKIP LOCKED)
     UPDATE webhook_message AS message
     SET attempts = attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => $2)
     FROM due, webhook WHERE message.id = due.id AND webhook.consumer = message.consumer
     RETURNING message.id, message.consumer, permission, epoch, url, secret, attempts, payload`,
    [limit, leaseSeconds],
  )
  return rows
    .map((row) => ({ ...row, epoch: Number(row.epoch) }))
    .toSorted((one, other) => one.epoch - other.epoch || Number(one.id) - Number(other.id))
}

export async function webhookDelivered(pool: Pool, id: string): Promise<void> {
  await pool.query('UPDATE webhook_message SET delivered_at = clock_timestamp() WHERE id = $1', [id])
}

export async function postponeWebhook(pool: Pool, id: string, seconds: number): Promise<void> {
  await pool.query(
    `UPDATE webhook_message SET next_attempt_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1`,
    [id, seconds],
  )
}
