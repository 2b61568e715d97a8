import { expect } from 'vitest'
import type { Asked, DagrUnderTest, GraphQLAnswer } from './running-dagr.ts'

type Fields = Readonly<Record<string, unknown>>

/** What tests of stewardship do through the gateway, as demo callers do it. */
export interface Stewardship {
  /** The one root field's value; fails where there is an error. */
  told(caller: string, query: string, variables?: Fields, permission?: string): Promise<Fields>
  /** The message of the one error, which must be a refusal in the subgraph's own words. */
  refused(caller: string, query: string, variables?: Fields, permission?: string): Promise<string>
  draft(caller: string, terms: Fields): Promise<Fields>
  amend(caller: string, revision: Fields, terms: Fields): Promise<Fields>
  /** Makes one move of a revision. */
  move(caller: string, move: string, revision: Fields, permission?: string): Promise<Fields>
}

export const revisionFields = `
  permission number state author registries epoch purpose legalBasis validFrom parameters forbids
  grants { coordinate condition consentRequired } approvals { registry official } reviews { registry official }
  moves { from to official note }`

/** Terms that ask for nothing more than coordinates. */
export function plainDraft(coordinates: readonly string[], more: Fields = {}): Fields {
  return {
    purpose: 'Pārbaude (a test)',
    legalBasis: 'likums',
    validFrom: '2025-01-01T00:00:00+02:00',
    grants: [{ coordinates }],
    ...more,
  }
}

/** The terms of a revision as a draft writes them, with further coordinates. */
export function draftOf(revision: Fields, further: readonly string[] = []): Fields {
  const { purpose, legalBasis, validFrom, parameters, forbids } = revision
  const lines = revision['grants'] as { coordinate: string; condition: unknown; consentRequired: boolean }[]
  const grants = lines.map(({ coordinate, ...line }) => ({ coordinates: [coordinate], ...line }))
  return {
    purpose,
    legalBasis,
    validFrom,
    parameters,
    forbids,
    grants: [...grants, { coordinates: further }],
  }
}

export function stewardshipOf(dagr: DagrUnderTest): Stewardship {
  async function ask(
    caller: string,
    query: string,
    variables: Fields,
    permission?: string,
  ): Promise<GraphQLAnswer> {
    const asked: Asked = { query, variables }
    return dagr.ask(caller, asked, permission === undefined ? {} : { 'x-dagr-permission': permission })
  }

  async function told(
    caller: string,
    query: string,
    variables: Fields = {},
    permission?: string,
  ): Promise<Fields> {
    const answer = await ask(caller, query, variables, permission)
    expect(answer.errors).toEqual([])
    const [value] = Object.values(answer.data ?? {})
    expect(value).toBeTruthy()
    return value as Fields
  }

  return {
    told,
    async refused(caller, query, variables = {}, permission) {
      const { errors } = await ask(caller, query, variables, permission)
      expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['CHANGE_REFUSED'])
      return errors[0]?.message ?? ''
    },
    draft: (caller, terms) =>
      told(
        caller,
        `mutation ($terms: AgreementDraft!) { draftAgreement(terms: $terms) { ${revisionFields} } }`,
        { terms },
      ),
    amend: (caller, { permission, number }, terms) =>
      told(caller, amending, { permission, basedOn: number, terms }),
    move: (caller, move, { permission, number }, under) =>
      told(caller, moving(move), { permission, number }, under),
  }
}

export const amending = `mutation ($permission: String!, $basedOn: Int!, $terms: AgreementDraft!) {
  amendAgreement(permission: $permission, basedOn: $basedOn, terms: $terms) { ${revisionFields} }
}`

export function moving(move: string): string {
  return `mutation ($permission: String!, $number: Int!) {
    ${move}(permission: $permission, number: $number) { ${revisionFields} }
  }`
}
