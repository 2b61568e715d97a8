import { destination, pino, type Level, type Logger } from 'pino'

/** So many bytes are written at once, or what there is after so long: a line for each request would be a call of the system for each. */
const writtenAtOnce = 8_192
const longestWaitMs = 250

/**
 * The log on the standard output. Lines wait a little to be written together; what waits is written before the process ends,
 * unless it is killed. The audit does not depend on it.
 */
export function openLog(level: Level | 'silent'): Logger {
  return pino(
    { level },
    destination({ dest: 1, sync: false, minLength: writtenAtOnce, periodicFlush: longestWaitMs }),
  )
}
