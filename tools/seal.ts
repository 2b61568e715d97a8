import { join } from 'node:path'
import { pino } from 'pino'
import { ConfigError, readConfig } from '#gateway/config.ts'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { dataFolderOf } from './data-folder.ts'
import { namedDatabases } from './databases/named-databases.ts'
import { StartError } from './databases/start-error.ts'
import { startSealing } from './start-sealing.ts'

const usage = `Usage: npm run seal
  AUDIT_DATABASE_URL, AUDIT_LOG_ORIGIN, AUDIT_SIGNING_KEYS and AUDIT_WITNESSES say what is sealed, and how`

/** `npm run seal`: a sealer of the audit log as a process of its own. Of several, one seals and the others stand by. */
async function main(): Promise<void> {
  if (process.argv.length > 2) throw new StartError(usage)
  const config = readConfig(process.env)
  const databases = await namedDatabases(['audit'], process.env, console.log)
  try {
    const sealing = await startSealing({
      url: databases.urls.audit,
      keysFolder: join(dataFolderOf(process.env), 'keys'),
      config,
      log: pino({ level: config.logLevel ?? 'info' }),
    })
    console.log(`Sealing ${config.auditLogOrigin}`)
    await new Promise<void>((resolve) => onStopSignal(resolve))
    await sealing.close()
  } finally {
    await databases.close()
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof StartError || error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
