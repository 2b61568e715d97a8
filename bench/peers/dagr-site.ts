import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Pool } from 'pg'
import type { AgreementTerms } from '#policies/store-rows.ts'
import { publish } from '#policies/store.ts'
import { openIssuer } from '#tools/issuer.ts'
import type { Issuer } from '#tools/issuer.ts'
import { startChild } from '../audit/children.ts'
import { cores, pinDatabase } from '../audit/cores.ts'
import { benchKeySettings } from '../audit/made-people.ts'
import { startSealing } from '../audit/sealing.ts'
import { openOwnServer } from '../own-database.ts'
import type { OwnServer } from '../own-database.ts'
import { benchCaller } from './bench-agreements.ts'
import type { OwnSubgraphs } from './own-subgraphs-process.ts'

/** What DAGR needs beside the registries: policies, audit and sealer on a real PostgreSQL, and an issuer of tokens. */
export interface DagrSite {
  /** The settings of a gateway, but for its port and subgraphs. */
  readonly env: Readonly<Record<string, string>>
  /** Beside the registries. */
  readonly subgraphs: OwnSubgraphs
  readonly issuer: Issuer
  /** The PostgreSQL that policies and audit are on. */
  readonly server: OwnServer
  readonly auditUrl: string
  /** Of the caller of the benchmark. */
  headers(caller?: {
    consumer: string
    application: string
    permission: string
  }): Promise<Record<string, string>>
  publish(agreements: readonly AgreementTerms[]): Promise<void>
  close(): Promise<void>
}

/** Of every gateway that is measured: no line for each request, which no peer writes either. */
export const logLevel = 'warn'

export async function openDagrSite(folder: string, agreements: readonly AgreementTerms[]): Promise<DagrSite> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const server = await openOwnServer()
    ends.push(() => server.close())
    const [policyUrl, auditUrl] = await Promise.all([server.database('policy'), server.database('audit')])
    await pinDatabase(auditUrl, server.pid)
    const pool = new Pool({ connectionString: policyUrl, max: 1 })
    ends.push(() => pool.end())
    const publishAll = async (those: readonly AgreementTerms[]): Promise<void> => {
      const consumers = [...new Set(those.map(({ consumer }) => consumer))]
      const organisations = consumers.map((id) => ({ id, name: id }))
      const applications = consumers.map((consumer) => ({
        id: `${consumer}-application`,
        consumer,
        defaultPermission: null,
      }))
      await publish(pool, { organisations, applications, agreements: those }, { author: 'bench' })
    }
    await publishAll(agreements)
    const issuer = await openIssuer(join(folder, 'keys'))
    const credential = randomBytes(32).toString('base64url')
    const databases = { POLICY_DATABASE_URL: policyUrl, AUDIT_DATABASE_URL: auditUrl }
    const own = startChild<OwnSubgraphs>('../peers/own-subgraphs-process.ts', cores.database, {
      ...databases,
      ...benchKeySettings,
      SUBGRAPH_CREDENTIAL: credential,
    })
    ends.push(() => own.close())
    const subgraphs = await own.next((message): message is OwnSubgraphs => 'policy' in message)
    const sealing = await startSealing(auditUrl)
    ends.push(() => sealing.close())
    return {
      subgraphs,
      issuer,
      server,
      auditUrl,
      env: {
        SUBGRAPH_CREDENTIAL: credential,
        POLICY_URL: subgraphs.policy,
        AUDIT_DATABASE_URL: auditUrl,
        ...benchKeySettings,
        CURSOR_KEY: randomBytes(32).toString('hex'),
        PSEUDONYM_KEY: randomBytes(32).toString('hex'),
        TOKEN_ISSUER: issuer.issuer,
        TOKEN_AUDIENCE: issuer.audience,
        TOKEN_JWKS: issuer.jwks,
        LOG_LEVEL: logLevel,
        // What it can do is measured, and not what it refuses.
        REQUESTS_PER_SECOND: '1000000',
        MISSES_PER_MINUTE: '1000000',
        MAX_IN_FLIGHT: '1000000',
        AUDIT_TIMEOUT_MS: '60000',
        // No peer gives up or turns anybody away, and all of them are asked more than they can do.
        DEADLINE_MS: '10000',
        MAX_EVENT_LOOP_DELAY_MS: '60000',
      },
      async headers({ consumer, application, permission } = benchCaller) {
        const token = await issuer.sign({ consumer, application })
        return { authorization: `Bearer ${token}`, 'x-dagr-permission': permission }
      },
      publish: publishAll,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
