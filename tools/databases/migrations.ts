import { migrations as audit } from '#audit/migrations.ts'
import { migrations as policy } from '#policies/migrations.ts'
import type { Migration } from './migrate.ts'
import type { DatabaseName } from './names.ts'
import { migrations as addresses } from './registries/addresses.ts'
import { migrations as cadastre } from './registries/cadastre.ts'
import { migrations as enterprise } from './registries/enterprise.ts'
import { migrations as institutions } from './registries/institutions.ts'
import { migrations as population } from './registries/population.ts'

/** Every database's migrations, oldest first. */
export const migrationsOf: Readonly<Record<DatabaseName, readonly Migration[]>> = {
  enterprise,
  cadastre,
  population,
  addresses,
  institutions,
  policy,
  audit,
}
