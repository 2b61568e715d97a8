import { chmod, readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { demoAgreements } from '#policies/load-agreements.ts'
import { readNodes } from '#policies/nodes.ts'
import { publish } from '#policies/store.ts'
import { runGatewayNodes } from '#tests/gateway-nodes.ts'
import type { GatewayNodes } from '#tests/gateway-nodes.ts'
import { startLoad } from '#tests/load.ts'
import type { Load } from '#tests/load.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { openDatabases } from '#tools/databases/open-databases.ts'
import type { Databases } from '#tools/databases/open-databases.ts'
import { makeBenchFolder } from '../bench-folders.ts'
import { contentSizes, manyAgreements } from '../many-agreements.ts'
import type { Measurement, Scenario } from '../scenario.ts'

/** `amongMany`: with as many agreements beside the demonstration's as a whole country has, and fewer revocations of those. */
const sizes = {
  whole: { nodes: 3, clients: 4, revocations: 100, amongMany: 30, others: contentSizes.whole },
  tiny: { nodes: 2, clients: 1, revocations: 2, amongMany: 1, others: contentSizes.tiny },
} as const

export const revocationScenario: Scenario = {
  name: 'revocation',
  about: 'from the publisher’s answer to the last released value, on several gateways under load',
  async run(size, say) {
    const dataFolder = await makeBenchFolder()
    await chmod(dataFolder, 0o755)
    let databases: Databases | null = null
    try {
      databases = await openDatabases({ env: {}, dataFolder, log: () => undefined })
      await generateCountry({ urls: databases.urls, people: 1_000, seed: 7 })
      const running = await runGatewayNodes(sizes[size].nodes, databases.urls)
      try {
        return await measure(running, sizes[size], say)
      } finally {
        await running.stop()
      }
    } finally {
      await databases?.close()
      await rm(dataFolder, { recursive: true, force: true })
    }
  },
}

interface Revoked {
  /** Milliseconds from the publisher's answer to the last answer with data that any client received. */
  readonly lastReleased: number
  /** Milliseconds until every node had said that it acts on it. */
  readonly reached: number
}

async function measure(
  running: GatewayNodes,
  { nodes, clients, revocations, amongMany, others }: (typeof sizes)[keyof typeof sizes],
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  const token = await running.token('vid')
  const loads = running.nodes.map(({ url }) =>
    startLoad({ url, token, permission: '1001', code: running.resident, clients }),
  )
  say(`${nodes} gateways, ${clients} clients at each that ask without a pause`)
  try {
    say(`Revoking ${revocations} times, and then ${amongMany} times`)
    const few = await revokeOften(running, loads, revocations)
    const { agreements } = manyAgreements(others)
    const consumers = [...new Set(agreements.map(({ consumer }) => consumer))]
    const organisations = consumers.map((id) => ({ id, name: id }))
    say(`Publishing ${agreements.length} agreements more`)
    await publish(running.policy, { organisations, agreements }, { author: 'bench' })
    const many = await revokeOften(running, loads, amongMany)
    return [
      ...measurements(few, 'the demonstration’s agreements', 1_000),
      ...measurements(many, `${agreements.length} agreements more`, 1_000),
    ]
  } finally {
    await Promise.all(loads.map((load) => load.stop()))
  }
}

async function revokeOften(
  running: GatewayNodes,
  loads: readonly Load[],
  revocations: number,
): Promise<readonly Revoked[]> {
  const revoked: Revoked[] = []
  for (let each = 0; each < revocations; each++) revoked.push(await revoke(running, loads))
  return revoked
}

function measurements(
  revoked: readonly Revoked[],
  among: string,
  bar: number | null,
): readonly Measurement[] {
  const released = revoked.map(({ lastReleased }) => lastReleased)
  const reached = revoked.map((each) => each.reached)
  return [
    { what: `last released value, ${among}`, rounds: released, unit: 'ms', bar: null },
    { what: `  its p99 of ${revoked.length}`, rounds: [p99(released)], unit: 'ms', bar },
    { what: '  acknowledged by every gateway', rounds: reached, unit: 'ms', bar: null },
  ]
}

async function revoke(running: GatewayNodes, loads: readonly Load[]): Promise<Revoked> {
  await reachedBy(running, await setStatus(running, 'active'))
  await answered(loads, performance.now(), 5)
  const epoch = await setStatus(running, 'suspended')
  const answeredAt = performance.now()
  await reachedBy(running, epoch)
  const reached = performance.now() - answeredAt
  // Whatever was on its way has arrived.
  await answered(loads, performance.now(), 10)
  const late = loads.map(({ received }) => received.findLast(({ hasData }) => hasData)?.receivedAt ?? 0)
  return { lastReleased: Math.max(0, ...late.map((receivedAt) => receivedAt - answeredAt)), reached }
}

async function setStatus(running: GatewayNodes, status: 'active' | 'suspended'): Promise<number> {
  const { agreements } = readAgreementsFile(await readFile(demoAgreements, 'utf8'))
  const agreement = agreements.filter(({ permission }) => permission === '1001')
  return publish(
    running.policy,
    { agreements: agreement.map((each) => ({ ...each, status })) },
    { author: 'bench' },
  )
}

async function reachedBy(running: GatewayNodes, epoch: number): Promise<void> {
  while (
    (await readNodes(running.policy)).filter((node) => node.epoch >= epoch).length < running.nodes.length
  ) {
    await sleep(2)
  }
}

/** Waits until each gateway has answered so many requests that were sent since. */
async function answered(loads: readonly Load[], since: number, least: number): Promise<void> {
  while (loads.some(({ received }) => received.filter(({ sentAt }) => sentAt >= since).length < least))
    await sleep(5)
}

function p99(values: readonly number[]): number {
  const ordered = values.toSorted((one, other) => one - other)
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * 0.99))] ?? Number.NaN
}
