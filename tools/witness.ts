import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { parseArgs } from 'node:util'
import { MalformedNote, readVerifierKey } from '#audit/proofs/signed-note.ts'
import type { VerifierKey } from '#audit/proofs/signed-note.ts'
import { openCosigner } from '#audit/witness/cosignature.ts'
import { serveWitness } from '#audit/witness/serve-witness.ts'
import { openWitnessState, WitnessStateInUse } from '#audit/witness/witness-state.ts'
import { createWitness } from '#audit/witness/witness.ts'
import { ConfigError } from '#gateway/config.ts'
import { listenFault } from '#gateway/listen-fault.ts'
import { onStopSignal } from '#gateway/stop-signals.ts'
import { StartError } from './databases/start-error.ts'
import { readOrCreateSecret } from './secrets.ts'

const usage = `Usage: npm run witness -- --name <name> --folder <folder> --log <verifier key> [--log …] [--host <address>] [--port <port>]
  --name: of the witness, such as witness.example/one; --folder: where its key and what it has signed are kept
  --log: a key of a log to be witnessed, a line of what the log serves as /log/keys; compare it by another way first`

/** An Ed25519 private key is 32 random bytes; these come before them in PKCS#8. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

try {
  await run(process.argv.slice(2))
} catch (error) {
  const isTold =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof MalformedNote ||
    error instanceof WitnessStateInUse
  if (!isTold) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(words: string[]): Promise<void> {
  const { name, folder, log: logKeys, host, port } = argumentsOf(words)
  const cosigner = openCosigner(name, signingKey(await readOrCreateSecret(folder, 'witness-key', 32)))
  const state = await openWitnessState(folder)
  const witness = createWitness({ cosigner, logs: logsOf(logKeys), state, onProblem: console.error })
  const server = await serveWitness(witness, { host, port, onProblem: console.error }).catch(
    async (error: unknown) => {
      await state.close()
      throw listenFault({ host, port }, error)
    },
  )
  console.log(`The witness ${name} listens. Logs that it witnesses set:`)
  console.log(`AUDIT_WITNESSES=${cosigner.verifierKey}@${server.url}`)
  onStopSignal(() => void server.stop().then(() => state.close()))
}

function argumentsOf(words: string[]) {
  try {
    const { values } = parseArgs({
      args: words,
      options: {
        name: { type: 'string' },
        folder: { type: 'string' },
        log: { type: 'string', multiple: true },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '4100' },
      },
    })
    const { name, folder, log, host, port } = values
    const isNamed = name !== undefined && /^[^\s+]+$/u.test(name)
    if (isNamed && folder !== undefined && log && /^\d{1,5}$/.test(port) && Number(port) < 65_536) {
      return { name, folder, log, host, port: Number(port) }
    }
  } catch {
    // An option that does not exist: the usage says which do.
  }
  throw new StartError(usage)
}

/** The log's name is that of its keys. */
function logsOf(keys: readonly string[]): ReadonlyMap<string, readonly VerifierKey[]> {
  const read = keys.map(readVerifierKey)
  if (read.some(({ type }) => type !== 'note')) throw new StartError('A log signs with a key for notes.')
  return Map.groupBy(read, ({ name }) => name)
}

function signingKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
}
