import { Pool } from 'pg'
import type { AccessSchema } from '#gateway/operation/access-tree.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import { publish, readPolicyContent } from '#policies/store.ts'
import { StartError } from '../databases/start-error.ts'
import { readPermissionsFile } from './permissions-file.ts'
import type { FilePermission } from './permissions-file.ts'
import type { Output } from './print-report.ts'

export interface PermissionsImport {
  readonly text: string
  /** Of the policy database. */
  readonly url: string
  readonly schema: AccessSchema
  /** Id of the organisation that the permissions are given to. */
  readonly consumer: string
  /** Leaves out what is not known here, instead of taking nothing. */
  readonly isLenient: boolean
}

/** Before anything that was ever signed. */
const always = '1970-01-01T00:00:00.000Z'
const author = 'import'

/**
 * Makes agreements from a file in the national platform's shape: all of them in one epoch, or none. The same file makes no
 * second epoch, and what somebody else has changed since is left as it is.
 * @returns whether all that was to be taken was.
 */
export async function importPermissions(from: PermissionsImport, { out, error }: Output): Promise<boolean> {
  const { permissions, problems, leftOut } = readPermissionsFile(from.text, from.schema)
  for (const problem of problems) error(problem)
  for (const each of leftOut) error(from.isLenient ? `left out: ${each}` : each)
  if (problems.length > 0 || (leftOut.length > 0 && !from.isLenient)) {
    error('Nothing imported.')
    return false
  }
  const pool = new Pool({ connectionString: from.url, max: 1 })
  try {
    const kept = await take(pool, from.consumer, permissions)
    for (const { permission, registries, coordinates } of permissions) {
      const what = kept.has(permission)
        ? 'left as somebody else has changed it'
        : `${coordinates.length} coordinates`
      out(`${permission} (${registries.join(', ')}): ${what}`)
    }
    return true
  } finally {
    await pool.end()
  }
}

/** @returns the permissions that are in force otherwise than the file has them, since somebody else wrote them last. */
async function take(
  pool: Pool,
  consumer: string,
  permissions: readonly FilePermission[],
): Promise<ReadonlySet<string>> {
  await assertTakeable(pool, consumer, permissions)
  const agreements = permissions.map((each) => agreementOf(each, consumer))
  await publish(pool, { agreements }, { author, ownOnly: true })
  const inForce = new Map(
    (await readPolicyContent(pool)).agreements.map((agreement) => [agreement.permission, agreement]),
  )
  const isOtherwise = ({ permission, coordinates }: FilePermission): boolean => {
    const granted = inForce.get(permission)?.grants.map(({ coordinate }) => coordinate) ?? []
    return granted.toSorted().join() !== coordinates.join()
  }
  return new Set(permissions.filter(isOtherwise).map(({ permission }) => permission))
}

async function assertTakeable(
  pool: Pool,
  consumer: string,
  permissions: readonly FilePermission[],
): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM organisation ORDER BY id')
  if (!rows.some(({ id }) => id === consumer)) {
    const known = rows.map(({ id }) => id).join(', ')
    throw new StartError(`There is no organisation ${consumer}. Known are: ${known || 'none'}.`)
  }
  const { agreements } = await readPolicyContent(pool)
  const taken = permissions.filter(({ permission }) =>
    agreements.some((agreement) => agreement.permission === permission && agreement.consumer !== consumer),
  )
  if (taken.length === 0) return
  const numbers = taken.map(({ permission }) => permission).join(', ')
  throw new StartError(`Nothing imported. Another organisation has: ${numbers}.`)
}

function agreementOf(
  { permission, purpose, coordinates, registries, ...terms }: FilePermission,
  consumer: string,
) {
  return {
    ...plainTerms,
    permission,
    consumer,
    purpose,
    // The shape has one text for both.
    legalBasis: purpose,
    caseRequired: false,
    quotaPerDay: terms.quotaPerDay,
    validFrom: terms.validFrom ?? always,
    validTo: terms.validTo,
    status: 'active' as const,
    providers: registries,
    grants: coordinates.map((coordinate) => ({ id: `${permission}:${coordinate}`, coordinate })),
    forbids: [],
  }
}
