import { buildASTSchema, parse, printSchema, visit } from 'graphql'
import type { GraphQLSchema } from 'graphql'

/** The schema with only some of its fields: a query that is valid there is valid in the whole. */
export function partOfSchema(schema: GraphQLSchema, has: (coordinate: string) => boolean): GraphQLSchema {
  const document = visit(parse(printSchema(schema)), {
    ObjectTypeDefinition: (node) => {
      const fields = node.fields?.filter(({ name }) => has(`${node.name.value}.${name.value}`))
      // A root type without fields is none.
      return fields?.length === 0 && node.name.value !== 'Query' ? null : { ...node, fields }
    },
  })
  return buildASTSchema(document)
}
