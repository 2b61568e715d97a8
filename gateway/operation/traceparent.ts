/** A well-formed W3C `traceparent` with its trace id; null for anything else. */
export function traceparentOf(header: string | undefined): { header: string; traceId: string } | null {
  if (header === undefined) return null
  const [whole, version, traceId, parentId] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(header) ?? []
  if (whole === undefined || traceId === undefined || version === 'ff') return null
  // The recommendation calls ids of zeros invalid.
  return /^0+$/.test(traceId) || /^0+$/.test(parentId ?? '') ? null : { header: whole, traceId }
}
