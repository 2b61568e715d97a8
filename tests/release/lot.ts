import { createHash } from 'node:crypto'

/** A number that depends on nothing but these: the same again, in whatever order lots are drawn. */
export function lot(seed: number, text: string): number {
  return createHash('sha1').update(`${seed} ${text}`).digest().readUInt32BE()
}
