import { pino } from 'pino'
import fastify from 'fastify'
import { createMetrics } from '#gateway/metrics.ts'
import { answer } from '#gateway/pipeline.ts'
import { startServer } from '#gateway/server.ts'
import type { Answer } from '#gateway/stages/respond.ts'
import type { Measurement } from '../scenario.ts'
import { startAsking } from './asking.ts'
import { openHotWorld } from './hot-world.ts'

/**
 * What a request costs the process that answers it, over HTTP on this machine, in turn by all of DAGR (but for registries and
 * audit), by its HTTP server alone, and by bare Fastify, each with an answer of the same size.
 */
export async function measureHttp({
  rounds,
  count,
}: {
  readonly rounds: number
  readonly count: number
}): Promise<readonly Measurement[]> {
  const world = await openHotWorld()
  const example = await answer(world.requestAbout(0), world.gateway)
  const log = pino({ level: 'info' }, pino.destination({ dest: '/dev/null', sync: true }))
  const serve = (respond: (request: Parameters<typeof answer>[0]) => Promise<Answer>) =>
    startServer({
      answer: respond,
      notReady: () => null,
      metrics: createMetrics(),
      log,
      host: '127.0.0.1',
      port: 0,
      bodyLimitBytes: 1_000_000,
      maxInFlight: 10_000,
    })
  const whole = await serve((request) => answer(request, world.gateway))
  const shell = await serve(async () => example)
  const bare = fastify()
  bare.post('/graphql', (_request, reply) =>
    reply.header('content-type', 'application/json').send(example.body),
  )
  const bareUrl = await bare.listen({ host: '127.0.0.1', port: 0 })
  const asking = await startAsking({
    token: world.token,
    bodies: Array.from({ length: 1_000 }, (_, number) => world.bodyAbout(number)),
  })
  const contenders = [
    ['whole, over HTTP', whole.url],
    ['HTTP server and log alone', shell.url],
    ['bare Fastify', bareUrl],
  ] as const
  const found = new Map<string, number[]>(contenders.map(([what]) => [what, []]))
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [what, url] of contenders) {
        const before = process.cpuUsage()
        await asking.ask(url, count)
        const { user, system } = process.cpuUsage(before)
        if (round > 0) found.get(what)?.push((user + system) / count)
      }
    }
  } finally {
    await asking.close()
    await Promise.all([whole.stop(1_000), shell.stop(1_000), bare.close()])
  }
  return [...found].map(([what, each]) => ({ what, rounds: each, unit: 'µs', bar: null }))
}
