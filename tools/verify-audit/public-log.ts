import { setTimeout as sleep } from 'node:timers/promises'
import type { LogFiles } from '#audit/verify/read-leaves.ts'
import { StartError } from '../databases/start-error.ts'
import { reasonOf } from './read-text.ts'

const requestTimeoutMs = 30_000
const attempts = 5
const ahead = 8

/** The log's files as the gateway, or whoever mirrors them, serves them. `size` is that of the checkpoint that is checked. */
export function publicLogFiles(log: string, size: number): LogFiles {
  const asked = new Map<string, Promise<Buffer | null>>()

  function ask(path: string): Promise<Buffer | null> {
    const pending = asked.get(path) ?? readFileOf(log, path)
    asked.set(path, pending)
    // Who asks for it later sees the failure; until then nobody must.
    pending.catch(() => undefined)
    return pending
  }

  return {
    async bundle(index, width) {
      // The next ones are on their way while this one is checked.
      for (let next = index + 1; next <= index + ahead && (next + 1) * 256 <= size; next++) {
        void ask(tilePath('entries', next, 256))
        void ask(tilePath(0, next, 256))
      }
      const path = tilePath('entries', index, width)
      const bytes = await ask(path)
      asked.delete(path)
      asked.delete(tilePath(0, index - 1, 256))
      return bytes
    },
    tile: (level, index, width) =>
      level === 0 ? ask(tilePath(level, index, width)) : readFileOf(log, tilePath(level, index, width)),
  }
}

/** `tile/<L>/<N>[.p/<W>]` of C2SP `tlog-tiles`. */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0')
  const groups = digits.match(/\d{3}/g) ?? []
  const elements = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group))
  return `tile/${level}/${elements.join('/')}${width < 256 ? `.p/${width}` : ''}`
}

/** @returns null where there is nothing at that path. @throws StartError where the log does not answer. */
async function readFileOf(log: string, path: string): Promise<Buffer | null> {
  for (let attempt = 1; ; attempt++) {
    const failure = await read(`${log}/${path}`)
    if (Buffer.isBuffer(failure) || failure === null) return failure
    if (attempt === attempts) throw new StartError(`${log}/${path} cannot be read: ${failure}`)
    await sleep(attempt * 500)
  }
}

async function read(address: string): Promise<Buffer | null | string> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(requestTimeoutMs) })
    if (response.status === 404 || response.status === 410) return null
    return response.ok ? Buffer.from(await response.arrayBuffer()) : `the answer is ${response.status}`
  } catch (error) {
    return reasonOf(error)
  }
}
