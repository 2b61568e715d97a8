import { ConfigError } from './config.ts'

const faults: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is in use: stop what runs there, or choose another PORT'],
  ['EACCES', 'may not be used by this user: choose another PORT'],
  ['EADDRNOTAVAIL', 'is not an address of this machine: choose another HOST'],
  ['ENOTFOUND', 'is not a known address: choose another HOST'],
  ['EAI_AGAIN', 'is not an address that can be found now: choose another HOST'],
  ['EAFNOSUPPORT', 'is of a kind that this machine does not have: choose another HOST'],
])

/** Why an address cannot be listened on, in the words of the settings; what `error` itself is where it has no such reason. */
export function listenFault(
  { host, port }: { readonly host: string; readonly port: number },
  error: unknown,
): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const fault = faults.get(code)
  return fault === undefined ? error : new ConfigError(`${host}:${port} ${fault}`, { cause: error })
}
