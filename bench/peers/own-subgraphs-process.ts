import { randomBytes } from 'node:crypto'
import { masterKeys } from '#audit/keys/master-key.ts'
import { accessHistorySubgraph } from '#subgraphs/access-history/resolvers.ts'
import { openAccessHistorySource } from '#subgraphs/access-history/source.ts'
import { policySubgraph } from '#subgraphs/policy/resolvers.ts'
import { openPolicySource } from '#subgraphs/policy/source.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'

/** Where the two subgraphs are that are DAGR's own. */
export interface OwnSubgraphs {
  readonly policy: string
  readonly 'access-history': string
}

/** The policies and the residents' view of the audit, over real databases, as a process of their own. */
const options = { credential: process.env['SUBGRAPH_CREDENTIAL'] ?? '' }
const url = process.env['POLICY_DATABASE_URL'] ?? ''
const auditUrl = process.env['AUDIT_DATABASE_URL'] ?? ''
const keyIn = (name: string): Buffer => Buffer.from(process.env[name] ?? '', 'hex')
const keys = { subjectKey: keyIn('AUDIT_SUBJECT_KEY'), masterKeys: masterKeys([keyIn('AUDIT_MASTER_KEY')]) }
const [policy, history] = await Promise.all([
  serveSubgraph(policySubgraph(openPolicySource({ url, auditUrl, consentKey: randomBytes(32) })), options),
  serveSubgraph(accessHistorySubgraph(openAccessHistorySource({ url: auditUrl, ...keys })), options),
])
const ready: OwnSubgraphs = { policy: policy.url, 'access-history': history.url }
process.send?.(ready)

process.once('disconnect', () => void Promise.all([policy.close(), history.close()]))
