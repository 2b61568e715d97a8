import { buildSchema, execute, getOperationAST, GraphQLError, OperationTypeNode, validate } from 'graphql'
import { DagrError } from '#gateway/errors.ts'
import { defaultLimits, parseWithin, type Limits } from '#gateway/operation/limits.ts'
import { negotiate, refusal, type Answer } from '#gateway/stages/respond.ts'

const schema = buildSchema('type Query { hello(name: String): String } type Mutation { change: String }')
const rootValue = {
  hello: ({ name }: { name?: string }) => `Hello ${name ?? 'there'}`,
  change: () => 'changed',
}

interface Request {
  readonly method: 'GET' | 'POST'
  readonly body: { readonly query?: unknown; readonly variables?: unknown; readonly operationName?: unknown }
  readonly headers: { readonly accept?: string | undefined }
}

/** The simplest pipeline that keeps GraphQL's rules, so that the HTTP shell is proved apart from the real one. */
export async function graphqlJsAnswer(request: Request, limits: Limits = defaultLimits): Promise<Answer> {
  const mediaType = negotiate(request.headers.accept) ?? 'application/json'
  try {
    const document = parseWithin(String(request.body.query), limits)
    const { variables } = request.body
    const operationName = typeof request.body.operationName === 'string' ? request.body.operationName : null
    const invalid = validate(schema, document)[0]
    if (invalid) throw invalid
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new GraphQLError('Which operation?')
    if (request.method === 'GET' && operation.operation !== OperationTypeNode.QUERY) {
      throw new DagrError('GRAPHQL_VALIDATION_FAILED', 'A mutation needs POST', { status: 405 })
    }
    const result = await execute({
      schema,
      document,
      rootValue,
      variableValues: typeof variables === 'object' ? { ...variables } : {},
      operationName,
    })
    if (!('data' in result) && result.errors?.[0]) throw result.errors[0]
    const headers = { 'content-type': `${mediaType}; charset=utf-8` }
    return { status: 200, headers, body: JSON.stringify(result), code: null }
  } catch (error) {
    if (error instanceof DagrError) return refusal(error, mediaType)
    if (!(error instanceof GraphQLError)) throw error
    return refusal(new DagrError('GRAPHQL_VALIDATION_FAILED', error.message), mediaType)
  }
}
