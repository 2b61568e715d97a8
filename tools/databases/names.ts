/** The seven databases: one per registry, one for policies, one for the audit. */
export const databaseNames = [
  'enterprise',
  'cadastre',
  'population',
  'addresses',
  'institutions',
  'policy',
  'audit',
] as const

export type DatabaseName = (typeof databaseNames)[number]

/** One value per database. */
export function perDatabase<T>(make: (name: DatabaseName) => T): Readonly<Record<DatabaseName, T>> {
  return {
    enterprise: make('enterprise'),
    cadastre: make('cadastre'),
    population: make('population'),
    addresses: make('addresses'),
    institutions: make('institutions'),
    policy: make('policy'),
    audit: make('audit'),
  }
}

/** The environment variable that puts one database on a server of its own. */
export function urlVariable(name: DatabaseName): string {
  return `${name.toUpperCase()}_DATABASE_URL`
}
