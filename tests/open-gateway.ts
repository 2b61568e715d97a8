import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

export interface OpenGateway {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string
  readonly process: ChildProcessByStdio<null, Readable, Readable>
  /** What it has printed so far. */
  printed(): string
  stop(): Promise<void>
}

/** The supergraph SDL of one subgraph. */
export function supergraphOf(sdl: string, url: string): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'tiny', typeDefs: parse(sdl), url }])
  if (supergraphSdl === undefined) throw new Error(`The subgraph does not compose: ${String(errors)}`)
  return supergraphSdl
}

/** Starts `gateway/main.ts` in open mode, as a process of its own, on a free port. */
export async function startOpenGateway(supergraphSdl: string): Promise<OpenGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-open-'))
  const supergraph = join(folder, 'supergraph.graphql')
  await writeFile(supergraph, supergraphSdl)
  const main = runMain({ GATEWAY_MODE: 'open', SUPERGRAPH: supergraph, PORT: '0' })
  const url = await new Promise<string>((resolve, reject) => {
    main.process.stdout.on('data', () => {
      const found = /http:\/\/[\d.:]+/.exec(main.printed())
      if (found) resolve(found[0])
    })
    main.process.once('exit', () => reject(new Error(`The gateway did not start: ${main.printed()}`)))
  })
  return {
    ...main,
    url,
    async stop() {
      main.process.kill('SIGTERM')
      if (main.process.exitCode === null) await once(main.process, 'exit')
      await rm(folder, { recursive: true })
    },
  }
}

/** Runs `gateway/main.ts` by the Node that runs the tests, with these variables and no others but PATH. */
export function runMain(
  env: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): Pick<OpenGateway, 'process' | 'printed'> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'gateway', 'main.ts'), ...words], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const collect = (chunk: Buffer) => (text += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return { process: child, printed: () => text }
}
