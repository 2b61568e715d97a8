import { getNamedType, isLeafType, isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import type { Coordinate } from '#policies/model.ts'
import { attributesFor } from './guards.ts'
import type { Guard } from './guards.ts'
import type { JudgedField } from './prune.ts'

/** Attribute → the field of the row's type that holds it, to be fetched beside what is asked. */
export type RowAttributes = ReadonlyMap<Coordinate, string>

/**
 * What has to be known of an object of this type: `parent` leads to it, and `fields` are asked of it. An attribute that
 * the full schema does not have, or that is no value, is left out, and so stays unknown.
 */
export function rowAttributes(
  full: GraphQLSchema,
  type: string,
  parent: JudgedField | null,
  fields: readonly JudgedField[],
): RowAttributes {
  const leading = parent === null ? [] : [...parent.conditions.guards, ...parent.conditions.rowGuards]
  return attributesOfRows(full, type, [...leading, ...guardsWithin(type, fields)])
}

/** The same of the rows of a search. */
export function attributesOfRows(full: GraphQLSchema, type: string, guards: readonly Guard[]): RowAttributes {
  const rowType = full.getType(type)
  const fields = isObjectType(rowType) ? rowType.getFields() : {}
  return new Map(
    [...attributesFor(type, guards)].flatMap((attribute) => {
      const name = attribute.slice(type.length + 1)
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      const isKnown = field && attribute === `${type}.${name}` && isLeafType(getNamedType(field.type))
      return isKnown ? [[attribute, name] as const] : []
    }),
  )
}

/** Guards of everything for which an object of this type is the nearest. */
function guardsWithin(type: string, fields: readonly JudgedField[]): readonly Guard[] {
  return fields.flatMap(({ verdict, conditions, children }) => {
    if (verdict === 'denied') return []
    const below = [...(children ?? [])].flatMap(([each, inner]) =>
      each === type ? [] : guardsWithin(type, inner),
    )
    return [...(isOnly(children, type) ? [] : conditions.guards), ...below]
  })
}

/** Whether the value itself is always the nearest object of this type. */
function isOnly(children: JudgedField['children'], type: string): boolean {
  return children?.size === 1 && children.has(type)
}
