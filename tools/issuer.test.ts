import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { createTrust, identify } from '#gateway/stages/identify.ts'
import { StartError } from './databases/start-error.ts'
import { demoCaller, demoCallers } from './demo/callers.ts'
import { openIssuer } from './issuer.ts'
import { tokenOf } from './token.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the demo issuer', () => {
  test('issuers opened together and again have one key, which only its owner can read', async () => {
    const together = await Promise.all([openIssuer(folder), openIssuer(folder), openIssuer(folder)])
    const jwks = await readFile(join(folder, 'issuer.jwks.json'), 'utf8')
    expect((await stat(join(folder, 'issuer.jwk'))).mode & 0o777).toBe(0o600)
    expect(jwks).not.toContain('"d"')
    const again = await openIssuer(folder)
    expect(await readFile(again.jwks, 'utf8')).toBe(jwks)
    expect(new Set(together.map((issuer) => issuer.jwks))).toEqual(new Set([again.jwks]))
  })

  test('a broken key file is one clear line', async () => {
    await writeFile(join(folder, 'issuer.jwk'), 'broken')
    await expect(openIssuer(folder)).rejects.toThrow(StartError)
  })

  test('a folder that cannot be made is one clear line', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    for (const place of [file, join(file, 'keys')]) {
      await expect(openIssuer(place)).rejects.toThrow(StartError)
    }
  })

  test.each([...demoCallers])("the gateway believes %s's token", async (_name, caller) => {
    const issuer = await openIssuer(folder)
    const token = await tokenOf(caller, issuer, () => Promise.resolve('39234512345'))
    const trust = createTrust({ ...issuer, keys: issuerKeys(issuer.jwks) })
    const request = {
      body: {},
      method: 'POST' as const,
      headers: { authorization: `Bearer ${token}` },
      remoteAddress: '127.0.0.1',
      receivedAt: new Date(),
      signal: new AbortController().signal,
    }
    expect(await identify(request, trust)).toEqual({
      ...caller.claims,
      ...(caller.isResident && { personalCode: '39234512345' }),
    })
    expect(Object.keys(decodeJwt(token))).toEqual(expect.arrayContaining(['exp', 'nbf', 'iss', 'aud', 'jti']))
  })

  test('an unknown caller is told which there are', () => {
    expect(() => demoCaller('vod')).toThrow('take one of vid, protection-vid, riga, csp, analyst, resident')
    expect(() => demoCaller(undefined)).toThrow(
      'Name a caller: vid, protection-vid, riga, csp, analyst, resident',
    )
  })
})
