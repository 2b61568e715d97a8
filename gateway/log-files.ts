import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import { readTilePath } from './tile-path.ts'

interface LogFile {
  readonly body: Buffer | string
  readonly type: 'text/plain; charset=utf-8' | 'application/octet-stream'
  readonly caching: string
}

/** What is at a path of the log; null where nothing is. */
type Find = (request: FastifyRequest) => Promise<LogFile | null>

const text = 'text/plain; charset=utf-8'
const bytes = 'application/octet-stream'
const immutable = 'public, max-age=31536000, immutable'
const atMostASecondOld = 'public, max-age=1'

/** Requests that read at once, so that whoever downloads the log does not keep others from it. */
const mostAtOnce = 64

/**
 * `GET /log/…`: the public files of the audit log in C2SP's formats (`tlog-tiles`, `tlog-checkpoint`). They hold no
 * personal data: commitments under salts, hashes, counts. So nobody needs a token, and pages of others may read them.
 */
export function serveLogFiles(app: FastifyInstance, log: LogReader): void {
  let reading = 0

  const serve = (path: string, find: Find) => {
    app.get(path, async (request, reply) => {
      void reply.header('access-control-allow-origin', '*')
      if (reading >= mostAtOnce) return unavailable(reply)
      reading += 1
      try {
        const file = await find(request)
        return file === null ? nothingThere(reply) : sendFile(request, reply, file)
      } catch {
        // The database's own words may name what they should not.
        return unavailable(reply)
      } finally {
        reading -= 1
      }
    })
  }

  serve('/log/checkpoint', async () => fileOf(await log.checkpoint(), text, atMostASecondOld))
  serve('/log/keys', async () => fileOf((await log.keys()) || null, text, atMostASecondOld))
  serve('/log/tile/*', async ({ url }) => {
    const path = readTilePath(url.slice('/log/tile/'.length))
    if (path === null) return null
    const { level, index, width } = path
    const found = level === 'entries' ? log.entries(index, width) : log.tile(level, index, width)
    return fileOf(await found, bytes, immutable)
  })
}

function fileOf(body: Buffer | string | null, type: LogFile['type'], caching: string): LogFile | null {
  return body === null ? null : { body, type, caching }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, { body, type, caching }: LogFile) {
  const tag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
  void reply.headers({ 'cache-control': caching, etag: tag })
  return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.type(type).send(body)
}

function nothingThere(reply: FastifyReply) {
  return reply.code(404).type(text).send('There is nothing at this address\n')
}

function unavailable(reply: FastifyReply) {
  return reply.code(503).header('retry-after', '1').type(text).send('The log cannot be read at this moment\n')
}
