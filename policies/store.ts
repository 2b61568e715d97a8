import { isDeepStrictEqual } from 'node:util'
import type { ClientBase, Pool } from 'pg'
import type { Change } from './epoch-difference.ts'
import { makeEpoch } from './make-epoch.ts'
import type { Agreement, Application, PolicyContent } from './model.ts'
import { fileRevisions } from './revision-rows.ts'
import type { AgreementTerms, Organisation, Rows } from './store-rows.ts'
import { agreementRows, applicationRows, organisationRows } from './store-rows.ts'
import { readPolicies, writePolicies } from './transaction.ts'

export { epochChannel } from './make-epoch.ts'

/**
 * What an epoch changes: an entry replaces the one of the same id as a whole, an agreement with all of its grants.
 * Nothing is deleted; an agreement that is over has the status `ended`. Numbers of revisions are not taken from here.
 */
export interface PolicyChange {
  readonly organisations?: readonly Organisation[]
  readonly agreements?: readonly AgreementTerms[]
  readonly applications?: readonly Application[]
}

export interface PublishOptions {
  /** Who makes the epoch. */
  readonly author: string
  readonly approver?: string
  /** Leaves alone what another author wrote last, so that a data file that is loaded again undoes no steward's edit. */
  readonly ownOnly?: boolean
}

/**
 * Makes the next epoch from `change`, in one transaction: for data files, by whoever runs DAGR. Stewards' changes are
 * made by `revisions.ts`. A change that changes nothing makes none.
 * @returns the number of the epoch that is in force now.
 * @throws where the change does not fit what is there, as with an agreement of an unknown organisation: nothing is
 * changed then.
 */
export async function publish(pool: Pool, change: PolicyChange, options: PublishOptions): Promise<number> {
  return writePolicies(pool, async (client) => {
    const organisations = await changesOf(client, organisationRows, change.organisations, options)
    const applications = await changesOf(client, applicationRows, change.applications, options)
    const kept = await changesOf(client, agreementRows, change.agreements, options)
    if (organisations.length + applications.length + kept.length === 0) return readEpoch(client)
    const agreements = await fileRevisions.number(client, kept)
    const changes = { organisations, agreements, applications }
    const epoch = await makeEpoch(client, changes, {
      author: options.author,
      approver: options.approver ?? null,
    })
    await fileRevisions.write(client, agreements, { author: options.author, epoch })
    return epoch
  })
}

/** @returns those of `entries` that differ from what is kept. */
async function changesOf<Entry>(
  client: ClientBase,
  rows: Rows<Entry>,
  entries: readonly Entry[] | undefined,
  { author, ownOnly = false }: PublishOptions,
): Promise<Change<Entry>[]> {
  if (entries === undefined || entries.length === 0) return []
  const kept = new Map((await rows.read(client)).map((stored) => [rows.idOf(stored.entry), stored]))
  return entries.flatMap((entry): Change<Entry>[] => {
    const stored = kept.get(rows.idOf(entry))
    if (stored === undefined) return [{ before: null, after: rows.normalise(entry) }]
    if (ownOnly && stored.author !== author) return []
    const before = rows.normalise(stored.entry)
    const after = rows.numbered(rows.normalise(entry), before)
    return isDeepStrictEqual(before, after) ? [] : [{ before, after }]
  })
}

/** Everything that is in force, all of one epoch; epoch 0 where nothing has been published yet. */
export async function readPolicyContent(pool: Pool): Promise<PolicyContent> {
  return readPolicies(pool, contentOf)
}

/** The same, in a transaction of the caller's that sees one moment. */
export async function contentOf(client: ClientBase): Promise<PolicyContent> {
  const names = new Map((await organisationRows.read(client)).map(({ entry }) => [entry.id, entry.name]))
  return {
    epoch: await readEpoch(client),
    agreements: (await agreementRows.read(client)).map(({ entry }) => ({
      ...entry,
      organisation: names.get(entry.consumer) ?? entry.consumer,
    })),
    applications: (await applicationRows.read(client)).map(({ entry }) => entry),
  }
}

/** One agreement in force or over; null where there has never been one of this number. */
export async function readAgreement(pool: Pool, permission: string): Promise<Agreement | null> {
  return readPolicies(pool, async (client) => {
    const [stored] = await agreementRows.read(client, permission)
    if (stored === undefined) return null
    const { entry } = stored
    const organisation = (await organisationRows.read(client, entry.consumer))[0]?.entry.name
    return { ...entry, organisation: organisation ?? entry.consumer }
  })
}

/** The number of the epoch in force; 0 where nothing has been published yet. */
export async function readEpoch(client: Pick<ClientBase, 'query'>): Promise<number> {
  const { rows } = await client.query<{ number: string }>(
    'SELECT coalesce(max(number), 0) AS number FROM epoch',
  )
  return Number(rows[0]?.number)
}
