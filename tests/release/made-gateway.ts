import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { cursorSeal } from '#gateway/operation/cursors.ts'
import { defaultLimits } from '#gateway/operation/limits.ts'
import type { Gateway, Guard } from '#gateway/pipeline.ts'
import type { Supergraph } from '#gateway/planner/supergraph.ts'
import { createServing } from '#gateway/serving.ts'
import { createTrust } from '#gateway/stages/identify.ts'
import { createThrottle } from '#gateway/stages/throttle.ts'
import { readAgreementsFile } from '#policies/agreements-file.ts'
import { compilePolicySet } from '#policies/compile.ts'
import { demoAgreements } from '#policies/load-agreements.ts'

/** The pipeline under the demonstration's agreements, without registries; its log is to be replaced. */
export async function gatewayOver(
  supergraph: Supergraph,
  { issuer, audience, jwks }: { readonly issuer: string; readonly audience: string; readonly jwks: string },
): Promise<Omit<Gateway, 'client' | 'guard'> & { readonly guard: Guard }> {
  const { agreements, applications, organisations } = readAgreementsFile(
    await readFile(demoAgreements, 'utf8'),
  )
  const nameOf = (id: string) => organisations.find((each) => each.id === id)?.name ?? id
  const set = compilePolicySet({
    epoch: 1,
    agreements: agreements.map((terms) => ({ ...terms, revision: 1, organisation: nameOf(terms.consumer) })),
    applications,
  })
  const serving = createServing(supergraph)
  const unhurried = 1_000_000_000
  return {
    serving: () => serving,
    seal: cursorSeal(randomBytes(32)),
    pseudonymKey: randomBytes(32),
    limits: defaultLimits,
    times: { deadlineMs: 600_000, maxDeadlineMs: 600_000 },
    entities: null,
    observe: () => undefined,
    guard: {
      trust: createTrust({ issuer, audience, keys: issuerKeys(jwks) }),
      policies: () => set,
      audit: {
        append: () => Promise.reject(new Error('a log of each request takes its place')),
        counts: () => ({ node: '', operations: 0, records: 0 }),
        close: async () => undefined,
      },
      quota: {
        take: async () => true,
        uses: async () => new Map(),
        blocks: () => 0,
        close: async () => undefined,
      },
      throttle: createThrottle({ requestsPerSecond: unhurried, missesPerMinute: unhurried }),
    },
  }
}
