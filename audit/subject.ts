import { createHmac } from 'node:crypto'
import { keyObject } from './key-object.ts'

/**
 * The keyed hash under which a data subject's records are kept: without the key, nobody can find out by trying all
 * personal codes whose they are.
 */
export function subjectHash(subjectKey: Buffer, subject: string): Buffer {
  const hmac = createHmac('sha256', keyObject(subjectKey)).update(normalisedSubject(subject))
  // By way of a text, which is quicker than bytes with memory of their own.
  return Buffer.from(hmac.digest('binary'), 'latin1')
}

/** Of each of the codes, every hash once. */
export function subjectHashes(subjectKey: Buffer, codes: readonly string[]): readonly Buffer[] {
  const hashes = new Map(
    codes.map((code) => subjectHash(subjectKey, code)).map((each) => [each.toString('hex'), each]),
  )
  return [...hashes.values()]
}

/** One spelling per data subject: personal codes without hyphen; `unresolved:<registry>:<row>` as it is. */
export function normalisedSubject(subject: string): string {
  return subject.startsWith('unresolved:') ? subject : subject.trim().replaceAll('-', '')
}
