import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

interface Asset {
  readonly type: string
  read(): Promise<string>
}

const script = 'text/javascript; charset=utf-8'
const verifierFolder = join(import.meta.dirname, '../../audit/verify')
const nobleFolders = {
  hashes: dirname(fileURLToPath(import.meta.resolve('@noble/hashes/sha2.js'))),
  curves: dirname(fileURLToPath(import.meta.resolve('@noble/curves/ed25519.js'))),
}

/** Where the browser finds the packages that the verifier imports. */
const importMap = JSON.stringify({
  imports: {
    '@noble/hashes/': '/log/verify/noble/hashes/',
    '@noble/curves/': '/log/verify/noble/curves/',
  },
})

/** What the page may do: its own scripts, the log's own files, shown in no frame; nothing can be sent elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(importMap).digest('base64')}'`,
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * `GET /log/verify`: a page on which residents verify the proofs of their records in their own browser. It runs the
 * verifier's own modules, without their types, and sends nothing anywhere.
 */
export function serveVerifyPage(app: FastifyInstance): void {
  app.get('/log/verify', async (_request, reply) => {
    const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .send(page.replace('<!-- import map -->', () => `<script type="importmap">${importMap}</script>`))
  })
  for (const [path, asset] of assets()) {
    app.get(`/log/verify/${path}`, async (_request, reply) =>
      reply
        .type(asset.type)
        .header('cache-control', 'public, max-age=3600')
        .send(await asset.read()),
    )
  }
}

/** Every file that may be asked for, by its path: what is not listed here is not there. */
function assets(): ReadonlyMap<string, Asset> {
  const own: readonly (readonly [string, Asset])[] = [
    [
      'page.js',
      { type: script, read: once(async () => readFile(join(import.meta.dirname, 'page.js'), 'utf8')) },
    ],
    [
      'page.css',
      {
        type: 'text/css; charset=utf-8',
        read: once(async () => readFile(join(import.meta.dirname, 'page.css'), 'utf8')),
      },
    ],
  ]
  const modules = readdirSync(verifierFolder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(
      (name) =>
        [
          `modules/${name}`,
          { type: script, read: once(async () => stripped(join(verifierFolder, name))) },
        ] as const,
    )
  const noble = Object.entries(nobleFolders).flatMap(([name, folder]) =>
    ['', 'abstract/'].flatMap((place) =>
      scriptsIn(join(folder, place)).map(
        (file) =>
          [
            `noble/${name}/${place}${file}`,
            { type: script, read: once(async () => readFile(join(folder, place, file), 'utf8')) },
          ] as const,
      ),
    ),
  )
  return new Map([...own, ...modules, ...noble])
}

function scriptsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.js'))
  } catch {
    return []
  }
}

async function stripped(file: string): Promise<string> {
  return stripTypeScriptTypes(await readFile(file, 'utf8'))
}

function once(read: () => Promise<string>): () => Promise<string> {
  let text: Promise<string> | undefined
  return async () => (text ??= read())
}
