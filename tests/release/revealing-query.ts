import { isAbstractType, Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { FieldNode, GraphQLSchema } from 'graphql'
import type { GeneratedQuery } from '#tests/generate-query.ts'

/** Response names that no generated query has. */
export const revealedCode = 'whoseCode'
export const revealedType = 'whichType'

/** The query, which also asks what the types of values are and, if told so, whose they are: what any caller may do. */
export function revealingQuery(
  query: GeneratedQuery,
  api: GraphQLSchema,
  asksCodes: boolean,
): GeneratedQuery {
  const types = new TypeInfo(api)
  const document = visit(
    parse(query.text, { noLocation: true }),
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave(node) {
          const parent = types.getParentType()
          if (isAbstractType(parent))
            return { ...node, selections: [...node.selections, field('__typename', revealedType)] }
          if (parent?.name === 'Person' && asksCodes)
            return { ...node, selections: [...node.selections, field('personalCode', revealedCode)] }
          return undefined
        },
      },
    }),
  )
  return { ...query, text: print(document) }
}

function field(name: string, alias: string): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    alias: { kind: Kind.NAME, value: alias },
  }
}
