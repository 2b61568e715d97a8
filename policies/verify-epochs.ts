import { isDeepStrictEqual } from 'node:util'
import type { ClientBase, Pool } from 'pg'
import type { AgreementDifference, EpochDifference, LineDifference } from './epoch-difference.ts'
import { epochHash, noHash } from './epoch-hash.ts'
import type { EpochRecord, EpochRow } from './epochs.ts'
import { epochColumns, epochOfRow } from './epochs.ts'
import type { Grant } from './model.ts'
import { plainTerms } from './plain-terms.ts'
import type { Rows } from './store-rows.ts'
import { agreementRows, applicationRows, organisationRows } from './store-rows.ts'
import { readPolicies } from './transaction.ts'

export interface Verification {
  /** How many there are. */
  readonly epochs: number
  /** Number and hash of the last; whoever keeps them elsewhere finds out if the end of the chain is cut off. */
  readonly head: { readonly number: number; readonly hash: string }
  /** Everything that does not fit, a line each; empty where nothing was manipulated. */
  readonly problems: readonly string[]
}

const batch = 500

/**
 * Recomputes every hash and link, replays every difference from nothing, and compares what comes out with what is in
 * force: a row of an epoch, an agreement, an organisation or an application that was changed by other means is found.
 */
export async function verifyEpochChain(pool: Pool): Promise<Verification> {
  return readPolicies(pool, verifyEpochs)
}

/** The same, in the transaction that `client` is in. */
export async function verifyEpochs(client: ClientBase): Promise<Verification> {
  const replay = new Replay()
  const problems: string[] = []
  let head = { number: 0, hash: noHash }
  let epochs = 0
  for (let hasMore = true; hasMore;) {
    const { rows } = await client.query<EpochRow>(
      `SELECT ${epochColumns} FROM epoch WHERE number > $1 ORDER BY number LIMIT $2`,
      [head.number, batch],
    )
    for (const epoch of rows.map(epochOfRow)) {
      problems.push(...brokenLinks(epoch, head))
      if (epoch.difference !== null) problems.push(...replay.apply(epoch.number, epoch.difference))
      head = { number: epoch.number, hash: epoch.hash }
      epochs += 1
    }
    hasMore = rows.length === batch
  }
  problems.push(...replay.compare(await inForce(client)), ...(await strayRevisions(client)))
  return { epochs, head, problems }
}

function brokenLinks(epoch: EpochRecord, head: { number: number; hash: string }): string[] {
  const { number, previousHash, hash } = epoch
  return [
    ...(number === head.number + 1 ? [] : [`epoch ${number} follows ${head.number}`]),
    ...(previousHash === head.hash ? [] : [`epoch ${number} is not chained to the one before it`]),
    ...(hash === epochHash(epoch) ? [] : [`epoch ${number} is not what its hash says`]),
  ]
}

interface AgreementState {
  readonly terms: Map<string, unknown>
  readonly lines: Map<string, Grant>
}

class Replay {
  /** By kind and id, each as plain JSON. */
  readonly #entries = new Map<string, unknown>()
  readonly #agreements = new Map<string, AgreementState>()

  /** @returns what does not fit what came before. */
  apply(number: number, difference: EpochDifference): string[] {
    const problems: string[] = []
    const note = (what: string): void => {
      problems.push(`epoch ${number} changes ${what} from what it was not`)
    }
    for (const kind of ['organisations', 'applications'] as const) {
      for (const { id, before, after } of difference[kind]) {
        const name = `${kind} ${id}`
        if (!isDeepStrictEqual(this.#entries.get(name) ?? null, before)) note(name)
        this.#entries.set(name, after)
      }
    }
    for (const agreement of difference.agreements) this.#applyAgreement(agreement, note)
    return problems
  }

  #applyAgreement(
    { permission, terms, grants, forbids }: AgreementDifference,
    note: (what: string) => void,
  ): void {
    const state = this.#agreements.get(permission) ?? { terms: new Map(), lines: new Map() }
    this.#agreements.set(permission, state)
    for (const [name, { before, after }] of Object.entries(terms)) {
      if (!isDeepStrictEqual(state.terms.get(name) ?? null, before)) note(`${name} of ${permission}`)
      state.terms.set(name, after)
    }
    applyLines(state.lines, 'grants', grants, note)
    applyLines(state.lines, 'forbids', forbids, note)
  }

  /** @returns what is in force without an epoch that says so. */
  compare(kept: InForce): string[] {
    const entries = new Map(this.#entries)
    for (const [permission, { terms, lines }] of this.#agreements) {
      const inOrder = (effect: string): Grant[] =>
        [...lines]
          .filter(([key]) => key.startsWith(`${effect} `))
          .map(([, line]) => line)
          .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      entries.set(`agreements ${permission}`, {
        ...plainTerms,
        ...Object.fromEntries(terms),
        permission,
        grants: inOrder('grants'),
        forbids: inOrder('forbids'),
      })
    }
    return [...new Set([...entries.keys(), ...kept.keys()])]
      .filter((name) => !isDeepStrictEqual(entries.get(name), kept.get(name)))
      .map((name) => `${name} in force is not what the epochs say`)
  }
}

function applyLines(
  lines: Map<string, Grant>,
  effect: string,
  { added, removed, changed }: LineDifference,
  note: (what: string) => void,
): void {
  const keyOf = ({ id }: Grant): string => `${effect} ${id}`
  for (const line of [...removed, ...changed.map(({ before }) => before)]) {
    if (!isDeepStrictEqual(lines.get(keyOf(line)), line)) note(keyOf(line))
    lines.delete(keyOf(line))
  }
  for (const line of [...added, ...changed.map(({ after }) => after)]) {
    if (lines.has(keyOf(line))) note(keyOf(line))
    lines.set(keyOf(line), line)
  }
}

/** By kind and id, each as plain JSON. */
type InForce = ReadonlyMap<string, unknown>

async function inForce(client: ClientBase): Promise<InForce> {
  const named = async <Entry>(kind: string, rows: Rows<Entry>): Promise<(readonly [string, unknown])[]> =>
    (await rows.read(client)).map(({ entry }) => [`${kind} ${rows.idOf(entry)}`, entry] as const)
  return new Map([
    ...(await named('organisations', organisationRows)),
    ...(await named('applications', applicationRows)),
    ...(await named('agreements', agreementRows)),
  ])
}

/** Agreements whose revision is in another state, or another consumer's. */
async function strayRevisions(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ permission: string }>(
    `SELECT permission FROM agreement JOIN revision USING (permission)
     WHERE revision.number = agreement.revision AND (state, revision.consumer) IS DISTINCT FROM (status, agreement.consumer)
     ORDER BY permission`,
  )
  return rows.map(({ permission }) => `agreement ${permission} is not what its revision says`)
}
