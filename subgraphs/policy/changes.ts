import { readChanges } from '#policies/epochs.ts'
import type { EpochDifference, EpochRecord } from '#policies/epochs.ts'
import { readNodes } from '#policies/nodes.ts'
import { readParameterHistory } from '#policies/parameter-history.ts'
import type { ParameterHistory, ParametersAround } from '#policies/parameter-history.ts'
import { permissionsOf } from '#policies/read-revisions.ts'
import { termInWords } from '#policies/term-changes.ts'
import { connection, cursorOf, openCursor, pageSize } from '../paging.ts'
import { ArgumentError, ChangeRefused } from '../serve.ts'
import { standingOf } from './acting.ts'
import { readAgreementRow } from './agreements.ts'
import { grantOf } from './revision.ts'
import type { PolicyContext } from './source.ts'
import type { AgreementDifference, PolicyChange, QueryResolvers } from './types.generated.ts'

/** A node says every second which epoch it acts on; one that is silent for so long has lost its lease long before. */
const silentAfterMs = 10_000

export const changeQueries = {
  async policyChanges(_parent, { acting, permission, ...page }, { source }) {
    const standing = await standingOf(acting, source)
    const first = pageSize(page)
    const before = page.after == null ? undefined : epochOf(openCursor(page.after))
    if (permission == null && standing.registries.length === 0) {
      throw new ChangeRefused(
        'Say in permission which of your agreements: the whole register is for stewards.',
      )
    }
    if (permission != null && (await readAgreementRow(source, standing, permission)) === null) {
      return connection([], false, before !== undefined)
    }
    const filter = permission == null ? { registries: standing.registries } : { permission }
    const { epochs, hasMore } = await readChanges(source.policies, filter, {
      first,
      ...(before !== undefined && { before }),
    })
    const changed = epochs.flatMap(({ difference }) => difference?.permissions ?? [])
    const shown =
      permission == null
        ? await permissionsOf(source.policies, standing.registries, changed)
        : new Set([permission])
    const history = await readParameterHistory(source.policies, epochs, shown)
    const edges = epochs.map((epoch) => ({
      cursor: cursorOf(String(epoch.number)),
      node: changeOf(epoch, shown, history),
    }))
    return connection(edges, hasMore, before !== undefined)
  },
  async epochReached(_parent, { acting, number }, { source }) {
    await standingOf(acting, source)
    const nodes = (await readNodes(source.policies)).map(({ node, epoch, seenAt, silentForMs }) => ({
      node,
      epoch,
      seenAt,
      isSilent: silentForMs > silentAfterMs,
    }))
    const speaking = nodes.filter(({ isSilent }) => !isSilent)
    const reached = speaking.length > 0 && speaking.every(({ epoch }) => epoch >= number)
    return { number, reached, nodes }
  },
} satisfies QueryResolvers<PolicyContext>

function epochOf(position: string): number {
  if (/^\d{1,15}$/.test(position)) return Number(position)
  throw new ArgumentError('after must be a cursor of this search.')
}

/** With what it changed of agreements that the caller may know of. */
function changeOf(record: EpochRecord, shown: ReadonlySet<string>, history: ParameterHistory): PolicyChange {
  const { number, at, author, approver, difference, previousHash, hash } = record
  const agreements = difference?.agreements ?? []
  return {
    epoch: number,
    at,
    author,
    approver,
    agreements: agreements
      .filter(({ permission }) => shown.has(permission))
      .map((agreement) => differenceOf(agreement, history(number, agreement))),
    consentsWithdrawn: difference?.consentsWithdrawn ?? 0,
    previousHash,
    hash,
  }
}

function differenceOf(
  { permission, terms, grants, forbids }: EpochDifference['agreements'][number],
  parameters: ParametersAround,
): AgreementDifference {
  const isNew = terms['status']?.before === null
  return {
    permission,
    terms: Object.entries(terms).map(([term, change]) => ({
      term,
      ...change,
      words: termInWords(term, change, isNew),
    })),
    granted: grants.added.map((grant) => grantOf(grant, parameters.after)),
    ungranted: grants.removed.map((grant) => grantOf(grant, parameters.before)),
    regranted: grants.changed.map(({ after }) => grantOf(after, parameters.after)),
    forbidden: forbids.added.map(({ coordinate }) => coordinate),
    unforbidden: forbids.removed.map(({ coordinate }) => coordinate),
  }
}
