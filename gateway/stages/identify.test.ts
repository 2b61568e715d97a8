import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { issuerKeys } from '../issuer-keys.ts'
import { createTrust, identify, type Trust } from './identify.ts'
import type { GraphQLRequest } from './parse.ts'

const now = new Date('2026-11-21T10:00:00Z')
const seconds = now.getTime() / 1000
const good = { consumer: 'vid', application: 'vid-esks', official: 'vid-0117' }

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
const pairs = new Map<string, Pair>()
let trust: Trust

async function keySet(...algorithms: string[]) {
  const keys = algorithms.map(async (alg) => {
    const pair = pairs.get(alg) ?? (await generateKeyPair(alg, { extractable: true }))
    pairs.set(alg, pair)
    return { ...(await exportJWK(pair.publicKey)), kid: `key-${alg}`, alg, use: 'sig' }
  })
  return { keys: await Promise.all(keys) }
}

beforeAll(async () => {
  const keys = createLocalJWKSet(await keySet('ES256', 'RS256', 'EdDSA', 'ES384'))
  trust = createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys, attempts: 1e6 })
})

interface Forging {
  readonly alg?: string
  readonly header?: Record<string, unknown>
}

async function token(claims: JWTPayload = {}, { alg = 'ES256', header = {} }: Forging = {}): Promise<string> {
  const payload = { iss: 'urn:issuer', aud: 'dagr', exp: seconds + 60, ...good, ...claims }
  const key = pairs.get(alg)?.privateKey
  if (!key) throw new Error(`no key for ${alg}`)
  return new SignJWT(payload).setProtectedHeader({ alg, kid: `key-${alg}`, ...header }).sign(key)
}

function ask(authorization: string | undefined, options: { at?: Date; from?: string; by?: Trust } = {}) {
  const { at = now, from = '192.0.2.1', by = trust } = options
  const request: GraphQLRequest = {
    body: {},
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    remoteAddress: from,
    receivedAt: at,
    signal: new AbortController().signal,
  }
  return identify(request, by)
}

const unsecured = () => new UnsecuredJWT({ ...good }).setIssuer('urn:issuer').setAudience('dagr').encode()
const tampered = async () => {
  const [header = '', , signature = ''] = (await token()).split('.')
  const payload = Buffer.from(JSON.stringify({ ...good, consumer: 'csp', exp: seconds + 60 })).toString(
    'base64url',
  )
  return [header, payload, signature].join('.')
}

describe('identify', () => {
  test.each(['ES256', 'RS256', 'EdDSA'])('believes a token signed with %s', async (alg) => {
    expect(await ask(`Bearer ${await token({}, { alg })}`)).toEqual(good)
    expect(await ask(`bearer ${await token({ nbf: seconds }, { alg })}`)).toEqual(good)
  })

  test('reads the personal code with and without a hyphen, and no claim that it does not know', async () => {
    const bearer = `Bearer ${await token({ personal_code: '392345-12345', official: undefined, admin: true })}`
    expect(await ask(bearer)).toEqual({
      consumer: 'vid',
      application: 'vid-esks',
      personalCode: '39234512345',
    })
    expect(await ask(`Bearer ${await token({ personal_code: '39234512345' })}`)).toMatchObject({
      personalCode: '39234512345',
    })
  })

  test.each<[string, () => string | Promise<string>]>([
    ['expired', () => token({ exp: seconds - 1 })],
    ['without expiry', () => token({ exp: undefined })],
    ['not valid yet', () => token({ nbf: seconds + 60 })],
    ['of another issuer', () => token({ iss: 'urn:other' })],
    ['for another audience', () => token({ aud: 'other' })],
    ['without a key id', () => token({}, { header: { kid: undefined } })],
    ['with an unknown key id', () => token({}, { header: { kid: 'key-unknown' } })],
    ["with another key's id", () => token({}, { header: { kid: 'key-EdDSA' } })],
    ['signed with an algorithm that is not accepted', () => token({}, { alg: 'ES384' })],
    ['not signed', unsecured],
    ['tampered with', tampered],
    ['without consumer', () => token({ consumer: undefined })],
    ['with an empty consumer', () => token({ consumer: '' })],
    ['with a consumer that is no text', () => token({ consumer: ['vid'] })],
    ['without application', () => token({ application: undefined })],
    ['with an official that is no text', () => token({ official: 7 })],
    ['with an endless official', () => token({ official: 'x'.repeat(201) })],
    ['with a personal code that is none', () => token({ personal_code: '1234' })],
    ['with a personal code that is no text', () => token({ personal_code: 39234512345 })],
    ['far too long', () => token({ filler: 'x'.repeat(9000) })],
    ['that is none', () => 'abc.def.ghi'],
    ['that is a number', () => '1'],
  ])('does not believe a token %s', async (_name, make) => {
    const made = await make()
    const outcome = await ask(`Bearer ${made}`)
    expect(outcome).toMatchObject({ unidentified: true, code: 'UNAUTHENTICATED' })
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${made.slice(0, 40)}|vid|1234|other`))
  })

  test.each([undefined, '', 'Basic dmlkOnNlY3JldA==', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer ā'])(
    'asks for a token where the header is %o',
    async (header) => {
      expect(await ask(header)).toMatchObject({ unidentified: true, code: 'UNAUTHENTICATED' })
    },
  )

  test('checks a signature once, and expiry every time', async () => {
    const keys = vi.fn<JWTVerifyGetKey>(createLocalJWKSet(await keySet('ES256')))
    const by = createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys })
    const bearer = `Bearer ${await token()}`
    expect(await ask(bearer, { by })).toEqual(good)
    expect(await ask(bearer, { by, at: new Date(now.getTime() + 59_000) })).toEqual(good)
    expect(keys).toHaveBeenCalledTimes(1)
    const late = new Date(now.getTime() + 60_000)
    expect(await ask(bearer, { by, at: late })).toMatchObject({ message: 'The token has expired' })
  })
})

async function limited() {
  const keys = createLocalJWKSet(await keySet('ES256'))
  return createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys, attempts: 2, attemptsPerSecond: 1 })
}

describe('attempts without a valid token', () => {
  test('are limited per address, and come back with time', async () => {
    const by = await limited()
    const at = (ms: number, from?: string) =>
      ask(undefined, { by, at: new Date(now.getTime() + ms), ...(from && { from }) })
    expect(await at(0)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await at(0)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await at(0)).toMatchObject({ code: 'OVERLOADED' })
    expect(await at(0, '192.0.2.2')).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await at(999)).toMatchObject({ code: 'OVERLOADED' })
    expect(await at(1000)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await at(1000)).toMatchObject({ code: 'OVERLOADED' })
  })

  test('count for a whole IPv6 network', async () => {
    const by = await limited()
    for (const last of ['1', '2']) await ask(undefined, { by, from: `2001:db8:0:1:0:0:0:${last}` })
    expect(await ask(undefined, { by, from: '2001:db8:0:1:ffff::3' })).toMatchObject({ code: 'OVERLOADED' })
    expect(await ask(undefined, { by, from: '2001:db8:0:2::1' })).toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('do not stop a token that is known already, and valid tokens cost nothing', async () => {
    const by = await limited()
    const bearer = `Bearer ${await token()}`
    for (let n = 0; n < 5; n += 1)
      expect(await ask(`Bearer ${await token({ jti: `${n}` })}`, { by })).toEqual(good)
    expect(await ask(bearer, { by })).toEqual(good)
    for (let n = 0; n < 3; n += 1) await ask('Bearer nonsense', { by })
    expect(await ask(bearer, { by })).toEqual(good)
    expect(await ask(`Bearer ${await token({ jti: 'new' })}`, { by })).toMatchObject({ code: 'OVERLOADED' })
  })
})

describe("the issuer's keys", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dagr-jwks-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('in a file: new ones are found and withdrawn ones forgotten without a restart', async () => {
    const file = join(folder, 'jwks.json')
    await writeFile(file, JSON.stringify(await keySet('ES256')))
    const by = createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys: issuerKeys(file) })
    expect(await ask(`Bearer ${await token()}`, { by })).toEqual(good)
    expect(await ask(`Bearer ${await token({}, { alg: 'EdDSA' })}`, { by })).toHaveProperty('unidentified')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await writeFile(file, JSON.stringify(await keySet('EdDSA')))
    expect(await ask(`Bearer ${await token({ jti: '1' }, { alg: 'EdDSA' })}`, { by })).toEqual(good)
    expect(await ask(`Bearer ${await token({ jti: '2' })}`, { by })).toHaveProperty('unidentified')
    await rm(file)
    expect(await ask(`Bearer ${await token({ jti: '3' })}`, { by })).toMatchObject({ code: 'OVERLOADED' })
  })

  test('at a URL: read once for many tokens; an issuer that is down is not the fault of the caller', async () => {
    let reads = 0
    const body = JSON.stringify(await keySet('ES256'))
    const server = fastify().get('/jwks', (_request, reply) => {
      reads += 1
      return reply.type('application/json').send(body)
    })
    const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/jwks`
    const by = createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys: issuerKeys(url) })
    expect(await ask(`Bearer ${await token({ jti: '1' })}`, { by })).toEqual(good)
    expect(await ask(`Bearer ${await token({ jti: '2' })}`, { by })).toEqual(good)
    expect(reads).toBe(1)
    await server.close()
    const fresh = createTrust({ issuer: 'urn:issuer', audience: 'dagr', keys: issuerKeys(url) })
    expect(await ask(`Bearer ${await token()}`, { by: fresh })).toMatchObject({ code: 'OVERLOADED' })
  })
})
