import type { FastifyInstance } from 'fastify'
import type { UsageRequest } from '../data-tracker/find-usage.ts'
import type { UsageVersion } from '../data-tracker/usage-parameters.ts'
import type { Answer } from '../stages/respond.ts'
import type { Admission } from './admission.ts'
import { callerSignal } from './caller-signal.ts'
import { requestHeaders, textOf } from './graphql-request.ts'
import type { Send } from './send.ts'

export type UsageAnswer = (request: UsageRequest) => Promise<Answer>

const routes: readonly (readonly [string, UsageVersion])[] = [
  ['/rest/v1/findUsage', 1],
  ['/rest/v2/findUsage', 2],
]

/** `GET /rest/v<1|2>/findUsage` of the Estonian data tracker. A request counts as one in flight, whatever it reads. */
export function serveDataTracker(
  app: FastifyInstance,
  answer: UsageAnswer,
  gate: Admission,
  send: Send,
): void {
  for (const [url, version] of routes) {
    app.get<{ Querystring: Record<string, unknown> }>(
      url,
      {
        onRequest: async () => gate.assertOpen(),
        preHandler: async (_request, reply) => gate.enter(reply.raw),
      },
      async (request, reply) => {
        const asked = {
          version,
          userId: textOf(request.headers['x-road-userid']),
          search: request.query,
          request: {
            headers: requestHeaders(request.headers),
            remoteAddress: request.ip,
            receivedAt: new Date(),
            signal: callerSignal(reply.raw),
          },
        }
        return send(await answer(asked), request, reply)
      },
    )
  }
}
