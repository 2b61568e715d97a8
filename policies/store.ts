import { isDeepStrictEqual } from 'node:util'
import type { ClientBase, Pool } from 'pg'
import type { Application, PolicyContent } from './model.ts'
import type { AgreementTerms, Organisation, Rows } from './store-rows.ts'
import { agreementRows, applicationRows, organisationRows } from './store-rows.ts'

/** PostgreSQL's channel that carries the number of each new epoch once its transaction has committed. */
export const epochChannel = 'dagr_epoch'

/**
 * What an epoch changes: an entry replaces the one of the same id as a whole, an agreement with all of its grants.
 * Nothing is deleted; an agreement that is over has the status `ended`.
 */
export interface PolicyChange {
  readonly organisations?: readonly Organisation[]
  readonly agreements?: readonly AgreementTerms[]
  readonly applications?: readonly Application[]
}

export interface PublishOptions {
  /** Who makes the epoch. */
  readonly author: string
  /** Leaves alone what another author wrote last, so that a data file that is loaded again undoes no steward's edit. */
  readonly ownOnly?: boolean
}

/**
 * Makes the next epoch from `change`, in one transaction. A change that changes nothing makes none.
 * @returns the number of the epoch that is in force now.
 * @throws where the change does not fit what is there, as with an agreement of an unknown organisation: nothing is
 * changed then.
 */
export async function publish(pool: Pool, change: PolicyChange, options: PublishOptions): Promise<number> {
  return inTransaction(pool, 'BEGIN', async (client) => {
    // One at a time: numbers are dense, and in the order in which epochs take effect.
    await client.query('LOCK TABLE epoch IN SHARE ROW EXCLUSIVE MODE')
    const current = await readEpoch(client)
    const writes = [
      // In the order of their references.
      await writing(client, organisationRows, change.organisations, options),
      await writing(client, agreementRows, change.agreements, options),
      await writing(client, applicationRows, change.applications, options),
    ].filter((write) => write !== null)
    if (writes.length === 0) return current
    const epoch = current + 1
    await client.query('INSERT INTO epoch VALUES ($1, now(), $2)', [epoch, options.author])
    for (const write of writes) await write(epoch)
    await client.query('SELECT pg_notify($1, $2)', [epochChannel, String(epoch)])
    return epoch
  })
}

/** @returns what writes those of `entries` that differ from what is kept; null where none does. */
async function writing<Entry>(
  client: ClientBase,
  rows: Rows<Entry>,
  entries: readonly Entry[] | undefined,
  { author, ownOnly = false }: PublishOptions,
): Promise<((epoch: number) => Promise<void>) | null> {
  if (entries === undefined || entries.length === 0) return null
  const kept = new Map((await rows.read(client)).map((stored) => [rows.idOf(stored.entry), stored]))
  const different = entries
    .map((entry) => rows.normalise(entry))
    .filter((entry) => {
      const stored = kept.get(rows.idOf(entry))
      if (stored === undefined) return true
      if (ownOnly && stored.author !== author) return false
      return !isDeepStrictEqual(entry, rows.normalise(stored.entry))
    })
  return different.length === 0 ? null : (epoch) => rows.write(client, different, epoch)
}

/** Everything that is in force, all of one epoch; epoch 0 where nothing has been published yet. */
export async function readPolicyContent(pool: Pool): Promise<PolicyContent> {
  return inTransaction(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
    const names = new Map((await organisationRows.read(client)).map(({ entry }) => [entry.id, entry.name]))
    return {
      epoch: await readEpoch(client),
      agreements: (await agreementRows.read(client)).map(({ entry }) => ({
        ...entry,
        organisation: names.get(entry.consumer) ?? entry.consumer,
      })),
      applications: (await applicationRows.read(client)).map(({ entry }) => entry),
    }
  })
}

/** The number of the epoch in force; 0 where nothing has been published yet. */
export async function readEpoch(client: Pick<ClientBase, 'query'>): Promise<number> {
  const { rows } = await client.query<{ number: string }>(
    'SELECT coalesce(max(number), 0) AS number FROM epoch',
  )
  return Number(rows[0]?.number)
}

async function inTransaction<Result>(
  pool: Pool,
  begin: string,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  client.on('error', heard)
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('COMMIT')
    client.off('error', heard)
    client.release()
    return result
  } catch (error) {
    // The connection may be in any state: it goes, and the server rolls back.
    client.release(true)
    throw error
  }
}

/** A lost connection fails its statement, or the next one; an event that nobody hears would end the process as well. */
function heard(): void {}
