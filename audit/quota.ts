import { Pool } from 'pg'
import { AuditUnavailable } from './failures.ts'
import { rigaDay } from './riga-day.ts'
import { actingAs } from './roles.ts'
import { readUseCounts } from './use-counts.ts'

/** A permission that may be used so many times on a calendar day in Riga. */
export interface QuotaAsked {
  readonly permission: string
  readonly perDay: number
  readonly at: Date
}

/** A gateway node's share in the quotas. */
export interface Quota {
  /**
   * Takes one use. False where the day's quota is used up, over all nodes.
   * @throws AuditUnavailable where that cannot be found out.
   */
  take(asked: QuotaAsked): Promise<boolean>
  /** Uses of the day on which `at` lies, by permission. @throws where the audit database cannot be asked. */
  uses(permissions: readonly string[], at: Date): Promise<ReadonlyMap<string, number>>
  /** Blocks reserved so far. */
  blocks(): number
  close(): Promise<void>
}

export interface QuotaOptions {
  /** Of the audit database. */
  readonly url: string
  /** Longest wait for it. */
  readonly timeoutMs: number
}

/** Uses that this node has reserved and not taken. `day` and `perDay` are what they were reserved for. */
interface Held {
  readonly day: string
  readonly perDay: number
  /** How many to reserve at once. */
  readonly block: number
  left: number
  isUsedUp: boolean
  waiting: number
  reserving: Promise<void> | null
}

/**
 * Durable whatever the server prefers: what a crash takes back would be given a second time.
 * INVARIANT: `reserved` never exceeds the quota it is reserved under, whichever nodes reserve at once: the row's lock
 * makes them one after the other. A block that is not taken is lost when its node ends, or its reservation is not confirmed.
 */
const reserveText = `
  INSERT INTO quota_use (permission, day, reserved, last_block)
  VALUES ($1::text, $2::date, least($3::bigint, $4::bigint), least($3::bigint, $4::bigint))
  ON CONFLICT (permission, day) DO UPDATE SET
    reserved = least(quota_use.reserved + $3::bigint, $4::bigint),
    last_block = least(quota_use.reserved + $3::bigint, $4::bigint) - quota_use.reserved
  WHERE quota_use.reserved < $4::bigint
  RETURNING last_block, set_config('synchronous_commit', 'on', true)`

const largestBlock = 100

/** One in a hundred of the quota, so that little of it is lost: 1 to 100. */
export function blockOf(perDay: number): number {
  return Math.min(largestBlock, Math.max(1, Math.floor(perDay / 100)))
}

/** Opens the quotas in the audit database at `url`. It need not answer yet. */
export function openQuota({ url, timeoutMs }: QuotaOptions): Quota {
  const pool = new Pool({
    connectionString: actingAs(url, 'writer'),
    max: 2,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    application_name: 'dagr-quota',
  })
  // An idle connection that breaks is replaced by the next one that is needed.
  pool.on('error', () => undefined)
  const held = new Map<string, Held>()
  let blocks = 0

  function heldOf({ permission, perDay, at }: QuotaAsked): Held {
    const day = rigaDay(at)
    const known = held.get(permission)
    if (known?.day === day && known.perDay === perDay) return known
    // A request that was received before midnight does not undo what is held for the new day.
    const isLate = known !== undefined && known.day > day
    const block = isLate ? 1 : blockOf(perDay)
    const none = { day, perDay, block, left: 0, isUsedUp: perDay <= 0, waiting: 0, reserving: null }
    if (!isLate) held.set(permission, none)
    return none
  }

  async function reserve(permission: string, own: Held): Promise<void> {
    const asked = Math.max(own.waiting, own.block)
    const { rows } = await pool.query<{ last_block: string }>({
      name: 'reserve',
      text: reserveText,
      values: [permission, own.day, asked, own.perDay],
    })
    blocks += 1
    own.left += Number(rows[0]?.last_block ?? 0)
    own.isUsedUp = own.left === 0
  }

  async function refilled(permission: string, own: Held): Promise<void> {
    own.waiting += 1
    try {
      own.reserving ??= reserve(permission, own).finally(() => {
        own.reserving = null
      })
      await own.reserving
    } catch (cause) {
      throw new AuditUnavailable('The quota cannot be asked', { cause })
    } finally {
      own.waiting -= 1
    }
  }

  return {
    async take(asked) {
      const own = heldOf(asked)
      while (own.left === 0 && !own.isUsedUp) await refilled(asked.permission, own)
      if (own.left === 0) return false
      own.left -= 1
      return true
    },
    uses: (permissions, at) => readUseCounts(pool, { permissions, day: rigaDay(at) }),
    blocks: () => blocks,
    close: () => pool.end(),
  }
}
