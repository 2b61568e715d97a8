import type { ClientBase, Pool } from 'pg'
import { checkMove, checkNotEnded, checkOwnLines, isSamePerson, own } from './acting.ts'
import type { AgreementTerms } from './agreement-terms.ts'
import { normalisedAgreement, revisionTerms } from './agreement-terms.ts'
import { agreementInForce } from './approval.ts'
import { wholeCatalogue } from './catalogue.ts'
import type { Actor } from './lifecycle.ts'
import { makeEpoch } from './make-epoch.ts'
import type { AgreementStatus, Coordinate } from './model.ts'
import { FourEyesError, InvalidTermsError, NotFoundError } from './policy-errors.ts'
import type { Revision } from './read-revisions.ts'
import { readRevision } from './read-revisions.ts'
import { registriesOf, storedLines } from './revision-lines.ts'
import type { RevisionRow } from './revision-rows.ts'
import { inForce, insertMove, insertRevision, readRows, replace, withdrawOpen } from './revision-rows.ts'
import { writePolicies } from './transaction.ts'

/**
 * At once, by one steward of one of its registries.
 * @returns the number of the epoch, here and below.
 * @throws NotFoundError, RegistryError, MoveError, here and below.
 */
export async function suspendAgreement(
  pool: Pool,
  permission: string,
  actor: Actor,
  note: string,
): Promise<number> {
  return moveAgreement(pool, permission, 'suspended', actor, note)
}

/** @throws FourEyesError by whoever suspended it. */
export async function resumeAgreement(
  pool: Pool,
  permission: string,
  actor: Actor,
  note?: string,
): Promise<number> {
  return moveAgreement(pool, permission, 'active', actor, note)
}

/** By the consumer, or a steward. */
export async function endAgreement(
  pool: Pool,
  permission: string,
  actor: Actor,
  note?: string,
): Promise<number> {
  return moveAgreement(pool, permission, 'ended', actor, note)
}

async function moveAgreement(
  pool: Pool,
  permission: string,
  status: AgreementStatus,
  actor: Actor,
  note: string | undefined,
): Promise<number> {
  return writePolicies(pool, async (client) => {
    const { row, rows, before, registries } = await current(client, permission)
    own(actor, row.consumer, registries)
    checkMove(row.state, status, actor.role)
    if (status === 'active') await checkResuming(client, permission, registries, actor)
    const { official, role } = actor
    const changes = { agreements: [{ before, after: { ...before, status } }] }
    const epoch = await makeEpoch(client, changes, { author: official, approver: null })
    await insertMove(client, row, { from: row.state, to: status, mover: role, official, note, epoch })
    if (status === 'ended') await withdrawOpen(client, rows, official, 'The agreement has ended')
    return epoch
  })
}

async function checkResuming(
  client: ClientBase,
  permission: string,
  registries: readonly string[],
  { official }: Actor,
): Promise<void> {
  const { rows } = await client.query<{ official: string }>(
    `SELECT official FROM revision_move WHERE permission = $1 AND from_state = 'active' AND to_state = 'suspended'
     ORDER BY id DESC LIMIT 1`,
    [permission],
  )
  if (rows[0] !== undefined && isSamePerson(rows[0].official, official)) {
    throw new FourEyesError(
      `Whoever suspended an agreement does not resume it: another steward of ${registries.join(' or ')} may.`,
    )
  }
}

/**
 * Forbids coordinates of the steward's own registry at once, as a court orders: a revision in force that is the one before
 * it, and these forbids besides. Revisions that are still open are withdrawn: they were written without them. To take a
 * forbid away is to amend the agreement.
 */
export async function forbidCoordinates(
  pool: Pool,
  { permission, coordinates }: { permission: string; coordinates: readonly Coordinate[] },
  actor: Actor,
  note: string,
): Promise<Revision> {
  return writePolicies(pool, async (client) => {
    const { row, rows, before, registries } = await current(client, permission)
    own(actor, row.consumer, registries)
    checkNotEnded(row)
    checkMove('draft', row.state, actor.role)
    const forbids = await forbidding(client, row, coordinates, actor)
    const number = (rows.at(-1)?.number ?? row.number) + 1
    const after = normalisedAgreement({
      ...before,
      revision: number,
      forbids: [...before.forbids, ...forbids],
    })
    const { official, role } = actor
    const reference = await insertRevision(client, {
      terms: revisionTerms(after),
      origin: 'steward',
      author: official,
      note,
      basedOn: row.number,
      replaces: row.number,
      registries: row.registries,
      state: 'draft',
      epoch: null,
    })
    const makers = { author: official, approver: null }
    const epoch = await makeEpoch(client, { agreements: [{ before, after }] }, makers)
    await replace(client, permission, official, number, epoch)
    await insertMove(client, reference, {
      from: 'draft',
      to: row.state,
      mover: role,
      official,
      note,
      epoch,
    })
    const revision = await readRevision(client, reference)
    if (revision === null) throw new Error('The database kept no revision.')
    return revision
  })
}

async function forbidding(
  client: ClientBase,
  { permission, terms }: RevisionRow,
  coordinates: readonly Coordinate[],
  actor: Actor,
): Promise<ReturnType<typeof storedLines>> {
  const problems: string[] = []
  const forbidden = new Set(terms.forbids.map(({ coordinate }) => coordinate))
  const catalogue = await wholeCatalogue(client)
  const lines = storedLines(
    'forbid',
    coordinates.filter((coordinate) => !forbidden.has(coordinate)).map((coordinate) => ({ coordinate })),
    {
      permission,
      catalogue,
      // What is forbidden has no condition.
      schema: null,
      parameters: {},
      base: [],
      baseParameters: {},
      taken: new Set([...terms.grants, ...terms.forbids].map(({ id }) => id)),
      problems,
    },
  )
  if (lines.length === 0) problems.push('Nothing is named that is not forbidden already')
  if (problems.length > 0) throw new InvalidTermsError(problems)
  checkOwnLines(lines, catalogue, actor)
  return lines
}

interface Current {
  /** The revision in force, or the last that was. */
  readonly row: RevisionRow
  readonly before: AgreementTerms
  /** Who answers for it. */
  readonly registries: readonly string[]
  /** Of the permission, all of them. */
  readonly rows: readonly RevisionRow[]
}

async function current(client: ClientBase, permission: string): Promise<Current> {
  const rows = await readRows(client, permission)
  const row = inForce(rows)
  const before = await agreementInForce(client, permission)
  if (row === null || before === null)
    throw new NotFoundError(`There is no agreement ${permission} in force.`)
  const lines = [...before.grants, ...before.forbids]
  const answering = registriesOf(lines, await wholeCatalogue(client)).filter((registry) => registry !== null)
  return {
    row,
    before,
    registries: [...new Set([...before.providers, ...answering])].toSorted(),
    rows,
  }
}
