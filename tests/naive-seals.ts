import type { Client } from 'pg'
import { housekeepingCommitment, operationCommitment, recordCommitment } from '#audit/commitments.ts'
import type { CommittedHousekeeping } from '#audit/commitments.ts'
import { operationRowColumns, operationRowOf } from '#audit/operation-row.ts'
import type { OperationRow } from '#audit/operation-row.ts'
import { recordRowColumns, recordRowOf } from '#audit/record-row.ts'
import type { RecordRow } from '#audit/record-row.ts'
import { hash, mapRoot, nothing, treeRoot, u64 } from './naive-tree.ts'

interface SealRow {
  number: string
  sealed_at_ms: string
  last_operation: string
  last_sequence: string
  last_housekeeping: string
  tree_size: string
  root: Buffer
  subjects: string
  heads_root: Buffer
}

interface Chain {
  readonly token: Buffer
  count: number
  link: Buffer
}

const before = { operation: 0, sequence: 0, housekeeping: 0, sealedAt: -1 }

/**
 * Works every seal of a log out from its records, by the definitions of `docs/audit-log-format.md` and all at once.
 * @returns what the log has otherwise; empty where every seal is what it must be.
 */
export async function differencesOfSeals(client: Client): Promise<string[]> {
  const { rows: operations } = await client.query<OperationRow>(
    `SELECT ${operationRowColumns} FROM operation_record ORDER BY number`,
  )
  const { rows: records } = await client.query<RecordRow>(
    `SELECT ${recordRowColumns} FROM access_record ORDER BY sequence`,
  )
  const { rows: housekeeping } = await client.query<CommittedHousekeeping>(
    'SELECT id, at, kind, author, approver, detail FROM housekeeping ORDER BY number',
  )
  const { rows: seals } = await client.query<SealRow>('SELECT * FROM seal ORDER BY number')
  const { rows: bundles } = await client.query<{ entries: Buffer }>(
    'SELECT entries FROM log_bundle ORDER BY bundle',
  )
  const differences: string[] = []
  const commitments = records.map((row) => recordCommitment(recordRowOf(row)))
  const chains = new Map<string, Chain>()
  const entries: Buffer[] = []
  let last = before
  for (const [index, seal] of seals.entries()) {
    const sealedAt = Number(seal.sealed_at_ms)
    const sequence = Number(seal.last_sequence)
    for (const [place, row] of records.slice(0, sequence).entries()) {
      const from = row.disclosed_from?.getTime() ?? 0
      if (from > sealedAt || (place < last.sequence && from <= last.sealedAt)) continue
      const token = hash('dagr/token/v1\n', row.subject_hash)
      const chain = chains.get(token.toString('hex')) ?? { token, count: 0, link: nothing }
      chain.count += 1
      chain.link = hash('dagr/chain/v1\n', chain.link, commitments[place] ?? nothing)
      chains.set(token.toString('hex'), chain)
    }
    // Large maps take long this way: those before the last one are believed.
    const isTold = chains.size > 5000 && index < seals.length - 1
    const headsRoot = isTold ? seal.heads_root : mapRoot([...chains.values()], 0)
    const kinds = [
      ...operations
        .slice(last.operation, Number(seal.last_operation))
        .map((row) => [2, operationCommitment(operationRowOf(row))] as const),
      ...commitments.slice(last.sequence, sequence).map((commitment) => [1, commitment] as const),
      ...housekeeping
        .slice(last.housekeeping, Number(seal.last_housekeeping))
        .map((row) => [4, housekeepingCommitment(row)] as const),
    ]
    entries.push(
      ...kinds.map(([kind, commitment]) => Buffer.concat([Buffer.of(kind), commitment])),
      Buffer.concat([
        Buffer.of(3),
        ...[index + 1, sealedAt, seal.last_operation, sequence, seal.last_housekeeping, chains.size].map(
          (number) => u64(Number(number)),
        ),
        headsRoot,
      ]),
    )
    const root = treeRoot(entries.map((entry) => hash(Buffer.of(0), entry)))
    const facts: Record<string, boolean> = {
      number: Number(seal.number) === index + 1,
      time: sealedAt > last.sealedAt,
      size: Number(seal.tree_size) === entries.length,
      root: seal.root.equals(root),
      subjects: Number(seal.subjects) === chains.size,
      heads: seal.heads_root.equals(headsRoot),
    }
    for (const [fact, holds] of Object.entries(facts)) {
      if (!holds) differences.push(`seal ${seal.number} has another ${fact}`)
    }
    last = {
      operation: Number(seal.last_operation),
      sequence,
      housekeeping: Number(seal.last_housekeeping),
      sealedAt,
    }
  }
  const bundled = entries.map((entry) => Buffer.concat([Buffer.of(0, entry.length), entry]))
  if (!Buffer.concat(bundles.map((row) => row.entries)).equals(Buffer.concat(bundled))) {
    differences.push('the bundles hold other entries')
  }
  return differences
}
