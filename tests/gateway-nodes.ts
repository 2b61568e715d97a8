import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { masterKeys } from '#audit/keys/master-key.ts'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import type { DatabaseName } from '#tools/databases/names.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { findResident } from '#tools/demo/resident.ts'
import { openIssuer } from '#tools/issuer.ts'
import { startSubgraphs } from '#tools/start-subgraphs.ts'
import { tokenOf } from '#tools/token.ts'
import { openFaultProxy } from './fault-proxy.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { runMain } from './open-gateway.ts'

/** A gateway as a process of its own. */
export interface GatewayNode {
  readonly url: string
  /** Between it and the policy subgraph. */
  readonly policies: FaultProxy
  /** The epoch that it decides from; -1 while it knows of none that is in force. */
  epoch(): Promise<number>
  kill(): Promise<void>
}

export interface GatewayNodes {
  readonly nodes: readonly GatewayNode[]
  /** Of the policy database. */
  readonly policy: Pool
  /** Personal code of the demo's resident, 11 digits. */
  readonly resident: string
  token(caller: string): Promise<string>
  stop(): Promise<void>
}

/** Gateway processes over one set of subgraphs, served in this process from these databases. */
export async function runGatewayNodes(
  count: number,
  urls: Readonly<Record<DatabaseName, string>>,
): Promise<GatewayNodes> {
  const ends: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const policy = new Pool({ connectionString: urls.policy, max: 4 })
    // The databases are dropped at the end, whoever is still connected.
    policy.on('error', () => undefined)
    ends.push(() => policy.end())
    await loadAgreements(policy, demoAgreements, { author: 'demo' })
    const keysFolder = await mkdtemp(join(tmpdir(), 'dagr-nodes-'))
    ends.push(() => rm(keysFolder, { recursive: true, force: true }))
    const issuer = await openIssuer(keysFolder)
    const credential = randomBytes(32).toString('base64url')
    const subjectKey = randomBytes(32)
    const masterKey = randomBytes(32)
    const keys = { subjectKey, masterKeys: masterKeys([masterKey]), consentKey: randomBytes(32) }
    const subgraphs = await startSubgraphs(urls, keys, { credential })
    ends.push(() => subgraphs.close())
    const env = {
      PORT: '0',
      DEADLINE_MS: '10000',
      LOG_LEVEL: 'info',
      SUBGRAPHS: subgraphs.composed.map(({ name, url }) => `${name}=${url}`).join(','),
      SUBGRAPH_CREDENTIAL: credential,
      AUDIT_DATABASE_URL: urls.audit,
      AUDIT_SUBJECT_KEY: subjectKey.toString('hex'),
      AUDIT_MASTER_KEY: masterKey.toString('hex'),
      CURSOR_KEY: randomBytes(32).toString('hex'),
      PSEUDONYM_KEY: randomBytes(32).toString('hex'),
      TOKEN_ISSUER: issuer.issuer,
      TOKEN_AUDIENCE: issuer.audience,
      TOKEN_JWKS: issuer.jwks,
    }
    const nodes = await Promise.all(
      Array.from({ length: count }, async () => {
        const node = await startNode(env, subgraphs.policy.url)
        ends.push(() => node.kill())
        return node
      }),
    )
    const resident = await findResident(urls)
    const token = async (caller: string) => tokenOf(demoCaller(caller), issuer, async () => resident)
    return { nodes, policy, resident, token, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startNode(env: Readonly<Record<string, string>>, policyUrl: string): Promise<GatewayNode> {
  const policies = await openFaultProxy(policyUrl)
  const { process: child, printed } = runMain({ ...env, POLICY_URL: policies.url })
  let url: string | undefined
  while (url === undefined || !(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`A gateway did not start: ${printed()}`)
    await sleep(50)
    url = /"url":"(http:[^"]+)"/.exec(printed())?.[1]
  }
  const own = url
  return {
    url: own,
    policies,
    async epoch() {
      const metrics = await (await fetch(`${own}/metrics`)).text()
      return Number(/^dagr_policy_epoch (\S+)$/m.exec(metrics)?.[1])
    },
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await policies.close()
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`)).status === 200
}
