import { createHmac, createSecretKey } from 'node:crypto'

/** Stands for a data subject in the exports to one recipient. */
export type ExportPseudonym = (subjectHash: Buffer) => string

/**
 * The same for the same data subject and recipient only: recipients cannot join what they were given, and the hashes
 * that the log keeps are in no export. `key` of 32 bytes.
 */
export function exportPseudonyms(key: Buffer, recipient: string): ExportPseudonym {
  const secret = createSecretKey(key)
  return (subjectHash) =>
    createHmac('sha256', secret)
      .update(`dagr/export/v1\n${recipient}\n`)
      .update(subjectHash)
      .digest('base64url')
}
