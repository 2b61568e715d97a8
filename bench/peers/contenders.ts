import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { logLevel } from './dagr-site.ts'
import { mercuriusServices } from './mercurius-services.ts'
import type { Starting } from './processes.ts'
import type { Site } from './site.ts'
import type { Workload } from './workloads.ts'

/** What is started for one scenario. */
export interface Setting {
  readonly site: Site
  readonly workload: Workload
  readonly port: number
  /** File of answers, for those that answer without asking anybody. */
  readonly answers: string
  /** Settings of the contender beside its own. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Contender {
  readonly name: string
  /** Keeps what it was answered: it is measured with all of it in memory. */
  readonly remembers?: boolean
  /** Needs what is installed in `contenders/`. */
  readonly isInstalled: boolean
  /** What was done to the registries' schemas for its sake. */
  readonly adapted?: string
  start(setting: Setting): Promise<Omit<Starting, 'core'>> | Omit<Starting, 'core'>
  headers?(site: Site): Promise<Record<string, string>>
}

/** Where the peers are installed. */
export const contendersFolder = join(import.meta.dirname, '../contenders')
const root = join(import.meta.dirname, '../..')
/** Of Node, and the file, as `npm run gateway` has them. */
const gatewayWords = wordsOfGateway()

export const contenders: readonly Contender[] = [
  dagr('dagr-hot', { memory: true }),
  dagr('dagr-hot-unaudited', { memory: true, audit: false }),
  openDagr('dagr-hot-open', { memory: true }),
  dagr('dagr-cold', {}),
  dagr('dagr-cold-unaudited', { audit: false }),
  openDagr('dagr-cold-open', {}),
  script('apollo', 'apollo.mjs', { isInstalled: true }),
  hive('hive', []),
  hive('hive-router-runtime', ['--hive-router-runtime']),
  mercurius('mercurius', 0),
  mercurius('mercurius-jit', 1),
  grafbase(),
  script('by-hand', 'by-hand.mjs', {}),
  script('bare-fastify', 'bare-fastify.mjs', {}),
  script('bare-http', 'bare-http.mjs', {}),
]

interface Variant {
  readonly memory?: boolean
  readonly audit?: boolean
}

/** As large as the country needs. */
const hotEntitiesMb = '1024'

/** The product in normal mode: tokens, permissions, limits, and every personal field recorded durably. */
function dagr(name: string, { memory = false, audit = true }: Variant): Contender {
  return {
    name,
    isInstalled: false,
    remembers: memory,
    headers: async (site) => (await site.dagr()).headers(),
    start: async ({ site, port, env }) => ({
      command: process.execPath,
      words: [...(audit ? [] : ['--import', join(import.meta.dirname, 'without-audit.ts')]), ...gatewayWords],
      env: {
        ...(await site.dagr()).env,
        PORT: String(port),
        HOT_ENTITIES_MB: memory ? hotEntitiesMb : '0',
        SUBGRAPHS: Object.entries({ ...site.registryUrls, ...(await site.dagr()).subgraphs })
          .map(([subgraph, url]) => `${subgraph}=${url}`)
          .join(','),
        ...env,
      },
      folder: root,
      port,
    }),
  }
}

/** The product without tokens, permissions, audit and limits. */
function openDagr(name: string, { memory = false }: Variant): Contender {
  return {
    name,
    isInstalled: false,
    remembers: memory,
    start: ({ site, port }) => ({
      command: process.execPath,
      words: gatewayWords,
      env: {
        GATEWAY_MODE: 'open',
        LOG_LEVEL: logLevel,
        NODE_ENV: '',
        SUPERGRAPH: site.supergraph,
        PORT: String(port),
        HOT_ENTITIES_MB: memory ? hotEntitiesMb : '0',
      },
      folder: root,
      port,
    }),
  }
}

function wordsOfGateway(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { gateway: string }
  }
  const [, words] = /^exec node (.*)$/.exec(scripts.gateway) ?? []
  if (words === undefined) throw new Error('npm run gateway starts something else than Node')
  return words.split(' ')
}

function script(
  name: string,
  file: string,
  { isInstalled = false, env = {} }: { isInstalled?: boolean; env?: Record<string, string> },
): Contender {
  return {
    name,
    isInstalled,
    start: ({ site, workload, port, answers }) => ({
      command: process.execPath,
      words: [file],
      env: {
        ...env,
        PORT: String(port),
        SUPERGRAPH: site.supergraph,
        SUBGRAPHS: JSON.stringify(site.registryUrls),
        WORKLOAD: workload.name,
        ANSWERS: answers,
      },
      folder: contendersFolder,
      port,
    }),
  }
}

function hive(name: string, words: readonly string[]): Contender {
  return {
    name,
    isInstalled: true,
    start: ({ site, port }) => ({
      command: process.execPath,
      words: [
        'node_modules/@graphql-hive/gateway/dist/bin.js',
        'supergraph',
        site.supergraph,
        '--host=127.0.0.1',
        `--port=${port}`,
        '--polling=1h',
        ...words,
      ],
      env: { LOG_LEVEL: 'error' },
      folder: contendersFolder,
      port,
    }),
  }
}

function mercurius(name: string, jit: number): Contender {
  const plain = script(name, 'mercurius.mjs', { isInstalled: true })
  return {
    ...plain,
    adapted:
      'federation 1: entities of other registries as extensions, no RowScope, no directives of federation 2',
    async start(setting) {
      const services = join(setting.site.folder, 'mercurius-services.json')
      await writeFile(services, JSON.stringify(mercuriusServices(setting.site.registryUrls)))
      const starting = await plain.start(setting)
      return { ...starting, env: { ...starting.env, SERVICES: services, MERCURIUS_JIT: String(jit) } }
    },
  }
}

function grafbase(): Contender {
  return {
    name: 'grafbase',
    isInstalled: true,
    async start({ site, port }) {
      const file = join(site.folder, 'grafbase.toml')
      const subgraphs = Object.entries(site.registryUrls).map(
        ([name, url]) =>
          `[subgraphs.${name}]\nurl = "${url}"\nschema_path = "${join(root, 'subgraphs', name, 'schema.graphql')}"\n`,
      )
      await writeFile(file, `[graph]\nintrospection = false\n\n${subgraphs.join('\n')}`)
      return {
        command: join(contendersFolder, 'node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase'),
        words: ['dev', '--config', file, '--listen-address', `127.0.0.1:${port}`],
        env: {},
        folder: site.folder,
        port,
      }
    },
  }
}
