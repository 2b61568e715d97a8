import fastify from 'fastify'
import type { Witness } from './witness.ts'

export interface RunningWitness {
  /** Submission prefix, such as `http://127.0.0.1:4100`. */
  readonly url: string
  stop(): Promise<void>
}

export interface WitnessServerOptions {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  readonly onProblem: (message: string) => void
}

const largestRequestBytes = 65_536

/** A witness behind HTTP: `POST /add-checkpoint`. */
export async function serveWitness(witness: Witness, options: WitnessServerOptions): Promise<RunningWitness> {
  const app = fastify({ bodyLimit: largestRequestBytes, requestTimeout: 10_000, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
    if (status < 500) return reply.code(status).send()
    options.onProblem(
      `the witness could not keep its state: ${error instanceof Error ? error.message : 'unknown'}`,
    )
    return reply.code(500).send()
  })
  app.post('/add-checkpoint', async ({ body }, reply) => {
    const {
      status,
      contentType,
      body: text,
    } = await witness.addCheckpoint(typeof body === 'string' ? body : '')
    return reply.code(status).type(contentType).send(text)
  })
  const url = await app.listen({
    host: options.host,
    port: options.port,
    listenTextResolver: () => 'listening',
  })
  return { url, stop: () => app.close() }
}
