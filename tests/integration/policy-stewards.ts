import { Pool } from 'pg'
import type { CatalogueEntry } from '#policies/catalogue.ts'
import { recordCatalogue } from '#policies/catalogue.ts'
import type { Actor } from '#policies/lifecycle.ts'
import type { DraftTerms } from '#policies/revisions.ts'
import { publish } from '#policies/store.ts'
import { createTestDatabase } from '../postgres.ts'

/** A database of policies with a consumer, and a catalogue of two registries. */
export interface StewardedDatabase {
  readonly url: string
  readonly pool: Pool
  close(): Promise<void>
}

export async function stewardedDatabase(): Promise<StewardedDatabase> {
  const database = await createTestDatabase('policy')
  const pool = new Pool({ connectionString: database.url })
  // Dropping the database cuts connections that are still closing.
  pool.on('error', () => undefined)
  const organisations = [
    { id: 'riga', name: 'Rīgas valstspilsētas pašvaldība' },
    { id: 'bank', name: 'Banka' },
  ]
  await publish(pool, { organisations }, { author: 'demo' })
  await recordCatalogue(pool, catalogue)
  return {
    url: database.url,
    pool,
    async close() {
      await pool.end()
      await database.drop()
    },
  }
}

export const catalogue: readonly CatalogueEntry[] = [
  entry('Query.person', 'population'),
  entry('Person.givenName', 'population'),
  entry('Person.sex', 'population'),
  entry('Person.family', 'population'),
  entry('Person.properties', 'cadastre'),
  entry('Property.name', 'cadastre'),
  entry('Property.valuation', 'cadastre'),
  entry('Property.valuation(year:)', 'cadastre'),
]

function entry(coordinate: string, registry: string): CatalogueEntry {
  return { coordinate, type: 'String', registry, description: coordinate, isPersonal: true }
}

export const consumer: Actor = { official: 'ierednis', consumer: 'riga', role: 'consumer', registries: [] }
export const stewards = {
  population: steward('steward-pmlp', 'author', 'population'),
  populationApprover: steward('approver-pmlp', 'approver', 'population'),
  cadastre: steward('steward-vzd', 'author', 'cadastre'),
  cadastreApprover: steward('approver-vzd', 'approver', 'cadastre'),
} as const

export function steward(official: string, role: 'author' | 'approver', registry: string): Actor {
  return { official, consumer: registry, role, registries: [registry] }
}

export const terms: DraftTerms = {
  purpose: 'Sociālā palīdzība',
  purposeTerm: null,
  legalBasis: 'Likums',
  legalInstrument: null,
  retentionDays: null,
  disclosureDelayDays: 0,
  caseRequired: false,
  quotaPerDay: null,
  validFrom: '2026-01-01T00:00:00Z',
  validTo: null,
  parameters: {},
  grants: [{ coordinate: 'Query.person' }, { coordinate: 'Person.givenName' }],
  forbids: [],
}
