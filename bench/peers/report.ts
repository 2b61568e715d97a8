import { medianOf } from '../scenario.ts'
import type { Measurement } from '../scenario.ts'
import type { Result, Round } from './measure.ts'

/** One contender's line, of the medians of its rounds. */
interface Line {
  readonly contender: string
  readonly requestsPerProcessorSecond: number
  readonly requestsPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly memoryMb: number
  /** Per request. */
  readonly calls: Readonly<Record<string, number>>
  readonly bytesPerAnswer: number
  /** Of all rounds together, and one of them. */
  readonly errors: number
  readonly errorExample: string | null
  readonly toApollo: number | null
  readonly toBareFastify: number | null
  readonly sharesInFlight: boolean | null
  readonly adapted: string | null
}

/** Prints a table and a line of JSON for each contender. @returns requests per processor second, as measurements. */
export function report(
  scenario: string,
  results: readonly Result[],
  say: (line: string) => void,
): readonly Measurement[] {
  const measured = results.filter(({ problem, rounds }) => problem === null && rounds.length > 0)
  const lines = measured.map((result) => lineOf(result, measured))
  for (const line of tableOf(lines)) say(line)
  for (const line of lines) say(JSON.stringify({ scenario, ...line }))
  for (const { contender, problem } of results) {
    if (problem !== null) say(JSON.stringify({ scenario, contender: contender.name, problem }))
  }
  return measured.map(({ contender, rounds }) => ({
    what: `${scenario}: ${contender.name}, requests per processor second`,
    rounds: rounds.map(efficiency),
    unit: '/s',
    bar: null,
  }))
}

function lineOf({ contender, rounds, sharesInFlight }: Result, all: readonly Result[]): Line {
  const median = (valueOf: (round: Round) => number): number => medianOf(rounds.map(valueOf))
  const own = median(efficiency)
  const ratioTo = (name: string): number | null => {
    const other = all.find((each) => each.contender.name === name)
    return other === undefined ? null : rounded(own / medianOf(other.rounds.map(efficiency)), 2)
  }
  const calls = Object.keys(rounds[0]?.calls ?? {}).flatMap((registry) => {
    const each = median((round) => (round.calls[registry as keyof Round['calls']] ?? 0) / round.requests)
    return each < 0.005 ? [] : [[registry, rounded(each, 2)] as const]
  })
  return {
    contender: contender.name,
    requestsPerProcessorSecond: Math.round(own),
    requestsPerSecond: Math.round(median(({ requests, seconds }) => requests / seconds)),
    p50: rounded(
      median(({ p50 }) => p50),
      1,
    ),
    p99: rounded(
      median(({ p99 }) => p99),
      1,
    ),
    p999: rounded(
      median(({ p999 }) => p999),
      1,
    ),
    memoryMb: Math.round(median(({ memoryBytes }) => memoryBytes / 1e6)),
    calls: Object.fromEntries(calls),
    bytesPerAnswer: Math.round(median(({ bytes, requests }) => bytes / requests)),
    errors: rounds.reduce((sum, { failed }) => sum + failed, 0),
    errorExample: rounds.find(({ example }) => example !== null)?.example ?? null,
    toApollo: ratioTo('apollo'),
    toBareFastify: ratioTo('bare-fastify'),
    sharesInFlight,
    adapted: contender.adapted ?? null,
  }
}

function efficiency({ requests, failed, processorSeconds }: Round): number {
  return (requests - failed) / processorSeconds
}

function tableOf(lines: readonly Line[]): readonly string[] {
  const heads = [
    'contender',
    'requests per CPU-second',
    'to Apollo',
    'to bare Fastify',
    'requests/s',
    'p50, p99, p99.9 ms',
    'MB',
    'calls per request',
    'shares in flight',
    'errors',
  ]
  const rows = lines.map((line) => [
    line.contender,
    String(line.requestsPerProcessorSecond),
    ratio(line.toApollo),
    ratio(line.toBareFastify),
    String(line.requestsPerSecond),
    [line.p50, line.p99, line.p999].join(', '),
    String(line.memoryMb),
    Object.entries(line.calls)
      .map(([registry, calls]) => `${registry} ${calls}`)
      .join(', ') || 'none',
    line.sharesInFlight === null ? '' : line.sharesInFlight ? 'yes' : 'no',
    line.errors === 0 ? '' : String(line.errors),
  ])
  const widths = heads.map((head, place) =>
    Math.max(head.length, ...rows.map((row) => row[place]?.length ?? 0)),
  )
  const written = (cells: readonly string[]): string =>
    `| ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`
  const rule = widths.map((width) => '-'.repeat(width))
  return ['', written(heads), written(rule), ...rows.map(written), '']
}

function ratio(value: number | null): string {
  return value === null ? '' : `${value}×`
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
