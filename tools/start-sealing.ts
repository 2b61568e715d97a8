import type { Logger } from 'pino'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import { startSealer } from '#audit/sealing/sealer.ts'
import { startCosigning } from '#audit/witness/cosigning.ts'
import { ConfigError } from '#gateway/config.ts'
import type { Config } from '#gateway/config.ts'
import { openSigningKeys } from './signing-keys.ts'

export interface SealingOptions {
  /** Of the audit database. */
  readonly url: string
  /** Where the log's key is kept, unless AUDIT_SIGNING_KEYS names others. */
  readonly keysFolder: string
  readonly config: Pick<Config, 'auditLogOrigin' | 'auditSigningKeys' | 'auditWitnesses'>
  readonly log: Logger
}

/**
 * Seals the audit log, and has the witnesses sign what is sealed.
 * @throws StartError, ConfigError where the log's keys cannot be used. The database need not answer yet.
 */
export async function startSealing({
  url,
  keysFolder,
  config,
  log,
}: SealingOptions): Promise<{ close(): Promise<void> }> {
  const keys = await openSigningKeys(config.auditSigningKeys, keysFolder)
  if (!keys.some(({ type }) => type === 'private')) {
    throw new ConfigError('AUDIT_SIGNING_KEYS must name a private key among its files')
  }
  const onProblem = (message: string): void => log.error(message)
  const cosigning = startCosigning({ url, witnesses: config.auditWitnesses, onProblem })
  const sealer = await startSealer({
    url,
    signer: openLogSigner({ origin: config.auditLogOrigin, keys }),
    onSeal: (seal) => cosigning.sealed(seal),
    onProblem,
  })
  return {
    async close() {
      await sealer.close()
      await cosigning.close()
    },
  }
}
