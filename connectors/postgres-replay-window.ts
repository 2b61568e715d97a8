/** How much of what was told the server keeps for a process that is restarted. */
export interface ReplayWindow {
  /** Everything up to here has been told by now. */
  note: (position: bigint) => void
  /** What may be forgotten. */
  confirmed: () => bigint
}

export interface ReplayWindowOptions {
  ms: number
  bytes: bigint
  /** What is forgotten already. */
  begun: bigint
  now?: () => number
}

/** A position is noted at most so often: the window is that much longer than asked. */
const stepMs = 1_000

/** What was told less than `ms` ago is kept, but no more than `bytes` of WAL. */
export function openReplayWindow(options: ReplayWindowOptions): ReplayWindow {
  const { ms, bytes, now = () => performance.now() } = options
  let noted: readonly { readonly at: number; readonly position: bigint }[] = []
  let behind = options.begun

  return {
    note(position) {
      const at = now()
      const latest = noted.at(-1)
      if (latest === undefined || at - latest.at >= stepMs) noted = [...noted, { at, position }]
      const mayGo = noted.filter((note) => at - note.at >= ms || position - note.position > bytes)
      const newest = mayGo.at(-1)
      if (newest === undefined) return
      behind = newest.position
      noted = noted.slice(mayGo.length)
    },
    confirmed: () => behind,
  }
}
