import { randomBytes } from 'node:crypto'
import { accessHistorySubgraph } from '#subgraphs/access-history/resolvers.ts'
import { openAccessHistorySource } from '#subgraphs/access-history/source.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import { benchMasterKeys, subjectKey } from '../audit/made-people.ts'

/** Where the two subgraphs are that are DAGR's own. */
export interface OwnSubgraphs {
  readonly policy: string
  readonly 'access-history': string
}

/** The policies and the residents' view of the audit, over real databases, as a process of their own. */
const options = { credential: process.env['SUBGRAPH_CREDENTIAL'] ?? '' }
const url = process.env['POLICY_DATABASE_URL'] ?? ''
const auditUrl = process.env['AUDIT_DATABASE_URL'] ?? ''
const keys = { subjectKey, masterKeys: benchMasterKeys() }
const [policy, history] = await Promise.all([
  serveSubgraph(policySubgraph(openPolicySource({ url, auditUrl, consentKey: randomBytes(32) })), options),
  serveSubgraph(accessHistorySubgraph(openAccessHistorySource({ url: auditUrl, ...keys })), options),
])
const ready: OwnSubgraphs = { policy: policy.url, 'access-history': history.url }
process.send?.(ready)

process.once('disconnect', () => void Promise.all([policy.close(), history.close()]))
