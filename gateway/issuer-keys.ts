import { readFile, stat } from 'node:fs/promises'
import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

/**
 * The issuer's public keys, from a URL or a file holding a JWKS. New keys are found without a restart: a file is read
 * again when it has changed, a URL when a token names an unknown key, at most every five seconds, and every ten
 * minutes in any case. Throws an error of jose where no key fits, any other where the set cannot be read.
 */
export function issuerKeys(place: string): JWTVerifyGetKey {
  if (/^https?:\/\//.test(place)) {
    return createRemoteJWKSet(new URL(place), { timeoutDuration: 2000, cooldownDuration: 5000 })
  }
  return fileKeys(place)
}

function fileKeys(path: string): JWTVerifyGetKey {
  let read: { readonly keys: JWTVerifyGetKey; readonly mtimeMs: number } | undefined
  return async (header, token) => {
    const { mtimeMs } = await stat(path)
    if (read?.mtimeMs !== mtimeMs) {
      const keySet: JSONWebKeySet = JSON.parse(await readFile(path, 'utf8'))
      read = { keys: createLocalJWKSet(keySet), mtimeMs }
    }
    return read.keys(header, token)
  }
}
