import type { Quota } from '#audit/quota.ts'
import { endOfRigaDay } from '#audit/riga-day.ts'
import { DagrError } from '../errors.ts'
import type { Authority } from './authorise.ts'
import type { GraphQLRequest } from './parse.ts'

/**
 * Counts a request as a use of its permission. An agreement without a quota costs nothing here,
 * and is not waited for. Rejects with DagrError where the quota of the day is used up, or cannot be asked.
 */
export function count(
  authority: Authority,
  { receivedAt: at }: GraphQLRequest,
  quota: Quota | null,
): Promise<void> | undefined {
  if (authority.kind === 'open' || quota === null) return undefined
  const { permission, quotaPerDay } = authority.agreement
  return quotaPerDay === null ? undefined : take(quota, permission, quotaPerDay, at)
}

async function take(quota: Quota, permission: string, perDay: number, at: Date): Promise<void> {
  if (await taken(quota, { permission, perDay, at })) return
  const end = endOfRigaDay(at)
  throw new DagrError(
    'QUOTA_EXCEEDED',
    `The permission's quota of ${perDay} requests a day is used up: try again on the next day in Riga`,
    {
      retryAfter: Math.max(1, Math.ceil((end.getTime() - Date.now()) / 1000)),
      extensions: { quotaPerDay: perDay, retryAt: end.toISOString() },
    },
  )
}

async function taken(quota: Quota, asked: Parameters<Quota['take']>[0]): Promise<boolean> {
  try {
    return await quota.take(asked)
  } catch (cause) {
    throw new DagrError('AUDIT_UNAVAILABLE', 'The quota could not be asked, so nothing is released', {
      cause,
    })
  }
}
