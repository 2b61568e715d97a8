import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import type { AccessRecordInput, OperationRecord } from '#audit/access-record.ts'
import { openAuditLog } from '#audit/log.ts'
import { openProofReader } from '#audit/proofs/proof-reader.ts'
import type { ProofReader } from '#audit/proofs/proof-reader.ts'
import { openAuditReader } from '#audit/read.ts'
import type { HistoryRecord } from '#audit/read.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import type { Seal } from '#audit/sealing/sealer.ts'
import { subjectHash } from '#audit/subject.ts'
import type { Trust } from '#audit/verify/checkpoint.ts'
import { accessRecordInput, operationRecord, testMasterKeys as masterKeys } from './audit-records.ts'
import { createTestDatabase } from './postgres.ts'

/** An audit with a sealer that seals when it is told to. */
export interface SealedLog {
  readonly url: string
  readonly trust: Trust
  readonly proofs: ProofReader
  /** One request about these personal codes. */
  append(
    codes: readonly string[],
    operation?: Partial<OperationRecord>,
    record?: Partial<AccessRecordInput>,
  ): Promise<void>
  /** Seals all that is there. @param at time of the seal; now unless said otherwise. */
  seal(at?: Date): Promise<Seal>
  /** Newest first. @param at when it is asked for; now unless said otherwise. */
  history(codes: readonly string[], at?: Date): Promise<readonly HistoryRecord[]>
  hashesOf(codes: readonly string[]): Buffer[]
  /** @throws where the sealer has told of a problem. */
  close(): Promise<void>
}

export async function openSealedLog(origin = 'dagr.test/log'): Promise<SealedLog> {
  const database = await createTestDatabase('audit')
  const { url } = database
  const subjectKey = randomBytes(32)
  let now: Date | null = null
  const clock = () => now ?? new Date()
  const problems: string[] = []
  const signer = openLogSigner({ origin, keys: [generateKeyPairSync('ed25519').privateKey] })
  const log = await openAuditLog({ url, subjectKey, masterKeys, timeoutMs: 5000 })
  const reader = openAuditReader({ url, subjectKey, masterKeys, timeoutMs: 5000, clock })
  const sealer = await startSealer({
    url,
    signer,
    everyMs: Infinity,
    clock,
    onProblem: (message) => problems.push(message),
  })
  const proofs = openProofReader({ url, timeoutMs: 5000 })
  return {
    url,
    trust: { origin, verifierKeys: signer.verifierKeys(), verifyEd25519: verifiedByNode },
    proofs,
    async append(codes, operation = {}, record = {}) {
      await log.append(
        operationRecord({ subjects: codes.length, ...operation }),
        codes.map((code) => accessRecordInput(code, record)),
      )
    },
    async seal(at) {
      now = at ?? null
      const seal = (await sealer.sealNow()) ?? (await proofs.latest())
      if (seal === null) throw new Error('Nothing was sealed')
      return seal
    },
    async history(codes, at) {
      now = at ?? null
      const [page] = await reader.histories([{ codes, first: 100, before: null }])
      return page?.records ?? []
    },
    hashesOf: (codes) => codes.map((code) => subjectHash(subjectKey, code)),
    async close() {
      await sealer.close()
      await proofs.close()
      await reader.close()
      await log.close()
      await database.drop()
      if (problems.length > 0) throw new Error(problems.join('; '))
    },
  }
}

/** Many times faster than the verifier's own, which is for browsers. */
const verifiedByNode: Trust['verifyEd25519'] = (signature, message, publicKey) => {
  const x = Buffer.from(publicKey).toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  return verify(null, message, key, signature)
}
