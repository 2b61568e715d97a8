import { MalformedNote } from '#audit/proofs/signed-note.ts'
import { readWitnessAddress, type WitnessAddress } from '#audit/witness/witness-address.ts'

/** Thrown where the text of a setting cannot be used: what was expected. */
export class Expected extends Error {}

export function optional<T>(read: (text: string) => T): (text: string) => T | undefined {
  return read
}

export function nonEmpty(text: string): string {
  return text
}

export function oneOf<const T extends string>(...values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text)
    if (found === undefined) throw new Expected(`one of ${values.join(', ')}`)
    return found
  }
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new Expected(`a whole number from ${least} to ${most}`)
    }
    return value
  }
}

export function httpUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new Expected('an http or https URL')
  return text
}

export function hexKey(text: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new Expected('64 hexadecimal digits')
  return Buffer.from(text, 'hex')
}

export function hexKeys(text: string): readonly Buffer[] {
  const keys = text.split(',').map((part) => part.trim())
  const isUsable = keys.every((key) => /^[0-9a-f]{64}$/i.test(key))
  if (!isUsable || new Set(keys.map((key) => key.toLowerCase())).size < keys.length) {
    throw new Expected('different keys of 64 hexadecimal digits, comma-separated')
  }
  return keys.map((key) => Buffer.from(key, 'hex'))
}

export function witnessList(text: string): readonly WitnessAddress[] {
  try {
    const witnesses = text.split(',').map((part) => readWitnessAddress(part.trim()))
    if (new Set(witnesses.map(({ key }) => key.name)).size === witnesses.length) return witnesses
  } catch (error) {
    if (!(error instanceof MalformedNote)) throw error
  }
  throw new Expected('a comma-separated list of witnesses, each a verifier key for cosignatures, @ and a URL')
}

export function logOrigin(text: string): string {
  if (/[\s+]/.test(text)) throw new Expected('a name without spaces and plus signs')
  return text
}

export function fileList(text: string): readonly string[] {
  const files = text.split(',').map((part) => part.trim())
  if (files.includes('')) throw new Expected('a comma-separated list of files')
  return files
}

export function addressList(text: string): readonly string[] {
  const addresses = text.split(',').map((part) => part.trim())
  if (!addresses.every((address) => /^[0-9a-f.:]+(\/\d{1,3})?$/i.test(address))) {
    throw new Expected('a comma-separated list of addresses or networks')
  }
  return addresses
}

export function namedUrls(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((part) => part.trim().split(/=(.*)/s, 2))
  const urls = new Map<string, string>()
  for (const [name = '', url = ''] of pairs) {
    const usable = /^[a-z][a-z0-9-]*$/.test(name) && /^https?:\/\//.test(url) && URL.canParse(url)
    if (!usable || urls.has(name)) throw new Expected('a comma-separated list of name=URL')
    urls.set(name, url)
  }
  return urls
}
