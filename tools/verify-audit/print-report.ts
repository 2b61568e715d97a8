import type { Checked, LogReport } from '#audit/verify/check-log.ts'
import { wordsOf } from '#audit/verify/findings.ts'
import type { Finding, FindingCode } from '#audit/verify/findings.ts'

/** What a report is about, as far as the report does not say so itself. */
export interface ReportContext {
  readonly origin: string
  /** Whether the rows of the database were checked, or the public files only. */
  readonly hasRows: boolean
  readonly headsEvery: number
  readonly counters: number
  readonly witnesses: number
  /** Keys that nobody but the log vouches for. */
  readonly toldKeys: readonly string[]
}

/** So many findings of a kind are told one by one. */
const toldOfOneKind = 20

/** Says what was found, what was checked and how much of it, and what was not. @returns the exit code. */
export function printReport(
  report: LogReport,
  context: ReportContext,
  print: (line: string) => void,
): number {
  const { findings, counts, checked } = report
  for (const line of checkedLines(checked, context)) print(line)
  for (const line of notChecked(checked, context)) print(`not checked: ${line}`)
  for (const code of counts.keys()) for (const line of linesOf(code, findings, counts)) print(line)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  print(total === 0 ? 'nothing was found: the log is what was signed' : `${formatted(total)} findings`)
  return total === 0 ? 0 : 1
}

function linesOf(
  code: FindingCode,
  findings: readonly Finding[],
  counts: ReadonlyMap<FindingCode, number>,
): readonly string[] {
  const told = findings.filter((finding) => finding.code === code).slice(0, toldOfOneKind)
  const more = (counts.get(code) ?? 0) - told.length
  return [
    ...told.map((finding) => `${code}: ${wordsOf(finding)}`),
    ...(more > 0 ? [`${code}: and ${formatted(more)} more`] : []),
  ]
}

function checkedLines(
  checked: Checked,
  { origin, hasRows, headsEvery, counters }: ReportContext,
): readonly string[] {
  const { leaves, seals, records, tiles, contents } = checked
  const sealedAt = checked.lastSealedAt === null ? 'never' : new Date(checked.lastSealedAt).toISOString()
  const lines = [
    `log ${origin}: ${formatted(leaves)} leaves, ${formatted(seals)} seals, the last at ${sealedAt}`,
    `checked: tree and ${formatted(tiles)} tiles, ${formatted(checked.knownCheckpoints)} known checkpoints`,
  ]
  if (!hasRows) return lines
  return [
    ...lines,
    `checked: ${formatted(records.operation)} operation records, ${formatted(records.access)} access records and ${formatted(records.housekeeping)} of housekeeping against their entries; ${formatted(checked.unsealed)} more are not sealed yet`,
    `checked: ${formatted(checked.signatures)} signatures of seals, ${formatted(checked.cosignatures)} cosignatures${checked.witnessed === null ? '' : `, as many as asked for up to seal ${formatted(checked.witnessed)}`}`,
    `checked: chains of ${formatted(checked.subjects)} data subjects, and their map at ${formatted(checked.mapsOfHeads)} seals${headsEvery > 1 ? ` (each ${formatted(headsEvery)}th, and the last)` : ''}; ${formatted(checked.undisclosed)} records wait for their disclosure`,
    ...(contents
      ? [
          `checked: ${formatted(contents.opened)} contents decrypted; ${formatted(contents.erased)} erased, ${formatted(contents.removed)} removed, each by a record that says so; ${formatted(contents.unencrypted)} of the time before encryption`,
        ]
      : []),
    ...(checked.statistics === null
      ? []
      : [`checked: ${formatted(checked.statistics)} counts of the statistics`]),
    ...(counters > 0 ? [`checked: counts of ${formatted(counters)} runs of gateways`] : []),
  ]
}

function notChecked(checked: Checked, context: ReportContext): readonly string[] {
  const { hasRows, counters, witnesses, toldKeys } = context
  const unopened = checked.contents?.unopened ?? 0
  return [
    ...(hasRows ? [] : ['records, contents and chains, which take the database']),
    ...toldKeys.map((key) => `whose key this is, which only the log itself tells: ${key} (give it by --key)`),
    ...(hasRows && checked.statistics === null
      ? ['statistics, since operation records are missing or changed']
      : []),
    ...(unopened > 0 ? [`${formatted(unopened)} contents, which take AUDIT_MASTER_KEY`] : []),
    ...(checked.knownCheckpoints === 0
      ? ['whether this is the log that others saw: give an earlier checkpoint by --checkpoint']
      : []),
    ...(!hasRows && counters > 0 ? ['what gateways counted, which takes the database'] : []),
    ...(hasRows && counters === 0 ? ['whether gateways counted more than there is: give --counters'] : []),
    ...(checked.unknownWitnesses > 0
      ? [
          `${formatted(checked.unknownWitnesses)} cosignatures of witnesses whose keys are not given by --witness`,
        ]
      : []),
    ...(hasRows && witnesses === 0 && checked.unknownWitnesses === 0 ? ['cosignatures: there are none'] : []),
  ]
}

function formatted(count: number): string {
  return count.toLocaleString('en')
}
