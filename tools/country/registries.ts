import { Client, escapeIdentifier } from 'pg'
import type { DatabaseName } from '../databases/names.ts'
import { StartError } from '../databases/start-error.ts'
import { addressTables } from './address-tables.ts'
import { cadastreTables } from './cadastre-tables.ts'
import { enterpriseTables } from './enterprise-tables.ts'
import { institutionTables } from './institution-tables.ts'
import { populationTables } from './population-tables.ts'
import type { TableSource } from './table-source.ts'

export type Registry = Exclude<DatabaseName, 'policy' | 'audit'>

/** The registries, and their tables in the order in which they are filled. */
export const registryTables: Readonly<Record<Registry, readonly TableSource[]>> = {
  addresses: addressTables,
  institutions: institutionTables,
  population: populationTables,
  enterprise: enterpriseTables,
  cadastre: cadastreTables,
}

export const registries = Object.keys(registryTables) as Registry[]

/** Somebody who reads or loads may be in the way for this long. */
const lockTimeout = '20s'

/** @returns the registries that hold anything. */
export async function filledRegistries(urls: Readonly<Record<Registry, string>>): Promise<Registry[]> {
  const filled: Registry[] = []
  for (const registry of registries) {
    const client = new Client({ connectionString: urls[registry] })
    await client.connect()
    try {
      if (await holdsAnything(client, registry)) filled.push(registry)
    } finally {
      await client.end()
    }
  }
  return filled
}

/** Opens a transaction that has the registry's tables to itself. */
export async function beginAlone(url: string, registry: Registry): Promise<Client> {
  const client = new Client({ connectionString: url })
  // A lost connection also fails the query that was running on it; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    // A server's own limits are for short transactions; the first registry waits here until the last is loaded.
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
    await client.query(`set local lock_timeout = '${lockTimeout}'`)
    await client.query(`lock table ${tableNames(registry)} in access exclusive mode`)
    return client
  } catch (error) {
    await client.end()
    if (!(error instanceof Error && 'code' in error && error.code === '55P03')) throw error
    throw new StartError(`The ${registry} registry is in use by another load. Try again when that has ended.`)
  }
}

/** @throws StartError where any of the registries holds anything. */
export async function refuseFilled(clients: ReadonlyMap<Registry, Client>): Promise<void> {
  const filled: Registry[] = []
  for (const [registry, client] of clients) if (await holdsAnything(client, registry)) filled.push(registry)
  if (filled.length === 0) return
  const which = `${filled.length === 1 ? 'The registry' : 'The registries'} ${filled.join(', ')}`
  throw new StartError(
    `${which} already ${filled.length === 1 ? 'holds' : 'hold'} data, and nothing was written. Give --replace to empty all five registries and fill them anew.`,
  )
}

export async function empty(client: Client, registry: Registry): Promise<void> {
  await client.query(`truncate ${tableNames(registry)}`)
}

async function holdsAnything(client: Client, registry: Registry): Promise<boolean> {
  const tables = registryTables[registry].map(
    ({ table }) => `exists (select from ${escapeIdentifier(table)})`,
  )
  const { rows } = await client.query<{ filled: boolean }>(`select ${tables.join(' or ')} as filled`)
  return rows[0]?.filled === true
}

function tableNames(registry: Registry): string {
  return registryTables[registry].map(({ table }) => escapeIdentifier(table)).join(', ')
}
