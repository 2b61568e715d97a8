import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import type { GraphQLSchema } from 'graphql'

/** Documents that misspell each name of a schema, of types, fields, arguments, input fields and enum values, in three ways. */
export function misspellings(schema: GraphQLSchema): readonly string[] {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  return types.flatMap((type) => {
    const own = slips(type.name).flatMap((name) => [
      `fragment F on ${name} { __typename } { ...F }`,
      `query ($v: ${name}) { __typename @skip(if: $v) }`,
    ])
    if (isEnumType(type)) {
      const values = type.getValues().flatMap(({ name }) => slips(name))
      return [...own, ...values.map((value) => `query ($v: ${type.name} = ${value}) { a(b: $v) }`)]
    }
    if (isInputObjectType(type)) {
      const fields = Object.keys(type.getFields()).flatMap(slips)
      return [...own, ...fields.map((field) => `query ($v: ${type.name} = { ${field}: 1 }) { a(b: $v) }`)]
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return own
    const fields = Object.values(type.getFields()).flatMap(({ name, args }) => [
      ...slips(name).map((slip) => selecting(type.name, slip)),
      ...args.flatMap((argument) =>
        slips(argument.name).map((slip) => selecting(type.name, `${name}(${slip}: 1)`)),
      ),
      // A value of another type, and a selection where there may be none.
      selecting(type.name, `${name}(${args[0]?.name ?? 'first'}: NOTHING) { __typename nothing }`),
    ])
    return [...own, ...fields]
  })
}

function selecting(type: string, selection: string): string {
  return `fragment F on ${type} { ${selection} } { ...F }`
}

function slips(name: string): readonly string[] {
  return [`${name}x`, name.slice(0, -1) || 'y', `${name.slice(0, 1)}${name.slice(2)}`].filter((slip) =>
    /^[A-Za-z_]\w*$/.test(slip),
  )
}

/** Every name in a schema. */
export function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>()
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name)
    if (isEnumType(type)) for (const { name } of type.getValues()) names.add(name)
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      names.add(field.name)
      if ('args' in field) for (const { name } of field.args) names.add(name)
    }
  }
  return names
}

/** The words that a message quotes and the text that it is about does not have. */
export function toldWords(message: string, text: string): readonly string[] {
  const own = new Set(text.match(/\w+/g))
  const quoted = [...message.matchAll(/"([^"]*)"/g)].flatMap(([, inner = '']) => inner.match(/\w+/g) ?? [])
  return quoted.filter((word) => !own.has(word))
}
