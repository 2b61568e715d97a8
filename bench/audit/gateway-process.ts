import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { AuditLog } from '#audit/log.ts'
import { openAuditLog } from '#audit/log.ts'
import { openQuota } from '#audit/quota.ts'
import { readConfig } from '#gateway/config.ts'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { followSubgraphs } from '#gateway/planner/follow-subgraphs.ts'
import { followPolicies } from '#gateway/policy-feed.ts'
import { createServings } from '#gateway/servings.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { startGateway } from '#gateway/start-gateway.ts'
import { benchMasterKeys, subjectKey } from './made-people.ts'

/** `audit: false`: what is answered from now on is not recorded, which no setting of DAGR can do. */
export interface ToGateway {
  readonly audit: boolean
}

export type FromGateway =
  { readonly kind: 'ready'; readonly url: string } | { readonly kind: 'switched'; readonly audit: boolean }

/** The gateway in normal mode, as `gateway/main.ts` puts it together, but for an audit log that its parent can switch off. */
const config = readConfig(process.env)
const credential = config.subgraphCredential ?? ''
const url = config.auditDatabaseUrl ?? ''
const log = pino({ level: 'warn' })
const audit = await openAuditLog({
  url,
  subjectKey,
  masterKeys: benchMasterKeys(),
  timeoutMs: config.auditTimeoutMs,
})
let isOn = true
const switched: AuditLog = {
  append: (operation, records) => (isOn ? audit.append(operation, records) : unrecorded(operation.id)),
  counts: () => audit.counts(),
  close: () => audit.close(),
}
const quota = openQuota({ url, timeoutMs: config.auditTimeoutMs })
const policies = followPolicies({
  url: config.policyUrl ?? '',
  credential,
  log: (line) => log.warn(line),
})
const servings = createServings()
const supergraphs = followSubgraphs({
  subgraphs: [...config.subgraphs].map(([name, address]) => ({ name, url: address })),
  credential,
  onSupergraph: (supergraph) => servings.use(supergraph),
  onProblem: (message) => log.error(message),
})
const gateway = await startGateway({
  config,
  serving: servings,
  guard: {
    trust: createTrust({
      issuer: config.issuer ?? '',
      audience: config.audience,
      keys: issuerKeys(config.jwks ?? ''),
    }),
    policies: () => policies.current(),
    audit: switched,
    quota,
    throttle: createThrottle(config),
  },
  credential,
  cursorKey: randomBytes(32),
  pseudonymKey: randomBytes(32),
  graphiql: {},
  log,
})
await Promise.all([policies.ready, supergraphs.ready])

process.on('message', (message: ToGateway) => {
  isOn = message.audit
  tell({ kind: 'switched', audit: isOn })
})
process.once('disconnect', () => void stop())
tell({ kind: 'ready', url: gateway.url })

function tell(message: FromGateway): void {
  process.send?.(message)
}

async function unrecorded(operation: string): ReturnType<AuditLog['append']> {
  return { operation, firstSequence: null, records: 0 }
}

async function stop(): Promise<void> {
  await gateway.stop()
  await supergraphs.close()
  servings.close()
  await policies.close()
  await audit.close()
  await quota.close()
}
