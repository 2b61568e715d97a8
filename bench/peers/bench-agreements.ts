import { isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'
import type { AgreementTerms } from '#policies/store-rows.ts'

/** Who asks in the benchmark, and under which agreement. */
export const benchCaller = {
  consumer: 'bench',
  application: 'bench-application',
  permission: '70001',
} as const

/** An agreement over every field and argument that the registries let callers know, attribute by attribute. */
export function agreementOverAll(api: GraphQLSchema, permission: string, consumer: string): AgreementTerms {
  return agreementOver(coordinatesOf(api), permission, consumer)
}

export function agreementOver(
  coordinates: readonly Coordinate[],
  permission: string,
  consumer: string,
): AgreementTerms {
  return {
    ...plainTerms,
    permission,
    consumer,
    providers: ['addresses', 'cadastre', 'enterprise', 'institutions', 'population'],
    purpose: 'Measuring',
    legalBasis: 'None: everybody in it is invented',
    caseRequired: false,
    validFrom: '2025-01-01T00:00:00+02:00',
    validTo: null,
    status: 'active',
    grants: coordinates.map((coordinate, place) => ({ id: `${permission}-${place}`, coordinate })),
    forbids: [],
  }
}

/** Fields and arguments; what follows the field that returns it (connections, edges, pages) is not granted by itself. */
export function coordinatesOf(api: GraphQLSchema): readonly Coordinate[] {
  const types = Object.values(api.getTypeMap()).filter(isObjectType)
  const granted = types.filter(({ name }) => !/^__|Connection$|Edge$|^PageInfo$/.test(name))
  return granted.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}`,
      ...field.args
        .filter(({ type: of }) => !of.toString().endsWith('!'))
        .map(({ name }) => `${type.name}.${field.name}(${name}:)`),
    ]),
  )
}
