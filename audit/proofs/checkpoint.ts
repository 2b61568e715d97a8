import { MalformedNote, readBase64 } from './signed-note.ts'

/** What the text of a checkpoint says (C2SP `tlog-checkpoint`). */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
}

/** @param text of a note, without signatures; lines after the third are let be. @throws MalformedNote */
export function readCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', base64 = '', ...extensions] = text.slice(0, -1).split('\n')
  const root = readBase64(base64)
  if (origin === '' || !isSize(size) || root?.length !== 32 || extensions.includes('')) {
    throw new MalformedNote('A checkpoint is the name of its log, the size of the tree, and its root')
  }
  return { origin, size: Number(size), root }
}

/** Whether this is the decimal of a tree's size as it is to be written. */
export function isSize(text: string): boolean {
  return /^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))
}
