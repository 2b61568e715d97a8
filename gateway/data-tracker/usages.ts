import type { AccessOutcome } from '#audit/access-record.ts'
import type { UsageVersion } from './usage-parameters.ts'

/** One record of a history, in the words of the GraphQL schema. */
export interface Access {
  readonly at: string
  readonly organisation: string | null
  readonly application: string | null
  readonly purpose: string | null
  readonly outcome: AccessOutcome
}

/** Part of a history, the newest record first. */
export interface Accesses {
  readonly accesses: readonly Access[]
  /** How many there are in all; null: more than were read. */
  readonly total: number | null
}

/**
 * What the tracker shows, as its version has it: when, for what, and by whom. Residents know organisations by name, so
 * that `receiver` and `receiverCode` are names, not registration numbers.
 */
export function usagesOf({ accesses, total }: Accesses, version: UsageVersion): unknown {
  if (version === 1)
    return accesses.map((access) => ({
      logtime: access.at,
      action: actionOf(access),
      receiver: access.organisation ?? unknown,
    }))
  return {
    ...(total !== null && { totalUsages: total }),
    usages: accesses.map((access) => ({
      logtime: access.at,
      action: actionOf(access),
      receiverCode: access.organisation ?? unknown,
      receiverName: access.organisation ?? unknown,
      receiverSystem: access.application ?? unknown,
    })),
  }
}

const unknown = 'nav zināms (not known)'
const withoutPermission = 'Pieprasījums bez derīgas atļaujas (request without a valid permission)'

/** What became of a request that did not give all that was asked. */
const endings: Readonly<Record<AccessOutcome, string>> = {
  RELEASED: '',
  PARTLY: ': daļēji izsniegts (partly released)',
  REFUSED: ': atteikts (refused)',
  NOT_FOUND: ': nav atrasts (not found)',
  SEARCH_HIT: ': redzēts meklēšanā (seen in a search)',
}

/** The tracker has no field for the outcome, and a resident must not take a refusal for a release. */
function actionOf({ purpose, outcome }: Access): string {
  return `${purpose ?? withoutPermission}${endings[outcome]}`
}
