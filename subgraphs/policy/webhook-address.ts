import { lookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { Agent } from 'undici'

/** Addresses that are nobody's on the internet: what a consumer's own server can never have. */
const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4')
}
/** IPv6 is handed out from one eighth of its addresses, of which these are for documents and for IPv4 inside. */
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv6')
}

/** Whether an IP address can be reached by everybody. An IPv4 address in IPv6's clothes counts as what it is. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !notPublic.check(address, 'ipv4')
  return version === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
}

/**
 * Why a webhook may not lead there; null where it may. `https` only, to whatever is not private; `private` addresses, and
 * `http` on the loopback interface, where they are allowed.
 */
export function refusalOf(url: string, allowsPrivate: boolean): string | null {
  if (!URL.canParse(url)) return 'it is no URL'
  const { protocol, hostname, username, password } = new URL(url)
  if (username !== '' || password !== '') return 'it has a name or a password in it'
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback && allowsPrivate))
    return 'it is not https'
  const address = hostname.replaceAll(/[[\]]/g, '')
  if (!allowsPrivate && isIP(address) !== 0 && !isPublicAddress(address)) return 'its address is not public'
  return null
}

/**
 * Connects to public addresses only, unless private ones are allowed. Looked at when the connection is made, since a name
 * can lead elsewhere a moment after it was checked.
 */
export function guardedAgent(allowsPrivate: boolean, timeoutMs: number): Agent {
  return new Agent({
    connect: { timeout: timeoutMs, ...(!allowsPrivate && { lookup: publicLookup }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Messages are few and far between.
    keepAliveTimeout: 1,
  })
}

const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) {
      done(error ?? new Error('The name has no address'), '', 0)
    } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      done(new Error('The name leads to an address that is not public'), '', 0)
    } else if (options.all === true) {
      done(null, addresses)
    } else {
      done(null, first.address, first.family)
    }
  })
}
