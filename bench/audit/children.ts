import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pin } from './cores.ts'

/** A process of the benchmark's own that talks by messages, and ends when its parent lets go of it. */
export interface Child<Message> {
  readonly pid: number
  onMessage(listener: (message: Message) => void): void
  send(message: object): void
  /** The first message that `wanted` takes. @throws where the process ends before. */
  next<Wanted extends Message>(wanted: (message: Message) => message is Wanted): Promise<Wanted>
  close(): Promise<void>
}

/** Starts `file` of this folder on that core, with these variables beside those of this process. */
export function startChild<Message>(
  file: string,
  core: number,
  env: Readonly<Record<string, string>>,
): Child<Message> {
  const child = fork(join(import.meta.dirname, file), {
    env: { ...process.env, ...env },
    execArgv: [],
  })
  const pid = child.pid ?? 0
  pin(pid, core)
  return {
    pid,
    onMessage: (listener) => void child.on('message', listener as (message: unknown) => void),
    send: (message) => void child.send(message),
    async next<Wanted extends Message>(wanted: (message: Message) => message is Wanted): Promise<Wanted> {
      const found = Promise.withResolvers<Wanted>()
      const look = (message: unknown): void => {
        if (wanted(message as Message)) found.resolve(message as Wanted)
      }
      const ended = (): void => found.reject(new Error(`${file} has ended`))
      child.on('message', look).once('exit', ended)
      try {
        return await found.promise
      } finally {
        child.off('message', look).off('exit', ended)
      }
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
