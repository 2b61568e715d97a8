import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issuerKeys } from '#gateway/issuer-keys.ts'
import { createTrust, identify } from '#gateway/stages/identify.ts'
import { dataFolderOf } from './data-folder.ts'
import { StartError } from './databases/start-error.ts'
import { openIssuer } from './issuer.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Whose officials keep the audit, as `organisation/application` of their tokens: the demonstration's by default. */
const defaultKeeper = 'vdaa/vdaa-stewards'

/**
 * The official whom the token in `file` names, as `organisation/official`. The token is checked as the gateway does: by
 * `TOKEN_ISSUER`, `TOKEN_AUDIENCE` and `TOKEN_JWKS`, or the demonstration's issuer. It is read from a file, since what
 * stands in a command line is in every process list.
 * @throws StartError where it is no valid token of an official of `AUDIT_KEEPER`.
 */
export async function keeperOfficial(file: string, env: Environment, now = new Date()): Promise<string> {
  const token = await readFile(file, 'utf8').catch(() => {
    throw new StartError('The file of the token cannot be read.')
  })
  const request = {
    headers: { authorization: `Bearer ${token.trim()}` },
    remoteAddress: 'local',
    receivedAt: now,
  }
  const caller = await identify(request, await trustOf(env))
  if ('unidentified' in caller) throw new StartError(`${caller.message}.`)
  const [consumer, application] = (env['AUDIT_KEEPER'] || defaultKeeper).split('/')
  if (caller.consumer !== consumer || (application !== undefined && caller.application !== application))
    throw new StartError('The token is not of the organisation that keeps the audit (AUDIT_KEEPER).')
  if (caller.official === undefined) throw new StartError('The token must name an official.')
  return `${caller.consumer}/${caller.official}`
}

async function trustOf(env: Environment) {
  const issuer = env['TOKEN_ISSUER'] ?? ''
  const jwks = env['TOKEN_JWKS'] ?? ''
  if (issuer !== '' && jwks !== '') {
    return createTrust({ issuer, audience: env['TOKEN_AUDIENCE'] || 'dagr', keys: issuerKeys(jwks) })
  }
  if (issuer !== '' || jwks !== '') throw new StartError('Give both TOKEN_ISSUER and TOKEN_JWKS, or neither.')
  const demo = await openIssuer(join(dataFolderOf(env), 'keys'))
  return createTrust({ issuer: demo.issuer, audience: demo.audience, keys: issuerKeys(demo.jwks) })
}
