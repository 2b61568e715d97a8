import { isEnumType, isSpecifiedScalarType } from 'graphql'
import type { GraphQLLeafType } from 'graphql'
import { quoted } from './json-text.ts'
import type { FieldShape } from './shape.ts'

/** A registry's value in JSON; undefined where it is none that its type can have. */
export type LeafText = (value: unknown) => string | undefined

/** Writes the values of a type. A custom scalar is whatever its registry serialises it to. */
function leafText(type: GraphQLLeafType): LeafText {
  if (isEnumType(type)) {
    const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, quoted(name)]))
    return (value) => texts.get(value)
  }
  if (!isSpecifiedScalarType(type)) return (value) => (value === undefined ? undefined : jsonText(value))
  return specified[type.name] ?? (() => undefined)
}

/** The same for a field of a shape; no value of what is no leaf has a text. */
export function leafTextOf({ leafType }: Pick<FieldShape, 'leafType'>): LeafText {
  return leafType === null ? () => undefined : leafText(leafType)
}

/** Any value of JSON. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

const integer: LeafText = (value) => (Number.isInteger(value) ? String(value) : undefined)
const text: LeafText = (value) => (typeof value === 'string' ? quoted(value) : undefined)

const specified: Readonly<Record<string, LeafText>> = {
  String: text,
  ID: (value) => text(value) ?? integer(value),
  Int: integer,
  Float: (value) => (Number.isFinite(value) ? String(value) : undefined),
  Boolean: (value) => (value === true ? 'true' : value === false ? 'false' : undefined),
}
