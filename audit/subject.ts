import { hmacSha256 } from './hmac.ts'

/**
 * The keyed hash under which a data subject's records are kept: without the key, nobody can find out by trying all
 * personal codes whose they are.
 */
export function subjectHash(subjectKey: Buffer, subject: string): Buffer {
  return Buffer.from(hashedSubject(subjectKey, normalisedSubject(subject)), 'latin1')
}

/** The same of a code that is normalised, as a text of a character per byte. */
export function hashedSubject(subjectKey: Buffer, code: string): string {
  return hmacSha256(subjectKey, code)
}

/** Of each of the codes, every hash once. */
export function subjectHashes(subjectKey: Buffer, codes: readonly string[]): readonly Buffer[] {
  const texts = new Set(codes.map((code) => hashedSubject(subjectKey, normalisedSubject(code))))
  return [...texts].map((text) => Buffer.from(text, 'latin1'))
}

/** One spelling per data subject: personal codes without hyphen; `unresolved:<registry>:<row>` as it is. */
export function normalisedSubject(subject: string): string {
  return subject.startsWith('unresolved:') ? subject : subject.trim().replaceAll('-', '')
}
