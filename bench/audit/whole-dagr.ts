import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Pool } from 'pg'
import { Pool as Connections } from 'undici'
import { demoAgreements, loadAgreements } from '#policies/load-agreements.ts'
import { generateCountry } from '#tools/country/generate.ts'
import { databaseNames } from '#tools/databases/names.ts'
import type { DatabaseName } from '#tools/databases/names.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { openIssuer } from '#tools/issuer.ts'
import { tokenOf } from '#tools/token.ts'
import { makeBenchFolder } from '../bench-folders.ts'
import type { OwnServer } from '../own-database.ts'
import { startChild } from './children.ts'
import type { Child } from './children.ts'
import { cores, processorSeconds } from './cores.ts'
import type { FromGateway } from './gateway-process.ts'
import { startSealing } from './sealing.ts'
import type { SubgraphsReady } from './subgraphs-process.ts'

/** One request of the tax administration: two registries, one data subject. */
const query =
  'query Taxpayer($code: String!) { person(personalCode: $code) { givenName familyName properties { cadastralNumber } } }'

/** All of DAGR, in processes as they are deployed. */
export interface Whole {
  /** Asks about each person once, so that the subgraphs' answers are remembered. */
  askAll(): Promise<void>
  ask(number: number): Promise<void>
  /** Whether what is answered from now on is recorded. */
  switchAudit(audit: boolean): Promise<void>
  /** Of processor, so far; null where the system does not tell. */
  gatewaySeconds(): number | null
  close(): Promise<void>
}

/** A country of so many people, some of whom will be asked about, its subgraphs, a sealer, and a gateway on a core of its own. */
export async function startWhole(
  server: OwnServer,
  auditUrl: string,
  { people, asked }: { people: number; asked: number },
): Promise<Whole> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const urls = Object.fromEntries(
      await Promise.all(
        databaseNames.map(async (name) => [name, name === 'audit' ? auditUrl : await server.database(name)]),
      ),
    ) as Record<DatabaseName, string>
    await generateCountry({ urls, people, seed: 7, replace: true })
    await publishAgreements(urls.policy)
    const codes = await codesOf(urls.population, asked)
    const keysFolder = await makeBenchFolder()
    ends.push(() => rm(keysFolder, { recursive: true, force: true }))
    const issuer = await openIssuer(keysFolder)
    const token = await tokenOf(demoCaller('vid'), issuer, async () => '')
    const credential = { SUBGRAPH_CREDENTIAL: randomBytes(32).toString('base64url') }
    const subgraphs = startChild<SubgraphsReady>('subgraphs-process.ts', cores.database, {
      ...credential,
      DATABASE_URLS: JSON.stringify(urls),
    })
    ends.push(() => subgraphs.close())
    const { subgraphs: composed, policyUrl } = await subgraphs.next(
      (message): message is SubgraphsReady => 'policyUrl' in message,
    )
    const sealing = await startSealing(auditUrl)
    ends.push(() => sealing.close())
    const gateway = startChild<FromGateway>('gateway-process.ts', cores.gateway, {
      ...credential,
      PORT: '0',
      SUBGRAPHS: composed,
      POLICY_URL: policyUrl,
      AUDIT_DATABASE_URL: auditUrl,
      TOKEN_ISSUER: issuer.issuer,
      TOKEN_AUDIENCE: issuer.audience,
      TOKEN_JWKS: issuer.jwks,
      // A machine that cannot keep up shows by its latencies, and not by what it refuses.
      REQUESTS_PER_SECOND: '1000000',
      MAX_IN_FLIGHT: '1000000',
      AUDIT_TIMEOUT_MS: '60000',
      SUBGRAPH_TIMEOUT_MS: '60000',
      DEADLINE_MS: '60000',
      MAX_DEADLINE_MS: '60000',
      HOT_ENTITIES_MB: '0',
    })
    ends.push(() => gateway.close())
    const { url } = await gateway.next((message) => message.kind === 'ready')
    const connections = new Connections(url, { connections: 64 })
    ends.push(() => connections.close())
    const ask = (number: number) => askAbout(connections, token, codes[number % codes.length] ?? '')
    return {
      ask,
      async askAll() {
        for (let number = 0; number < codes.length; number++) {
          // The first answers may come late enough for the gateway to refuse them.
          await ask(number).catch(() => ask(number))
        }
      },
      switchAudit: (audit) => switchAudit(gateway, audit),
      gatewaySeconds: () => processorSeconds(gateway.pid),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function askAbout(connections: Connections, token: string, code: string): Promise<void> {
  const { statusCode, body } = await connections.request({
    method: 'POST',
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-dagr-permission': '1001',
    },
    body: JSON.stringify({ query, variables: { code } }),
  })
  const answer = await body.text()
  if (statusCode !== 200 || !answer.startsWith('{"data":{"person":{')) {
    throw new Error(`A request was answered with status ${statusCode}, without a person`)
  }
}

async function switchAudit(gateway: Child<FromGateway>, audit: boolean): Promise<void> {
  const switched = gateway.next((message) => message.kind === 'switched')
  gateway.send({ audit })
  await switched
}

async function publishAgreements(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    await loadAgreements(pool, demoAgreements, { author: 'demo' })
  } finally {
    await pool.end()
  }
}

/** People whom the tax administration may see: the living, whose address is no secret. */
async function codesOf(url: string, most: number): Promise<readonly string[]> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    const { rows } = await pool.query<{ code: string }>(
      'SELECT code FROM person WHERE date_of_death IS NULL AND ended_at IS NULL AND NOT address_secret ORDER BY code LIMIT $1',
      [most],
    )
    return rows.map(({ code }) => code)
  } finally {
    await pool.end()
  }
}
