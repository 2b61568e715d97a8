import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { pino } from 'pino'
import type { Logger } from 'pino'
import type { AccessContent } from '#audit/access-record.ts'
import { decodeContent } from '#audit/content.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import { readSubjectKeys } from '#audit/keys/subject-keys.ts'
import { recordRowColumns, recordRowOf } from '#audit/record-row.ts'
import type { RecordRow } from '#audit/record-row.ts'
import { subjectHash } from '#audit/subject.ts'
import { readConfig } from '#gateway/config.ts'
import demo from '#policies/demo/agreements.json' with { type: 'json' }
import type { DatabaseName } from '#tools/databases/names.ts'
import { demoCaller } from '#tools/demo/callers.ts'
import { findResident } from '#tools/demo/resident.ts'
import { readOrCreateSecret } from '#tools/secrets.ts'
import { startDagr } from '#tools/start-dagr.ts'
import type { DagrOptions } from '#tools/start-dagr.ts'
import { tokenOf } from '#tools/token.ts'
import { sharedCountry } from './country.ts'
import { createTestDatabase } from './postgres.ts'

export interface Asked {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

export interface GraphQLAnswer {
  readonly status: number
  readonly data: Record<string, unknown> | null | undefined
  readonly errors: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

/** An access record as a test compares it; its subject is whoever of the known people has its hash. */
export interface SeenRecord {
  readonly subject: string
  readonly organisation: string | null
  readonly permission: string | null
  readonly outcome: string
  readonly released: readonly string[]
  readonly withheld: readonly string[]
}

/** An access record with all of its content. */
export interface WholeRecord extends AccessContent {
  readonly subject: string
  readonly trace: string | null
}

export interface DagrUnderTest {
  readonly url: string
  readonly urls: Readonly<Record<DatabaseName, string>>
  /** Personal code of the demo's resident, 11 digits. */
  readonly resident: string
  /** A bearer token of a demo caller; `person` is who a resident is, unless it is the demo's. */
  token(caller: string, person?: string): Promise<string>
  /** Asks under the caller's first permission, and with a case where that needs one, unless `headers` say otherwise. */
  ask(caller: string, asked: Asked, headers?: Readonly<Record<string, string>>): Promise<GraphQLAnswer>
  /** The same, with the access records that the request has left; `codes` are the people whose records are told by name. */
  askAndSeeRecords(
    caller: string,
    asked: Asked,
    headers?: Readonly<Record<string, string>>,
    codes?: readonly string[],
  ): Promise<GraphQLAnswer & { readonly records: readonly SeenRecord[] }>
  /** All that the requests with these traces have left; `subjects` are told by name. */
  recordsOf(traces: readonly string[], subjects: readonly string[]): Promise<readonly WholeRecord[]>
  stop(): Promise<void>
}

const needCases = new Set(
  demo.agreements.filter(({ caseRequired }) => caseRequired).map(({ permission }) => permission),
)

/** A test asks as often as it likes, also about nobody, and waits for the answer. */
const unhurried = {
  REQUESTS_PER_SECOND: '1000000',
  MISSES_PER_MINUTE: '1000000',
  DEADLINE_MS: '60000',
  MAX_DEADLINE_MS: '60000',
  // Nor is anybody turned away because other tests keep the machine busy.
  MAX_EVENT_LOOP_DELAY_MS: '60000',
  // Tests count fetches, and change what registries hold behind their backs.
  HOT_ENTITIES_MB: '0',
}

/** All of DAGR in this process, over the shared country and, unless `own` says otherwise, policies and an audit of its own. */
export async function runDagr(
  env: Readonly<Record<string, string>> = {},
  own: Partial<Record<DatabaseName, string>> = {},
  log: Logger = pino({ level: 'silent' }),
  route?: DagrOptions['route'],
  feeds?: DagrOptions['feeds'],
): Promise<DagrUnderTest> {
  const country = await sharedCountry()
  const [policy, audit] = await Promise.all([createTestDatabase('policy'), createTestDatabase('audit')])
  const urls = { ...country, policy: policy.url, audit: audit.url, ...own }
  const keysFolder = await mkdtemp(join(tmpdir(), 'dagr-keys-'))
  const dagr = await startDagr({
    urls,
    keysFolder,
    config: readConfig({ PORT: '0', SHUTDOWN_MS: '1000', ...unhurried, ...env }),
    log,
    ...(route && { route }),
    ...(feeds && { feeds }),
  })
  const resident = await findResident(urls)
  const subjectKey = await readOrCreateSecret(keysFolder, 'audit-subject', 32)
  const auditKeys = masterKeys([await readOrCreateSecret(keysFolder, 'audit-master', 32)])
  const pool = new Pool({ connectionString: audit.url, max: 2 })
  // The databases are dropped at the end, whoever is still connected.
  pool.on('error', () => undefined)
  const tokens = new Map<string, Promise<string>>()
  const hashes = new Map<string, string>()
  const names = new Map<string, string>()

  async function ask(caller: string, asked: Asked, headers: Readonly<Record<string, string>> = {}) {
    tokens.set(caller, tokens.get(caller) ?? tokenOf(demoCaller(caller), dagr.issuer, async () => resident))
    const permission = headers['x-dagr-permission'] ?? demoCaller(caller).permissions[0] ?? ''
    const response = await fetch(`${dagr.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokens.get(caller)}`,
        'x-dagr-permission': permission,
        ...(needCases.has(permission) && { 'dagr-case': 'A-1' }),
        ...headers,
      },
      body: JSON.stringify(asked),
    })
    const body = (await response.json()) as Partial<GraphQLAnswer>
    return { status: response.status, data: body.data, errors: body.errors ?? [] }
  }

  async function recordsOf(traces: readonly string[], subjects: readonly string[]) {
    for (const subject of [resident, ...subjects]) {
      if (hashes.has(subject)) continue
      const hash = subjectHash(subjectKey, subject).toString('hex')
      hashes.set(subject, hash)
      names.set(hash, subject)
    }
    const { rows } = await pool.query<RecordRow>(
      `select ${recordRowColumns} from access_record
        where operation_id in (select id from operation_record where trace = any($1)) order by sequence`,
      [traces],
    )
    const keys = await readSubjectKeys(
      pool,
      auditKeys,
      rows.map((row) => row.subject_hash),
    )
    return rows.map(recordRowOf).map((row): WholeRecord => {
      const decoded = decodeContent(row.content, row, (keyId) => keys.get(keyId))
      if (decoded === null) throw new Error('A record has no content any more')
      return { ...decoded.content, subject: names.get(row.subjectHash.toString('hex')) ?? 'somebody' }
    })
  }

  return {
    url: dagr.url,
    urls,
    resident,
    token: async (caller, person = resident) => tokenOf(demoCaller(caller), dagr.issuer, async () => person),
    ask,
    async askAndSeeRecords(caller, asked, headers = {}, codes = []) {
      const trace = randomUUID().replaceAll('-', '')
      const answer = await ask(caller, asked, { traceparent: `00-${trace}-00f067aa0ba902b7-01`, ...headers })
      const records = await recordsOf([trace], codes)
      const seen = records.map(({ subject, organisation, permission, outcome, released, withheld }) => ({
        subject,
        organisation,
        permission,
        outcome,
        released,
        withheld,
      }))
      return { ...answer, records: seen }
    },
    recordsOf,
    async stop() {
      await dagr.stop()
      await pool.end()
      await Promise.all([policy.drop(), audit.drop()])
      await rm(keysFolder, { recursive: true, force: true })
    },
  }
}
