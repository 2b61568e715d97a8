import { readFileSync } from 'node:fs'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { isObjectType, Kind, parse } from 'graphql'
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql'
import { registries } from '#tools/country/registries.ts'
import type { Registry } from '#tools/country/registries.ts'

export { registries }
export type { Registry }

/** A registry's schema, as its subgraph publishes it. */
export interface RegistrySchema {
  readonly registry: Registry
  readonly sdl: string
  readonly schema: GraphQLSchema
  /** Types that the registry answers for by their key `id`. */
  readonly entities: ReadonlySet<string>
}

export function readRegistrySchemas(): readonly RegistrySchema[] {
  return registries.map((registry) => {
    const sdl = readFileSync(new URL(`../../subgraphs/${registry}/schema.graphql`, import.meta.url), 'utf8')
    const schema = buildSubgraphSchema({ typeDefs: parse(sdl) })
    const entities = Object.values(schema.getTypeMap()).filter(isObjectType).filter(isResolvable)
    return { registry, sdl, schema, entities: new Set(entities.map(({ name }) => name)) }
  })
}

function isResolvable(type: GraphQLObjectType): boolean {
  return directivesOf(type).some(
    ({ name, arguments: given }) =>
      name.value === 'key' &&
      !given?.some((each) => each.name.value === 'resolvable' && 'value' in each.value && !each.value.value),
  )
}

/** Has a key, whether or not the registry knows more of it. */
export function isKeyed(type: GraphQLObjectType): boolean {
  return directivesOf(type).some(({ name }) => name.value === 'key')
}

function directivesOf(type: GraphQLObjectType) {
  return [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? [])
}

/** The text argument `argument` of the field's directive; null where it has none of that name. */
export function directiveOf(
  field: GraphQLField<unknown, unknown>,
  directive: string,
  argument?: string,
): string | null {
  const found = field.astNode?.directives?.find(({ name }) => name.value === directive)
  if (found === undefined) return null
  const value = found.arguments?.find(({ name }) => name.value === argument)?.value
  return value?.kind === Kind.STRING ? value.value : ''
}
