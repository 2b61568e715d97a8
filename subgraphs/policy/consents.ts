import { giveConsent, readConsents, withdrawConsent } from '#policies/consents.ts'
import type { Consent as ConsentRecord } from '#policies/consents.ts'
import type { PolicyContent } from '#policies/model.ts'
import { pageOf } from '../paging.ts'
import { givenCodes } from '../person-codes.ts'
import { ChangeRefused } from '../serve.ts'
import { codesOf, personOf } from './acting.ts'
import { instant } from './draft-terms.ts'
import { refusing } from './refusing.ts'
import type { PolicyContext } from './source.ts'
import type { Consent, MutationResolvers, PersonResolvers, QueryResolvers } from './types.generated.ts'

/** INVARIANT: whose consents they are is what the verified token says, never an argument. */
export const consentQueries = {
  async consents(_parent, { acting, callerCodes, ...page }, { source }) {
    const person = personOf(acting)
    const consents = await readConsents(source.policies, source.consentKey, codesOf(person, callerCodes))
    return pageOf(
      consents.map((consent) => consentOf(consent, person)),
      ({ id }) => id ?? '',
      page,
    )
  },
} satisfies QueryResolvers<PolicyContext>

export const consentMutations = {
  async giveConsent(_parent, { acting, callerCodes, consumer, purpose, until }, { source }) {
    const personalCode = personOf(acting)
    const otherCodes = codesOf(personalCode, callerCodes)
    const expiresAt = until == null ? null : instant('until', until)
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
      throw new ChangeRefused('until has passed: give a moment that lies ahead, or none.')
    }
    const uses = await source.derived(usesAgreed)
    if (!uses.has(useOf(consumer, purpose))) {
      throw new ChangeRefused(
        'No agreement of this organisation has this purpose: give both as the agreement names them.',
      )
    }
    const given = giveConsent(source.policies, source.consentKey, {
      personalCode,
      otherCodes,
      consumer,
      purpose,
      expiresAt,
    })
    return consentOf(await refusing(given), personalCode)
  },
  async withdrawConsent(_parent, { acting, callerCodes, consumer, purpose }, { source }) {
    const person = personOf(acting)
    const codes = codesOf(person, callerCodes)
    const withdrawn = withdrawConsent(source.policies, source.consentKey, { codes, consumer, purpose })
    if ((await refusing(withdrawn)) === 0) {
      throw new ChangeRefused('There is no such consent to withdraw: see Query.consents for yours.')
    }
    const consents = await readConsents(source.policies, source.consentKey, codes)
    const over = consents.find(
      (consent) =>
        consent.consumer === consumer && consent.purpose === purpose && consent.withdrawnAt !== null,
    )
    return over === undefined ? null : consentOf(over, person)
  },
} satisfies MutationResolvers<PolicyContext>

export const consentFields: PersonResolvers<PolicyContext> = {
  // Whose codes they are is the population register's to say: this subgraph takes them as the gateway brings them.
  __resolveReference: (reference) => reference,
  async consents({ codes }, _arguments, { consents }) {
    const active = await consents.load(givenCodes(codes))
    return active.map(({ consumer, purpose }) => useOf(consumer, purpose))
  },
}

/** What agreements use data for. */
function usesAgreed({ agreements }: PolicyContent): ReadonlySet<string> {
  return new Set(
    agreements.map(({ consumer, purposeTerm, purpose }) => useOf(consumer, purposeTerm ?? purpose)),
  )
}

/** What is consented to, as row conditions compare it. */
function useOf(consumer: string, purpose: string): string {
  return `${consumer} ${purpose}`
}

function consentOf(
  { id, consumer, purpose, givenAt, expiresAt, withdrawnAt }: ConsentRecord,
  subject: string,
): Consent {
  return { subject, id, consumer, purpose, givenAt, expiresAt, withdrawnAt }
}
