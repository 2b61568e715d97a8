import type { Agreement, Condition, Coordinate, Grant, Obligation, PolicyContent } from '#policies/model.ts'
import { plainTerms } from '#policies/plain-terms.ts'

export interface ContentSize {
  readonly agreements: number
  readonly attributes: number
  /** Row conditions of all agreements together. */
  readonly conditions: number
  /** How many attributes the largest agreement grants; the others are evenly smaller. */
  readonly mostGrants: number
}

/** As many as the national platform has, by `docs/permissions.md`; tiny: a few. */
export const contentSizes = {
  whole: { agreements: 1_400, attributes: 600, conditions: 4_500, mostGrants: 120 },
  tiny: { agreements: 5, attributes: 20, conditions: 10, mostGrants: 10 },
} as const satisfies Record<string, ContentSize>

/** Made-up attributes, ten to a type, with a root field for each type. */
export function manyCoordinates(attributes: number): readonly Coordinate[] {
  return Array.from({ length: attributes }, (_, index) => {
    const type = `Type${Math.floor(index / 10)}`
    return index % 10 === 0 ? `Query.${type.toLowerCase()}` : `${type}.field${index % 10}`
  })
}

const masked: Obligation = { kind: 'mask', keep: 6 }

/** Agreements as agencies have them: of every size, some rows by territory, some values masked. The same in every run. */
export function manyAgreements(size: ContentSize): PolicyContent {
  const coordinates = manyCoordinates(size.attributes)
  const agreements = Array.from({ length: size.agreements }, (_, index): Agreement => {
    const share = (index + 1) / size.agreements
    const count = Math.max(1, Math.round(share * size.mostGrants))
    const before = Math.floor((index / size.agreements) * size.conditions)
    const conditions = Math.floor(share * size.conditions) - before
    return {
      ...plainTerms,
      permission: String(10_000 + index),
      consumer: `consumer-${index % 200}`,
      organisation: `Consumer ${index % 200}`,
      purpose: 'measuring',
      legalBasis: 'none',
      caseRequired: false,
      validFrom: '2025-01-01T00:00:00+02:00',
      validTo: null,
      status: 'active',
      parameters: { territory: Array.from({ length: 40 }, (__, place) => String(1_000 + place)) },
      grants: [
        ...grantsOf(index, count, coordinates),
        ...conditionalGrantsOf(index, count, conditions, coordinates),
      ],
      forbids: index % 50 === 0 ? [{ id: `${index}-forbid`, coordinate: at(coordinates, index) }] : [],
    }
  })
  return { epoch: 1, agreements, applications: [] }
}

function grantsOf(agreement: number, count: number, coordinates: readonly Coordinate[]): readonly Grant[] {
  return Array.from({ length: count }, (_, place) => ({
    id: `${agreement}-${place}`,
    coordinate: at(coordinates, agreement * 7 + place),
    ...(place % 25 === 24 && { obligations: [masked] }),
  }))
}

function conditionalGrantsOf(
  agreement: number,
  first: number,
  count: number,
  coordinates: readonly Coordinate[],
): readonly Grant[] {
  return Array.from({ length: count }, (_, place) => {
    const coordinate = at(coordinates, agreement * 7 + first + place)
    return { id: `${agreement}-row-${place}`, coordinate, condition: territory(coordinate) }
  })
}

function territory(coordinate: Coordinate): Condition {
  const type = coordinate.slice(0, coordinate.indexOf('.'))
  const within: Condition = {
    kind: 'compare',
    attribute: `${type}.municipality`,
    operator: 'in',
    value: { parameter: 'territory' },
  }
  const open: Condition = {
    kind: 'compare',
    attribute: `${type}.addressSecret`,
    operator: 'in',
    value: { values: [false] },
  }
  return { kind: 'all', of: [within, { kind: 'any', of: [open, { kind: 'self' }] }] }
}

function at(coordinates: readonly Coordinate[], place: number): Coordinate {
  return coordinates[place % coordinates.length] ?? ''
}
