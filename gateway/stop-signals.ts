/** A terminal and npm both pass Ctrl-C on, so that it arrives twice; whoever presses it again later means it. */
const repeatedMs = 1_000

/**
 * Calls `stop` at Ctrl-C, SIGTERM or when the terminal is closed, once. Another signal, a second later or more, ends
 * the process at once.
 */
export function onStopSignal(stop: () => void): void {
  let firstAt: number | undefined
  const onSignal = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      stop()
    } else if (performance.now() - firstAt > repeatedMs) process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  // A terminal that is closed takes no more text; what there is to stop is stopped all the same.
  process.on('SIGHUP', () => {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  })
}
