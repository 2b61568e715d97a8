import { Client, escapeIdentifier } from 'pg'
import { addressesSubgraph } from '#subgraphs/addresses/resolvers.ts'
import { openAddressesSource } from '#subgraphs/addresses/source.ts'
import { cadastreSubgraph } from '#subgraphs/cadastre/resolvers.ts'
import { openCadastreSource } from '#subgraphs/cadastre/source.ts'
import { enterpriseSubgraph } from '#subgraphs/enterprise/resolvers.ts'
import { openEnterpriseSource } from '#subgraphs/enterprise/source.ts'
import { institutionsSubgraph } from '#subgraphs/institutions/resolvers.ts'
import { openInstitutionsSource } from '#subgraphs/institutions/source.ts'
import { populationSubgraph } from '#subgraphs/population/resolvers.ts'
import { openPopulationSource } from '#subgraphs/population/source.ts'
import type { SourceOptions } from '#subgraphs/registry-source.ts'
import type { SubgraphDefinition } from '#subgraphs/serve.ts'
import { serveSubgraph } from '#subgraphs/serve.ts'
import { createTestDatabase } from './postgres.ts'

export type RegistryName = 'addresses' | 'cadastre' | 'enterprise' | 'institutions' | 'population'

export interface Answer {
  data: Record<string, unknown> | null
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[]
}

/** A registry's subgraph, served over a database of its own that holds what the test inserts. */
export interface TestRegistry {
  insert(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  /** Runs a statement as the registry's owner. */
  run(sql: string): Promise<void>
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>
  /** @returns `_entities` of these representations. */
  entities(representations: readonly object[], selection: string): Promise<unknown>
  /** How many statements read each table since the last call. */
  statements(): Record<string, number>
  close(): Promise<void>
}

const credential = 'of the tests'

export async function openTestRegistry(name: RegistryName): Promise<TestRegistry> {
  const database = await createTestDatabase(name)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  let counted: Record<string, number> = {}
  const onStatement = (sql: string): void => {
    const table = /from "(\w+)"/.exec(sql)?.[1] ?? sql
    counted[table] = (counted[table] ?? 0) + 1
  }
  const subgraph = await serveSubgraph(registrySubgraphs[name]({ url: database.url, onStatement }), {
    credential,
  })
  const ask: TestRegistry['ask'] = async (query, variables) => {
    const response = await fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}` },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Answer
  }
  return {
    async insert(table, rows) {
      for (const row of rows) {
        const columns = Object.keys(row).map(escapeIdentifier).join(', ')
        const into = escapeIdentifier(table)
        const values = `select ${columns} from json_populate_record(null::${into}, $1)`
        // oxlint-disable-next-line no-await-in-loop -- one client
        await client.query(`insert into ${into} (${columns}) ${values}`, [JSON.stringify(row)])
      }
    },
    async run(sql) {
      await client.query(sql)
    },
    ask,
    async entities(representations, selection) {
      const query = `query ($representations: [_Any!]!) { entities: _entities(representations: $representations) { ${selection} } }`
      const { data, errors } = await ask(query, { representations })
      if (errors) throw new Error(JSON.stringify(errors))
      return data?.entities
    },
    statements() {
      const before = counted
      counted = {}
      return before
    },
    async close() {
      await subgraph.close()
      await client.end()
      await database.drop()
    },
  }
}

/** Each registry's subgraph, over the database that is given. */
export const registrySubgraphs: Readonly<
  Record<RegistryName, (options: SourceOptions) => SubgraphDefinition<object>>
> = {
  addresses: (options) => addressesSubgraph(openAddressesSource(options)),
  cadastre: (options) => cadastreSubgraph(openCadastreSource(options)),
  enterprise: (options) => enterpriseSubgraph(openEnterpriseSource(options)),
  institutions: (options) => institutionsSubgraph(openInstitutionsSource(options)),
  population: (options) => populationSubgraph(openPopulationSource(options)),
}
