import { SingleBar } from 'cli-progress'
import type { SourceFile } from './recognise-file.ts'

/** Shows how far the reading of files has come. */
export interface Progress {
  start: (file: SourceFile) => void
  /** So many bytes more have been read. */
  advance: (bytes: number) => void
  /** All is read; what follows is the database's work. */
  write: () => void
  end: () => void
}

/** A bar that moves, for people who watch. */
export function barProgress(stream: NodeJS.WritableStream): Progress {
  let bar: SingleBar | undefined
  const end = (): void => {
    bar?.stop()
    bar = undefined
  }
  return {
    start({ label, size }) {
      end()
      bar = new SingleBar({
        stream,
        format: `${label} [{bar}] {percentage} % of {megabytes} MB, {eta_formatted} left{phase}`,
        hideCursor: true,
      })
      bar.start(size, 0, { megabytes: (size / 1e6).toFixed(1), phase: '' })
    },
    advance: (bytes) => bar?.increment(bytes),
    write: () => bar?.update({ phase: ', writing' }),
    end,
  }
}

/** A line for every tenth of a file that is large enough to wait for. */
export function lineProgress(log: (line: string) => void): Progress {
  const leastSize = 10_000_000
  let file = { label: '', size: 0 }
  let read = 0
  return {
    start({ label, size }) {
      file = { label, size }
      read = 0
    },
    advance(bytes) {
      const before = Math.floor((read / file.size) * 10)
      read += bytes
      const tenths = Math.floor((read / file.size) * 10)
      if (file.size >= leastSize && tenths > before) log(`${file.label}: read ${tenths * 10} %`)
    },
    write() {
      if (file.size >= leastSize) log(`${file.label}: writing`)
    },
    end: () => undefined,
  }
}
