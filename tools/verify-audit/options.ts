import { parseArgs } from 'node:util'
import { StartError } from '../databases/start-error.ts'

/** What the command line of `npm run verify-audit` asks for. */
export interface VerifyOptions {
  /** Address of the public files; null: the database is read. */
  readonly log: string | null
  /** Files or addresses of checkpoints that the log must hold to. */
  readonly checkpoints: readonly string[]
  /** Files or addresses of gateways' metrics. */
  readonly counters: readonly string[]
  /** The log's keys; without any, those that the log itself tells. */
  readonly keys: readonly string[]
  readonly witnesses: readonly string[]
  /** How many of the witnesses must have cosigned the end of the log. */
  readonly quorum: number
  readonly origin: string | null
  /** Whether the map of heads is compared at every seal. */
  readonly all: boolean
}

export const usage = `npm run verify-audit -- [options]

Checks the audit log from its bytes: the database that AUDIT_DATABASE_URL names, or the one of npm start.
Exit code: 0 all is well, 1 something was found, 2 the log could not be read.

  --log <url>                  the public files only, such as https://dagr.gov.lv/log
  --checkpoint <file or url>   an earlier checkpoint that the log must go on from; may be repeated
  --counters <file or url>     a gateway's /metrics: the log must hold what it counted; may be repeated
  --key <verifier key>         a key of the log, from elsewhere than the log; may be repeated
  --witness <verifier key>     a witness's key; may be repeated
  --quorum <n>                 so many of these witnesses must have cosigned the end of the log
  --origin <name>              first line of the log's checkpoints, unless it is the key's name
  --all                        compare everybody's chains at every seal, and not at a thousand of them

With AUDIT_MASTER_KEY, or the key file of npm start, contents are decrypted and compared, too.`

/** @throws StartError where an option is not one. */
export function readOptions(args: readonly string[]): VerifyOptions | 'help' {
  const { values } = parse(args)
  if (values.help) return 'help'
  return {
    log: values.log === undefined ? null : addressOf(values.log),
    checkpoints: values.checkpoint ?? [],
    counters: values.counters ?? [],
    keys: values.key ?? [],
    witnesses: values.witness ?? [],
    quorum: quorumOf(values.quorum ?? '0', values.witness ?? []),
    origin: values.origin ?? null,
    all: values.all ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        log: { type: 'string' },
        checkpoint: { type: 'string', multiple: true },
        counters: { type: 'string', multiple: true },
        key: { type: 'string', multiple: true },
        witness: { type: 'string', multiple: true },
        quorum: { type: 'string' },
        origin: { type: 'string' },
        all: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
}

function quorumOf(text: string, witnesses: readonly string[]): number {
  const quorum = Number(text)
  if (!/^\d{1,3}$/.test(text) || quorum > witnesses.length)
    throw new StartError(
      `--quorum takes a number of the witnesses that are given by --witness, and not ${text}`,
    )
  return quorum
}

function addressOf(text: string): string {
  if (!isAddress(text))
    throw new StartError(`--log takes an address, such as https://dagr.gov.lv/log, and not ${text}`)
  return text.replace(/\/+$/, '')
}

export function isAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}
