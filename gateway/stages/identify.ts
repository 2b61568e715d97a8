import { hash } from 'node:crypto'
import { errors as joseErrors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Caller } from '#policies/model.ts'
import { createAllowances } from '../operation/allowances.ts'
import type { Allowances } from '../operation/allowances.ts'
import type { GraphQLRequest } from './parse.ts'

export interface Unidentified {
  readonly unidentified: true
  readonly code: 'UNAUTHENTICATED' | 'OVERLOADED'
  /** For the caller; never repeats the token or a claim. */
  readonly message: string
}

export interface TrustOptions {
  readonly issuer: string
  readonly audience: string
  readonly keys: JWTVerifyGetKey
  /** Attempts without a valid token that one remote address may make at once. */
  readonly attempts?: number
  /** How many of them it gets back a second. */
  readonly attemptsPerSecond?: number
}

/** Whom the gateway believes, with what it remembers about tokens and about addresses without one. */
export interface Trust {
  readonly options: TrustOptions
  readonly verified: LRUCache<string, Verified>
  readonly attempts: Allowances
}

interface Verified {
  readonly caller: Caller
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

const maxTokenLength = 8192
const maxClaimLength = 200
const algorithms = ['ES256', 'RS256', 'EdDSA']

export function createTrust(options: TrustOptions): Trust {
  const { attempts = 20, attemptsPerSecond = 2 } = options
  return {
    options,
    verified: new LRUCache({ max: 10_000 }),
    attempts: createAllowances({ atOnce: attempts, perSecond: attemptsPerSecond }),
  }
}

/**
 * Who sends the request; at once where the token is known. Never throws, nor rejects: whoever cannot be identified is `Unidentified`.
 * A verified token is remembered by its hash until it expires, so that its signature is checked once.
 */
export function identify(
  request: Pick<GraphQLRequest, 'headers' | 'remoteAddress' | 'receivedAt'>,
  trust: Trust,
): Caller | Unidentified | Promise<Caller | Unidentified> {
  const now = request.receivedAt
  const header = request.headers.authorization
  const token = header === undefined ? undefined : /^Bearer +([\w.~+/=-]+) *$/i.exec(header)?.[1]
  const key =
    token !== undefined && token.length <= maxTokenLength ? hash('sha256', token, 'base64') : undefined
  const known = key === undefined ? undefined : trust.verified.get(key)
  if (known && known.expiresAt > now.getTime()) return known.caller
  return identifyAnew(request, token, key, trust)
}

async function identifyAnew(
  {
    headers: { authorization: header },
    remoteAddress,
    receivedAt: now,
  }: Pick<GraphQLRequest, 'headers' | 'remoteAddress' | 'receivedAt'>,
  token: string | undefined,
  key: string | undefined,
  trust: Trust,
): Promise<Caller | Unidentified> {
  const address = networkOf(remoteAddress)
  if (trust.attempts.left(address, now) < 1) {
    return unidentified(
      'OVERLOADED',
      'Too many attempts without a valid token from this address: try again later',
    )
  }
  const outcome =
    token === undefined || key === undefined
      ? unidentified('UNAUTHENTICATED', header === undefined ? missing : malformed)
      : await verify(token, key, trust, now)
  if ('unidentified' in outcome && outcome.code === 'UNAUTHENTICATED') trust.attempts.spend(address, now)
  return outcome
}

const missing = 'A bearer token is required in the Authorization header'
const malformed = 'The Authorization header does not hold a bearer token'

async function verify(token: string, key: string, trust: Trust, now: Date): Promise<Caller | Unidentified> {
  try {
    const { issuer, audience, keys } = trust.options
    const { payload } = await jwtVerify(token, withKeyId(keys), {
      issuer,
      audience,
      algorithms,
      currentDate: now,
      requiredClaims: ['exp'],
    })
    const caller = callerOf(payload)
    if (typeof caller === 'string') return unidentified('UNAUTHENTICATED', caller)
    // jose has checked that `exp` is there, a number and later than now.
    trust.verified.set(key, { caller, expiresAt: (payload.exp ?? 0) * 1000 })
    return caller
  } catch (error) {
    return explain(error)
  }
}

/** RFC 7515 leaves `kid` optional; here the token must say which key signed it. */
function withKeyId(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return (header, token) => {
    if (typeof header.kid !== 'string') throw new joseErrors.JWKSNoMatchingKey('no key id')
    return keys(header, token)
  }
}

/** The caller that a token names, or what is wrong with its claims. */
function callerOf(payload: JWTPayload): Caller | string {
  const { consumer, application, official, personal_code: personalCode } = payload
  if (!isName(consumer)) return 'The token must name its consumer'
  if (!isName(application)) return 'The token must name its application'
  if (official !== undefined && !isName(official)) return 'The claim official of the token is not usable'
  const code = typeof personalCode === 'string' ? /^(\d{6})-?(\d{5})$/.exec(personalCode) : null
  if (personalCode !== undefined && !code)
    return 'The claim personal_code of the token is not a personal code'
  return {
    consumer,
    application,
    ...(official !== undefined && { official }),
    ...(code && { personalCode: `${code[1]}${code[2]}` }),
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxClaimLength
}

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The token has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'The token is not meant for this gateway, or not valid yet',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "The token's signature does not match",
  ERR_JWKS_NO_MATCHING_KEY: "The token's signing key is not among the issuer's keys",
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is signed in a way that is not accepted',
}

/** Faults on the issuer's side: the caller has done nothing wrong, and no attempt is counted. */
const issuerFaults = new Set([
  'ERR_JWKS_TIMEOUT',
  'ERR_JWKS_INVALID',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_GENERIC',
])

function explain(error: unknown): Unidentified {
  const code = error instanceof joseErrors.JOSEError ? error.code : undefined
  if (code === undefined || issuerFaults.has(code)) {
    return unidentified('OVERLOADED', "The issuer's keys cannot be read at the moment: try again later")
  }
  return unidentified('UNAUTHENTICATED', reasons[code] ?? 'The token is not a valid JSON Web Token')
}

/** One household or server holds a whole /64 of IPv6 addresses. */
function networkOf(address: string): string {
  return address.includes(':') && !address.startsWith('::ffff:') ? address.split(':', 4).join(':') : address
}

function unidentified(code: Unidentified['code'], message: string): Unidentified {
  return { unidentified: true, code, message }
}
