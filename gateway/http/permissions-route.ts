import type { FastifyInstance } from 'fastify'
import type { GraphQLRequest } from '../stages/parse.ts'
import type { Answer } from '../stages/respond.ts'
import type { Send } from './send.ts'

/** What the caller's organisation may ask for; knows a caller by the token alone. */
export type PermissionsAnswer = (
  request: Pick<GraphQLRequest, 'headers' | 'remoteAddress' | 'receivedAt'>,
) => Promise<Answer>

/** `GET /current_user_permissions`, in the national platform's shape. */
export function servePermissions(app: FastifyInstance, answer: PermissionsAnswer, send: Send): void {
  app.get('/current_user_permissions', async (request, reply) => {
    const { authorization } = request.headers
    const asked = {
      headers: authorization === undefined ? {} : { authorization },
      remoteAddress: request.ip,
      receivedAt: new Date(),
    }
    return send(await answer(asked), request, reply)
  })
}
