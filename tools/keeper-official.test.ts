import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { StartError } from './databases/start-error.ts'
import { openIssuer } from './issuer.ts'
import type { Issuer } from './issuer.ts'
import { keeperOfficial } from './keeper-official.ts'

const now = new Date('2026-11-20T10:00:00Z')
const keeper = { consumer: 'vdaa', application: 'vdaa-stewards', official: 'vdaa-0101' }
let folder: string
let issuer: Issuer
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-keeper-'))
  issuer = await openIssuer(join(folder, 'keys'))
  file = join(folder, 'token')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function official(
  claims: Readonly<Record<string, string>>,
  { signedAt = now, env = {} }: { signedAt?: Date; env?: Record<string, string> } = {},
): Promise<string> {
  await writeFile(file, `${await issuer.sign(claims, signedAt)}\n`)
  return keeperOfficial(file, { DATA_FOLDER: folder, ...env }, now)
}

test('an official of the organisation that keeps the audit', async () => {
  expect(await official(keeper)).toBe('vdaa/vdaa-0101')
  const pmlp = { consumer: 'pmlp', application: 'any', official: 'pmlp-1' }
  expect(await official(pmlp, { env: { AUDIT_KEEPER: 'pmlp' } })).toBe('pmlp/pmlp-1')
})

test('by the keys of the issuer that the gateway trusts', async () => {
  const env = { TOKEN_ISSUER: issuer.issuer, TOKEN_JWKS: issuer.jwks }
  expect(await official(keeper, { env })).toBe('vdaa/vdaa-0101')
  await expect(official(keeper, { env: { ...env, TOKEN_ISSUER: 'another' } })).rejects.toThrow(
    'not meant for',
  )
  await expect(official(keeper, { env: { TOKEN_ISSUER: issuer.issuer } })).rejects.toThrow('Give both')
})

test.each<[string, Readonly<Record<string, string>>, { signedAt?: Date }, string]>([
  ['of another organisation', { ...keeper, consumer: 'vid' }, {}, 'not of the organisation'],
  [
    'of another application of it',
    { ...keeper, application: 'vdaa-analysis' },
    {},
    'not of the organisation',
  ],
  ['without an official', { consumer: 'vdaa', application: 'vdaa-stewards' }, {}, 'must name an official'],
  ['that has expired', keeper, { signedAt: new Date('2026-11-19T10:00:00Z') }, 'has expired'],
  ['that is not valid yet', keeper, { signedAt: new Date('2026-11-21T10:00:00Z') }, 'not valid yet'],
])('a token %s is refused', async (_name, claims, options, message) => {
  await expect(official(claims, options)).rejects.toThrow(StartError)
  await expect(official(claims, options)).rejects.toThrow(message)
})

test('what is no token, or no file, is refused', async () => {
  await writeFile(file, 'nothing')
  await expect(keeperOfficial(file, { DATA_FOLDER: folder }, now)).rejects.toThrow(
    'not a valid JSON Web Token',
  )
  await expect(keeperOfficial(join(folder, 'none'), { DATA_FOLDER: folder }, now)).rejects.toThrow(
    'cannot be read',
  )
})
