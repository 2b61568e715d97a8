import { parseArgs } from 'node:util'
import { ConfigError, type Config } from '../config.ts'

export const mostWorkers = 64

/** How many processes: what `--workers` says among the words of the command line, or else the setting. @throws ConfigError */
export function workersAsked(words: readonly string[], { workers }: Pick<Config, 'workers'>): number {
  let asked: string | undefined
  try {
    asked = parseArgs({ args: [...words], options: { workers: { type: 'string' } } }).values.workers
  } catch (cause) {
    throw new ConfigError('The command takes --workers and a number, and nothing else', { cause })
  }
  if (asked === undefined) return workers
  const count = Number(asked)
  if (/^\d+$/.test(asked) && count >= 1 && count <= mostWorkers) return count
  throw new ConfigError(`--workers must be a whole number from 1 to ${mostWorkers}`)
}
