import type { Caller, CompiledAgreement, CoordinateDecision, PolicySet } from '#policies/model.ts'
import { decide, permissionOf } from '#policies/decide.ts'
import { DagrError } from './errors.ts'
import { accessControlTrees } from './operation/access-control-tree.ts'
import type { AccessNode } from './operation/access-control-tree.ts'
import { coordinatesOf } from './operation/contract.ts'
import type { Gateway, Guard } from './pipeline.ts'
import type { Supergraph } from './planner/supergraph.ts'
import { identify } from './stages/identify.ts'
import type { GraphQLRequest } from './stages/parse.ts'
import { refusal } from './stages/respond.ts'
import type { Answer } from './stages/respond.ts'

/** One permission in one registry, in the national platform's words. */
interface CurrentPermission {
  readonly service_name: string
  readonly permission_number: string
  readonly purpose_of_use: string
  /** Today, by the calendar in Riga. */
  readonly use_count: number
  /** For a day. */
  readonly use_count_quota: number | null
  readonly valid_from: string
  readonly valid_to: string | null
  readonly access_control_tree: AccessNode
}

/**
 * Answers `GET /current_user_permissions`: every permission of the caller's organisation that is in force, registry by
 * registry. Nothing of it is about a person, and no record is made. Never throws.
 */
export async function currentPermissions(
  request: Pick<GraphQLRequest, 'headers' | 'remoteAddress' | 'receivedAt'>,
  gateway: Pick<Gateway, 'serving'> & { readonly guard: Guard },
): Promise<Answer> {
  try {
    const entries = await entriesFor(request, gateway)
    return { status: 200, headers: json, body: JSON.stringify(entries), code: null }
  } catch (error) {
    const told =
      error instanceof DagrError ? error : new DagrError('INTERNAL', 'The gateway failed to answer')
    return refusal(told, 'application/json')
  }
}

const json = { 'content-type': 'application/json; charset=utf-8' }

async function entriesFor(
  request: Parameters<typeof currentPermissions>[0],
  { serving, guard }: Parameters<typeof currentPermissions>[1],
): Promise<readonly CurrentPermission[]> {
  const caller = await identify(request, guard.trust)
  if ('unidentified' in caller) throw new DagrError(caller.code, caller.message)
  const set = guard.policies()
  if (!set) throw new DagrError('POLICY_STALE', 'The policies are not known to be current')
  const supergraph = serving()?.supergraph
  if (!supergraph) throw new DagrError('OVERLOADED', 'The gateway is starting: no supergraph is composed yet')
  const granted = [...set.agreements.values()]
    .filter(({ consumer }) => consumer === caller.consumer)
    .map((agreement) => ({
      agreement,
      trees: treesOf(agreement, { set, caller, supergraph, at: request.receivedAt }),
    }))
    .filter(({ trees }) => trees.size > 0)
  const uses = await usesOf(
    granted.map(({ agreement }) => agreement.permission),
    guard,
    request.receivedAt,
  )
  return granted.flatMap(({ agreement, trees }) =>
    [...trees].map(([registry, tree]) => ({
      service_name: registry,
      permission_number: agreement.permission,
      purpose_of_use: agreement.purpose,
      use_count: uses.get(agreement.permission) ?? 0,
      use_count_quota: agreement.quotaPerDay,
      valid_from: agreement.validFrom,
      valid_to: agreement.validTo,
      access_control_tree: tree,
    })),
  )
}

async function usesOf(permissions: readonly string[], { quota }: Guard, at: Date) {
  try {
    return await quota.uses(permissions, at)
  } catch (cause) {
    throw new DagrError('AUDIT_UNAVAILABLE', 'The uses of today could not be counted', { cause })
  }
}

interface Deciding {
  readonly set: PolicySet
  readonly caller: Caller
  readonly supergraph: Supergraph
  readonly at: Date
}

/** Drawn once for each agreement of an epoch, as long as that lasts. */
const drawn = new WeakMap<CompiledAgreement, { readonly supergraph: Supergraph; readonly trees: Trees }>()

type Trees = ReadonlyMap<string, AccessNode>

/** By registry; none where the agreement is not in force. */
function treesOf(agreement: CompiledAgreement, { set, caller, supergraph, at }: Deciding): Trees {
  const { permission } = agreement
  const inForce = permissionOf(set, caller, permission, at)
  if ('code' in inForce) return new Map()
  const known = drawn.get(agreement)
  if (known?.supergraph === supergraph) return known.trees
  const coordinates = coordinatesOf(supergraph.api)
  const decisions = decide(set, { caller, permission, coordinates, at })
  const how = new Map(coordinates.map((coordinate, position) => [coordinate, grantedBy(decisions[position])]))
  const schema = { api: supergraph.api, owners: supergraph.facts.owners }
  const trees = accessControlTrees(schema, (coordinate) => how.get(coordinate) ?? null)
  drawn.set(agreement, { supergraph, trees })
  return trees
}

function grantedBy(decision: CoordinateDecision | undefined): 'always' | 'conditionally' | null {
  if (decision?.granted !== true) return null
  const isPlain = decision.alternatives.some(
    ({ condition, obligations }) => condition === null && obligations.length === 0,
  )
  return isPlain ? 'always' : 'conditionally'
}
