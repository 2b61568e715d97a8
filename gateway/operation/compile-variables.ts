import {
  getVariableValues,
  isEnumType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  typeFromAST,
  valueFromAST,
} from 'graphql'
import type { GraphQLInputType, GraphQLSchema, VariableDefinitionNode } from 'graphql'

type Given = Readonly<Record<string, unknown>>
type Coercion = ReturnType<typeof getVariableValues>

/** A value as it is after coercion; `unfit` where graphql-js has to say what becomes of it. */
type Coerce = (value: unknown) => unknown
const unfit = Symbol('unfit')

interface Variable {
  readonly name: string
  readonly isNonNull: boolean
  readonly coerce: Coerce
  /** What it is where it is not given; null: it stays without a value. */
  readonly byDefault: (() => unknown) | null
}

/**
 * `getVariableValues` of graphql-js for one operation, with at most one error. Scalars, enums and lists of them that fit are
 * taken here; whatever does not fit, and input objects, are left to graphql-js.
 */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (given: Given) => Coercion {
  const byGraphqlJs = (given: Given): Coercion =>
    getVariableValues(schema, definitions, given, { maxErrors: 1 })
  const variables: Variable[] = []
  for (const definition of definitions) {
    const variable = variableOf(schema, definition)
    if (variable === null) return byGraphqlJs
    variables.push(variable)
  }
  return (given) => {
    const coerced: Record<string, unknown> = {}
    for (const { name, isNonNull, coerce, byDefault } of variables) {
      if (!Object.hasOwn(given, name)) {
        if (byDefault !== null) coerced[name] = byDefault()
        else if (isNonNull) return byGraphqlJs(given)
        continue
      }
      const value = coerce(given[name])
      if (value === unfit) return byGraphqlJs(given)
      coerced[name] = value
    }
    return { coerced }
  }
}

function variableOf(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
): Variable | null {
  const type = typeFromAST(schema, typeNode)
  if (!isInputType(type)) return null
  const coerce = coercionOf(type)
  if (coerce === null) return null
  return {
    name: variable.name.value,
    isNonNull: isNonNullType(type),
    coerce,
    byDefault: defaultValue ? () => valueFromAST(defaultValue, type) : null,
  }
}

function coercionOf(type: GraphQLInputType): Coerce | null {
  if (isNonNullType(type)) {
    const coerce = coercionOf(type.ofType)
    return coerce && ((value) => (value === null ? unfit : coerce(value)))
  }
  const coerce = isListType(type) ? listCoercion(coercionOf(type.ofType)) : leafCoercion(type)
  return coerce && ((value) => (value === null ? null : value === undefined ? unfit : coerce(value)))
}

function listCoercion(coerceItem: Coerce | null): Coerce | null {
  if (coerceItem === null) return null
  return (value) => {
    if (!Array.isArray(value)) return unfit
    const items = value.map(coerceItem)
    return items.includes(unfit) ? unfit : items
  }
}

function leafCoercion(type: GraphQLInputType): Coerce | null {
  if (isEnumType(type)) {
    const values = new Map<unknown, unknown>(type.getValues().map(({ name, value }) => [name, value]))
    return (value) => (values.has(value) ? values.get(value) : unfit)
  }
  if (!isScalarType(type)) return null
  if (isSpecifiedScalarType(type)) return specified[type.name] ?? null
  return (value) => {
    try {
      return type.parseValue(value) ?? unfit
    } catch {
      return unfit
    }
  }
}

const isText: Coerce = (value) => (typeof value === 'string' ? value : unfit)

const specified: Readonly<Record<string, Coerce>> = {
  String: isText,
  // A number is written as a text.
  ID: isText,
  Int: (value) => (Number.isInteger(value) && isInt32(value) ? value : unfit),
  Float: (value) => (Number.isFinite(value) ? value : unfit),
  Boolean: (value) => (typeof value === 'boolean' ? value : unfit),
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && value >= -(2 ** 31) && value < 2 ** 31
}
