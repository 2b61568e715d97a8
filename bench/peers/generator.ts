import { execFile, execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Pool } from 'undici'
import { pin } from '../audit/cores.ts'
import { percentileOf } from '../scenario.ts'

/** One HTTP request to `/graphql`. */
export interface Asked {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the generator saw of one round; latencies in milliseconds. */
export interface Load {
  readonly requests: number
  readonly seconds: number
  readonly bytes: number
  /** Errors, whatever their status, and answers that never came. */
  readonly failed: number
  /** One of the errors. */
  readonly example: string | null
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

export interface Generator {
  readonly name: 'wrk' | 'autocannon' | 'own'
  /** Asks without a pause over so many connections. @throws where the generator fails */
  run(
    url: string,
    file: string,
    options: { seconds: number; connections: number; core: number },
  ): Promise<Load>
  /** Writes the requests as the generator reads them. */
  write(file: string, url: string, asked: readonly Asked[]): Promise<void>
}

export function findGenerator(say: (line: string) => void): Generator {
  try {
    execFileSync('sh', ['-c', 'command -v wrk'], { stdio: 'ignore' })
    return wrk
  } catch {
    say('There is no wrk (Debian: apt-get install wrk): autocannon takes its place, which asks less at once')
    return autocannon
  }
}

const wrk: Generator = {
  name: 'wrk',
  run: async (url, file, { seconds, connections, core }) =>
    loadOf(
      await output(core, 'wrk', [
        '--threads=1',
        `--connections=${connections}`,
        `--duration=${seconds}s`,
        '--timeout=30s',
        `--script=${join(import.meta.dirname, 'random-requests.lua')}`,
        url,
        file,
        '7',
      ]),
    ),
  async write(file, url, asked) {
    const { host } = new URL(url)
    const texts = asked.map(({ headers, body }) => {
      const lines = Object.entries({
        host,
        'content-type': 'application/json',
        ...headers,
        'content-length': String(Buffer.byteLength(body)),
      }).map(([name, value]) => `${name}: ${value}\r\n`)
      return Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
    })
    await writeFile(file, Buffer.concat(texts.flatMap((each) => [Buffer.from(`${each.length}\n`), each])))
  },
}

const autocannon: Generator = {
  name: 'autocannon',
  run: async (url, file, { seconds, connections, core }) =>
    loadOf(
      await output(core, process.execPath, [
        join(import.meta.dirname, '../contenders/autocannon.mjs'),
        url,
        file,
        String(seconds),
        String(connections),
      ]),
    ),
  write: (file, _url, asked) => writeFile(file, JSON.stringify(asked)),
}

/** In this process, of few requests: for trying out where nothing is installed. */
export const ownGenerator: Generator = {
  name: 'own',
  async run(url, file, { seconds }) {
    const asked = JSON.parse(await readFile(file, 'utf8')) as readonly Asked[]
    const { origin, pathname } = new URL(url)
    const pool = new Pool(origin, { connections: 4 })
    const start = performance.now()
    const latencies: number[] = []
    let bytes = 0
    let failed = 0
    let example: string | null = null
    const askUntil = async (end: number): Promise<void> => {
      for (let place = latencies.length; performance.now() < end; place++) {
        const { headers = {}, body = '' } = asked[place % asked.length] ?? {}
        const begun = performance.now()
        const answer = await pool.request({
          method: 'POST',
          path: pathname,
          headers: { 'content-type': 'application/json', ...headers },
          body,
        })
        const answered = await answer.body.text()
        bytes += Buffer.byteLength(answered)
        latencies.push(performance.now() - begun)
        if (answer.statusCode === 200 && !answered.includes('"errors":')) continue
        failed += 1
        example = `${answer.statusCode}: ${answered}`
      }
    }
    await Promise.all(Array.from({ length: 4 }, () => askUntil(start + seconds * 1_000)))
    await pool.close()
    const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentileOf(latencies, share))
    return {
      requests: latencies.length,
      seconds: (performance.now() - start) / 1_000,
      bytes,
      failed,
      example,
      p50: p50 ?? 0,
      p99: p99 ?? 0,
      p999: p999 ?? 0,
    }
  },
  write: (file, _url, asked) => writeFile(file, JSON.stringify(asked)),
}

async function output(core: number, command: string, words: readonly string[]): Promise<string> {
  const running = promisify(execFile)(command, [...words], { maxBuffer: 2 ** 24 })
  pin(running.child.pid ?? 0, core)
  return (await running).stdout
}

function loadOf(printed: string): Load {
  const lines = printed.split('\n')
  const line = lines.findLast((each) => each.startsWith('{')) ?? '{}'
  const told = lines.findLast((each) => each.startsWith('error '))
  const {
    requests = 0,
    microseconds = 0,
    bytes = 0,
    failed = 0,
    p50 = 0,
    p99 = 0,
    p999 = 0,
  } = JSON.parse(line) as Partial<Record<string, number>>
  return {
    requests,
    seconds: microseconds / 1e6,
    bytes,
    failed,
    example: told?.slice('error '.length) ?? null,
    p50: p50 / 1e3,
    p99: p99 / 1e3,
    p999: p999 / 1e3,
  }
}
