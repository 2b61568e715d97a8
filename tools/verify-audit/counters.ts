import type { NodeCount } from '#audit/verify/cross-count.ts'

const line = /^dagr_audit_(operations|access_records)_total\{[^}]*\bnode="([^"]+)"[^}]*\}\s+([0-9.e+]+)/

/** What runs of gateways say that they were told is durable, from their metrics in Prometheus' text format. */
export function readCounters(texts: readonly string[]): ReadonlyMap<string, NodeCount> {
  const counts = new Map<string, NodeCount>()
  for (const text of texts) {
    for (const row of text.split('\n')) {
      const [, kind, node, value] = line.exec(row) ?? []
      if (node === undefined) continue
      const before = counts.get(node) ?? { operations: 0, records: 0 }
      const member = kind === 'operations' ? 'operations' : 'records'
      // Of several readings of one run, the latest is the highest.
      counts.set(node, { ...before, [member]: Math.max(before[member], Number(value)) })
    }
  }
  return counts
}
