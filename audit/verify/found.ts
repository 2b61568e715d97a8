import type { Finding, FindingCode, Place } from './findings.ts'

/** Collects findings; of one kind it keeps no more than the first ones, and counts the others. */
export interface Found {
  add(code: FindingCode, place?: Place, detail?: string): void
  addFinding(finding: Finding): void
  readonly findings: readonly Finding[]
  /** How many there are of each kind, kept or not. */
  readonly counts: ReadonlyMap<FindingCode, number>
}

const keptOfOneKind = 100

export function foundSoFar(): Found {
  const findings: Finding[] = []
  const counts = new Map<FindingCode, number>()
  function addFinding(finding: Finding): void {
    const count = (counts.get(finding.code) ?? 0) + 1
    counts.set(finding.code, count)
    if (count <= keptOfOneKind) findings.push(finding)
  }
  return {
    add: (code, place, detail) =>
      addFinding({ code, ...(place && { place }), ...(detail !== undefined && { detail }) }),
    addFinding,
    findings,
    counts,
  }
}
