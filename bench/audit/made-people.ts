import { createHmac, createPrivateKey, createSecretKey, hash } from 'node:crypto'
import type { ContentKey } from '#audit/content-layout.ts'
import { masterKeys } from '#audit/keys/master-key.ts'
import type { MasterKeys } from '#audit/keys/master-key.ts'
import { openLogSigner } from '#audit/sealing/log-signer.ts'
import type { LogSigner } from '#audit/sealing/log-signer.ts'
import { subjectHash } from '#audit/subject.ts'
import { codeOf } from './made-operations.ts'

/** The same in every run, so that a log that was kept can be read again. No secret of anybody's. */
export const subjectKey = hash('sha256', 'bench subject key', 'buffer')
const masterKey = hash('sha256', 'bench master key', 'buffer')

/** The same as a gateway's settings. */
export const benchKeySettings = {
  AUDIT_SUBJECT_KEY: subjectKey.toString('hex'),
  AUDIT_MASTER_KEY: masterKey.toString('hex'),
} as const

export function benchMasterKeys(): MasterKeys {
  return masterKeys([masterKey])
}

/** What PKCS #8 has before the 32 bytes of an Ed25519 key. */
const ed25519Header = Buffer.from('302e020100300506032b657004220420', 'hex')

export function benchSigner(): LogSigner {
  const seed = hash('sha256', 'bench signing key', 'buffer')
  const key = createPrivateKey({
    key: Buffer.concat([ed25519Header, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return openLogSigner({ origin: 'bench.example/log', keys: [key] })
}

/** Every tenth record is about one of so many people whom everybody asks about. */
export const oftenAsked = 100

/** How many people a log of so many records is about: ten records to each, but for those who are often asked about. */
export function peopleOf(records: number): number {
  return Math.max(oftenAsked, Math.ceil(records / 10))
}

/** Whom a record is about: spread over all people without order, the same in every run. */
export function personOf(record: number, people: number): number {
  const spread = Math.imul(record + 1, 0x9e37_79b1) >>> 0
  const mixed = Math.imul(spread ^ (spread >>> 15), 0x85eb_ca77) >>> 0
  return record % 10 === 0 ? mixed % oftenAsked : mixed % people
}

/** What the log keeps of each person, worked out once. */
export interface MadePeople {
  readonly count: number
  hashOf(person: number): Buffer
  keyOf(person: number): ContentKey
}

export function madePeople(count: number): MadePeople {
  const hashes = Buffer.allocUnsafe(count * 32)
  const keys = Buffer.allocUnsafe(count * 32)
  const secret = createSecretKey(masterKey)
  for (let person = 0; person < count; person++) {
    subjectHash(subjectKey, codeOf(person)).copy(hashes, person * 32)
    createHmac('sha256', secret)
      .update(`content ${person}`)
      .digest()
      .copy(keys, person * 32)
  }
  return {
    count,
    hashOf: (person) => part(hashes, person),
    keyOf: (person) => ({ id: uuidOf(part(hashes, person)), key: part(keys, person) }),
  }
}

/** The 32 bytes of each person stand one after the other. */
function part(all: Buffer, person: number): Buffer {
  return all.subarray(person * 32, person * 32 + 32)
}

function uuidOf(bytes: Buffer): string {
  const digits = bytes.toString('hex', 0, 16)
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
