import * as fc from 'fast-check'

/** The text with one of its bytes replaced by another; null where the bytes are no text any more. */
export function changedByte(text: string): fc.Arbitrary<string | null> {
  const bytes = Buffer.from(text)
  return fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 })).map(([place, difference]) => {
    const changed = Buffer.from(bytes)
    changed[place] = ((changed[place] ?? 0) + difference) % 256
    const read = changed.toString()
    return Buffer.from(read).equals(changed) ? read : null
  })
}
