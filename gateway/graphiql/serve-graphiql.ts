import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

export interface GraphiqlOptions {
  /** Text in the editor at the first visit. */
  readonly firstQuery?: string
  /** Permission in its field at the first visit. */
  readonly permission?: string
}

const require = createRequire(import.meta.url)

/** Everything that the page loads, from the project's own dependencies: it works without internet. */
const assets: Readonly<Record<string, { readonly type: string; readonly path: () => string }>> = {
  'react.js': script(() => inPackage('react', 'umd/react.production.min.js')),
  'react-dom.js': script(() => inPackage('react-dom', 'umd/react-dom.production.min.js')),
  'graphiql.js': script(() => inPackage('graphiql', 'graphiql.min.js')),
  'graphiql.css': style(() => inPackage('graphiql', 'graphiql.min.css')),
  'page.js': script(() => join(import.meta.dirname, 'page.js')),
  'page.css': style(() => join(import.meta.dirname, 'page.css')),
}

/**
 * What the page may do: its own scripts, talking to its own origin, shown in no frame.
 * GraphiQL's editor and menus set styles from scripts, and its fonts and icons are inlined as data.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  'font-src data:',
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** `GET /graphiql`: GraphiQL with fields for the token and the permission. */
export function serveGraphiql(app: FastifyInstance, options: GraphiqlOptions): void {
  app.get('/graphiql', async (_request, reply) => {
    const page = await readFile(join(import.meta.dirname, 'page.html'), 'utf8')
    // JSON inside a script element: nothing in it may close the element.
    const settings = JSON.stringify(options).replaceAll('<', '\\u003c')
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', contentSecurityPolicy)
      .send(page.replace('{{settings}}', () => settings))
  })
  for (const [name, asset] of Object.entries(assets)) {
    app.get(`/graphiql/${name}`, async (_request, reply) =>
      reply
        .type(asset.type)
        .header('cache-control', 'public, max-age=3600')
        .send(await readFile(asset.path())),
    )
  }
}

function inPackage(name: string, path: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), path)
}

function script(path: () => string) {
  return { type: 'text/javascript; charset=utf-8', path }
}

function style(path: () => string) {
  return { type: 'text/css; charset=utf-8', path }
}
