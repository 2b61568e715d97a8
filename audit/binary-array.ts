const headerBytes = 20
const lengthBytes = 4

/** PostgreSQL's numbers of the types of elements. */
export const elementTypes = { bytea: 17, uuid: 2950 } as const

/**
 * An array as PostgreSQL receives it in binary. `pg` sends a Buffer as it is, where it would write an array of Buffers
 * as text of twice the size.
 */
export function binaryArray(type: keyof typeof elementTypes, elements: readonly Buffer[]): Buffer {
  const size = elements.reduce((sum, element) => sum + lengthBytes + element.length, headerBytes)
  const array = Buffer.allocUnsafe(size)
  // One dimension, no nulls, the type, so many elements, counted from 1.
  let at = array.writeInt32BE(1)
  at = array.writeInt32BE(0, at)
  at = array.writeInt32BE(elementTypes[type], at)
  at = array.writeInt32BE(elements.length, at)
  at = array.writeInt32BE(1, at)
  for (const element of elements) {
    at = array.writeInt32BE(element.length, at)
    at += element.copy(array, at)
  }
  return array
}
