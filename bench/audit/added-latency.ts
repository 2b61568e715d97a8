import { openLoop } from '../open-loop.ts'
import type { OwnServer } from '../own-database.ts'
import { percentileOf, percentiles } from '../scenario.ts'
import type { Measurement } from '../scenario.ts'
import { cores, pin } from './cores.ts'
import type { LogEffort, SealedLog } from './measure-log.ts'
import { startWhole } from './whole-dagr.ts'

/** What the audit adds to a request through the whole gateway, over HTTP, with and without it in turn. */
export async function measureAddedLatency(
  log: SealedLog,
  { rounds, seconds, perSecond, country }: LogEffort,
  server: OwnServer,
): Promise<readonly Measurement[]> {
  pin(process.pid, cores.database)
  const running = await startWhole(server, log.url, country)
  const withAudit: (readonly number[])[] = []
  const without: (readonly number[])[] = []
  const costs = { with: [] as number[], without: [] as number[] }
  try {
    await running.askAll()
    for (let round = 0; round < rounds; round++) {
      for (const [audit, latencies, cost] of [
        [true, withAudit, costs.with] as const,
        [false, without, costs.without] as const,
      ]) {
        await running.switchAudit(audit)
        const before = running.gatewaySeconds()
        const measured = await openLoop({ perSecond, seconds, act: (number) => running.ask(number) })
        const after = running.gatewaySeconds()
        latencies.push(measured)
        if (before !== null && after !== null) cost.push(((after - before) * 1e6) / measured.length)
      }
    }
  } finally {
    await running.close()
    pin(process.pid, cores.gateway)
  }
  const added = (share: number): readonly number[] =>
    withAudit.map((each, round) => percentileOf(each, share) - percentileOf(without[round] ?? [], share))
  return [
    ...percentiles(`request at ${perSecond}/s, with the audit`, withAudit, null),
    ...percentiles(`request at ${perSecond}/s, without`, without, null),
    { what: 'latency that the audit adds, of the p50', rounds: added(0.5), unit: 'ms', bar: null },
    { what: 'latency that the audit adds, of the p99', rounds: added(0.99), unit: 'ms', bar: 5 },
    ...(costs.with.length > 0
      ? [
          {
            what: 'gateway’s processor per request, with the audit',
            rounds: costs.with,
            unit: 'µs',
            bar: null,
          } as const,
          {
            what: 'gateway’s processor per request, without',
            rounds: costs.without,
            unit: 'µs',
            bar: null,
          } as const,
        ]
      : []),
  ]
}
