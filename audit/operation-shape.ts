import { createHash } from 'node:crypto'
import type { Coordinate } from '#policies/model.ts'

/** Operations of one text share their list of coordinates, so that its shape is worked out once. */
const known = new WeakMap<readonly Coordinate[], string>()

/**
 * 32 hexadecimal digits that are the same for the same set of coordinates, in whatever order they were asked: what
 * recorded operations are grouped by. No secret: coordinates are public. `coordinates` never change afterwards.
 */
export function operationShape(coordinates: readonly Coordinate[]): string {
  let shape = known.get(coordinates)
  if (shape === undefined) {
    shape = createHash('sha256')
      .update([...new Set(coordinates)].toSorted().join(' '))
      .digest('hex')
      .slice(0, 32)
    known.set(coordinates, shape)
  }
  return shape
}
