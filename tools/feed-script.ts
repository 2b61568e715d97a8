import { parseArgs } from 'node:util'
import type { Registry } from './country/registries.ts'
import { registries } from './country/registries.ts'
import { feedNames, feedScript, serverSteps } from './feeds/feed-script.ts'

const usage = `npm run --silent feed-script -- <registry> [--role dagr_<registry>] [--slot dagr_<registry>] [--publication dagr_<registry>]

Prints the SQL by which the administrator of a registry's PostgreSQL database makes its changes known to DAGR.
  registry       ${registries.join(', ')}
  --role         the role that reads and follows
  --slot         the replication slot: one for each process that serves the registry
  --publication  what is told`

/** Prints, and connects to nothing. */
function main(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      role: { type: 'string' },
      slot: { type: 'string' },
      publication: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [registry] = positionals
  if (values.help || !isRegistry(registry) || positionals.length > 1) {
    console.log(usage)
    process.exitCode = values.help ? 0 : 1
    return
  }
  const named = feedNames(registry)
  const { role = named.slot, slot = named.slot, publication = named.publication } = values
  console.log(`-- In the database of the registry ${registry}, as its administrator. May be run again.
-- The server needs wal_level = logical, which takes a restart, and a replication slot and WAL sender to spare.`)
  for (const { why, sql } of [...serverSteps(), ...feedScript(registry, { role, slot, publication })])
    console.log(`\n-- ${why}\n${sql};`)
  console.log(`\n-- Then DAGR is told: ${registry.toUpperCase()}_FEED_SLOT=${slot}`)
}

function isRegistry(name: string | undefined): name is Registry {
  return registries.some((registry) => registry === name)
}

main()
