import type { GraphQLSchema } from 'graphql'
import { buildSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { decide } from '#policies/decide.ts'
import type { Caller, Coordinate } from '#policies/model.ts'
import { contractSchema, coordinatesOf } from './operation/contract.ts'
import type { Authority } from './stages/authorise.ts'

/** The contract schemas of one API schema. */
export interface Contracts {
  /**
   * What may be told of the API schema to a caller under `authority`; next to nothing where that is null. Coordinates that
   * are granted under a condition are in it.
   */
  of(authority: Authority | null, caller: Caller, at: Date): GraphQLSchema
}

/** Each takes up to half a megabyte with our subgraphs. */
const maxContracts = 100

export function createContracts(api: GraphQLSchema): Contracts {
  const made = new LRUCache<string, GraphQLSchema>({ max: maxContracts })
  let coordinates: readonly Coordinate[] | null = null

  function make(
    authority: Extract<Authority, { kind: 'agreement' }>,
    caller: Caller,
    at: Date,
  ): GraphQLSchema {
    coordinates ??= coordinatesOf(api)
    const question = { caller, permission: authority.agreement.permission, coordinates, at }
    const decisions = decide(authority.set, question)
    const granted = new Set(coordinates.filter((_, position) => decisions[position]?.granted === true))
    return contractSchema(api, (coordinate) => granted.has(coordinate))
  }

  return {
    of(authority, caller, at) {
      if (authority === null) return nothing
      if (authority.kind === 'open') return api
      // An agreement in force, as an authority's is, has the same decisions for as long as its epoch lasts.
      const key = `${authority.set.epoch} ${authority.agreement.permission}`
      const known = made.get(key)
      if (known) return known
      const contract = make(authority, caller, at)
      made.set(key, contract)
      return contract
    },
  }
}

/** Of whoever has no permission in force. */
const nothing = buildSchema('type Query', { assumeValidSDL: true, assumeValid: true })
