import type { ClientBase, Pool } from 'pg'
import type { PolicyContent } from './model.ts'
import { agreementRows, applicationRows, organisationRows } from './store-rows.ts'
import { contentOf, readEpoch } from './store.ts'
import { readPolicies } from './transaction.ts'

/** What was in force in an epoch, told apart from an epoch of the same number in another history by its hash. */
export interface KeptContent {
  readonly content: PolicyContent
  readonly hash: string | null
}

/** With so many agreements changed, all of them are read at once. */
const mostChanged = 50

/**
 * Everything that is in force, from what was in force earlier: of a country's agreements, only those are read that have
 * changed since. INVARIANT: it is what `readPolicyContent` would read at that moment. Nothing is ever deleted, and every
 * change carries the number of its epoch; where the database has another history than `kept`, everything is read.
 */
export async function readNewerContent(pool: Pool, kept: KeptContent | null): Promise<KeptContent> {
  return readPolicies(pool, async (client) => {
    const hash = await hashOf(client, null)
    const isSameHistory =
      kept !== null && kept.hash !== null && (await hashOf(client, kept.content.epoch)) === kept.hash
    if (isSameHistory && kept.hash === hash) return kept
    const newer = isSameHistory ? await newerContent(client, kept.content) : null
    return { content: newer ?? (await contentOf(client)), hash }
  })
}

/** Of this epoch; null: of the newest. Epochs without a hash have none that could be compared. */
async function hashOf(client: ClientBase, epoch: number | null): Promise<string | null> {
  const { rows } = await client.query<{ hash: string | null }>(
    `SELECT hash::text AS hash FROM epoch
     WHERE number = coalesce($1::bigint, (SELECT max(number) FROM epoch))`,
    [epoch],
  )
  return rows[0]?.hash ?? null
}

/** null: too much has changed. */
async function newerContent(client: ClientBase, before: PolicyContent): Promise<PolicyContent | null> {
  const { rows } = await client.query<{ permission: string | null }>(
    `SELECT permission FROM agreement WHERE epoch > $1
     UNION ALL SELECT NULL FROM organisation WHERE epoch > $1 LIMIT ${mostChanged + 1}`,
    [before.epoch],
  )
  const changed = rows.flatMap(({ permission }) => permission ?? [])
  // The name of an organisation stands in all of its agreements.
  if (changed.length < rows.length || changed.length > mostChanged) return null
  const agreements = new Map(before.agreements.map((agreement) => [agreement.permission, agreement]))
  for (const permission of changed) {
    for (const { entry } of await agreementRows.read(client, permission)) {
      const [organisation] = await organisationRows.read(client, entry.consumer)
      agreements.set(permission, { ...entry, organisation: organisation?.entry.name ?? entry.consumer })
    }
  }
  return {
    epoch: await readEpoch(client),
    agreements: [...agreements.values()],
    applications: (await applicationRows.read(client)).map(({ entry }) => entry),
  }
}
