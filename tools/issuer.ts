import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose'
import { StartError } from './databases/start-error.ts'

/** The demo's own issuer of tokens. A real one takes its place by `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `TOKEN_JWKS`. */
export interface Issuer {
  /** What the gateway is told to trust. */
  readonly issuer: string
  readonly audience: string
  /** File with the public keys, for `TOKEN_JWKS`. */
  readonly jwks: string
  sign(claims: Readonly<Record<string, string>>, now?: Date): Promise<string>
}

const lifetimeSeconds = 12 * 60 * 60

/**
 * Opens the issuer whose ES256 key is kept in `folder`, readable by its owner only; makes it at the first start.
 * Processes that start together agree on one key. Throws `StartError` where the key cannot be read.
 */
export async function openIssuer(folder: string): Promise<Issuer> {
  await mkdir(folder, { recursive: true }).catch(({ message }: Error) => {
    throw new StartError(`The keys' folder ${folder} cannot be made: ${message}.`)
  })
  const file = join(folder, 'issuer.jwk')
  const key = (await readKey(file)) ?? (await createKey(file))
  const kid = await calculateJwkThumbprint(key)
  const jwks = join(folder, 'issuer.jwks.json')
  await replaceFile(jwks, JSON.stringify({ keys: [publicPart(key, kid)] }))
  const signingKey = await importJWK(key, 'ES256')
  const issuer = 'urn:dagr:demo-issuer'
  const audience = 'dagr'
  return {
    issuer,
    audience,
    jwks,
    sign(claims, now = new Date()) {
      const seconds = Math.floor(now.getTime() / 1000)
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(seconds)
        .setNotBefore(seconds)
        .setExpirationTime(seconds + lifetimeSeconds)
        .sign(signingKey)
    },
  }
}

/** Without the private member `d`. */
function publicPart({ kty, crv, x, y }: JWK, kid: string): JWK {
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }
}

async function readKey(file: string): Promise<JWK | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new StartError(`${file} cannot be read. Make it readable for this user.`)
  }
  try {
    const key: JWK = JSON.parse(text)
    await importJWK(key, 'ES256')
    if (typeof key.d !== 'string') throw new Error('no private part')
    return key
  } catch {
    throw new StartError(`${file} does not hold a signing key. Remove it, and a new one is made.`)
  }
}

async function createKey(file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  // A link appears whole or not at all, and never replaces the key of a process that was quicker.
  await link(draft, file).catch(() => undefined)
  await rm(draft)
  const key = await readKey(file)
  if (!key) throw new StartError(`${file} cannot be written. Make its folder writable for this user.`)
  return key
}

/** A reader sees the old file or the new one, never half of one; an unchanged file is left alone. */
async function replaceFile(file: string, text: string): Promise<void> {
  const present = await readFile(file, 'utf8').catch(() => undefined)
  if (present === text) return
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text, { flush: true })
  await rename(draft, file)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
