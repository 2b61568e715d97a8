import { createHash } from 'node:crypto'
import type { Coordinate } from '#policies/model.ts'

/**
 * 32 hexadecimal digits that are the same for the same set of coordinates, in whatever order they were asked: what
 * recorded operations are grouped by. No secret: coordinates are public.
 */
export function operationShape(coordinates: readonly Coordinate[]): string {
  return createHash('sha256')
    .update([...new Set(coordinates)].toSorted().join(' '))
    .digest('hex')
    .slice(0, 32)
}
