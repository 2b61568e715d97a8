import type { Bindings } from '#policies/condition.ts'
import type { Agreement, Caller } from '#policies/model.ts'
import type { Knowledge } from './row.ts'

/**
 * What the conditions of one request compare with. `today` is the calendar date in Riga. What the registers say of the
 * caller is unknown until they are asked.
 */
export function bindingsOf(caller: Caller, parameters: Agreement['parameters'], today: string): Bindings {
  const { consumer, application, official, personalCode } = caller
  return {
    claims: {
      consumer,
      application,
      ...(official !== undefined && { official }),
      ...(personalCode !== undefined && { personal_code: personalCode }),
    },
    parameters,
    relations: {},
    today,
  }
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
