import { createHmac } from 'node:crypto'

export interface SignedMessage {
  /** Of the message, the same in every attempt; without full stops. */
  readonly id: string
  /** As it is sent. */
  readonly body: string
  /** Of the attempt. */
  readonly at: Date
}

/**
 * The headers by which a receiver knows that a message is ours, whole and new: Standard Webhooks 1.0.0, symmetric (`v1`).
 * `secret`: base64, after `whsec_` or alone.
 */
export function signatureHeaders(
  { id, body, at }: SignedMessage,
  secret: string,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
