/** Where another subgraph, or none, holds more of the entity. */
export function referenceTo(id: string | null): { id: string } | null {
  return id === null ? null : { id }
}
