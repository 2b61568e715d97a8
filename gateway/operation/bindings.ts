import type { Bindings } from '#policies/condition.ts'
import type { Agreement, Caller } from '#policies/model.ts'
import type { Knowledge } from './row.ts'

/**
 * What the conditions of one request compare with. `today` is the calendar date in Riga. What the registers say of the
 * caller is unknown until they are asked.
 */
export function bindingsOf(caller: Caller, parameters: Agreement['parameters'], today: string): Bindings {
  return { claims: claimsOf(caller), parameters, relations: {}, today }
}

/** A token that is known has one caller for all of its requests. */
const claimsByCaller = new WeakMap<Caller, Bindings['claims']>()

function claimsOf(caller: Caller): Bindings['claims'] {
  const known = claimsByCaller.get(caller)
  if (known !== undefined) return known
  const { consumer, application, official, personalCode } = caller
  const claims = {
    consumer,
    application,
    ...(official !== undefined && { official }),
    ...(personalCode !== undefined && { personal_code: personalCode }),
  }
  claimsByCaller.set(caller, claims)
  return claims
}

/** The same with what was fetched of the caller's own codes. */
export function knowledgeOf(
  caller: Caller,
  agreement: Pick<Agreement, 'consumer' | 'purpose' | 'purposeTerm'>,
  bindings: Bindings,
  codes: readonly string[],
): Knowledge {
  const { consumer, purpose, purposeTerm } = agreement
  const isPerson = codes.length > 0 || caller.personalCode !== undefined
  return {
    callerCodes: isPerson ? new Set([...tokenCodes(caller), ...codes]) : noCodes,
    bindings,
    consent: `${consumer} ${purposeTerm ?? purpose}`,
  }
}

const noCodes: ReadonlySet<string> = new Set()

/** The personal code of the caller's token, if the caller is a person. */
export function tokenCodes({ personalCode }: Caller): readonly string[] {
  return personalCode === undefined ? [] : [personalCode]
}
