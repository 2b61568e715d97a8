import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export type Direction = 'toServer' | 'toClient'

/** What goes wrong, once: after so many further bytes in that direction, whatever the connection. */
export interface Fault {
  readonly direction: Direction
  readonly afterBytes: number
  /** `cut` resets both sides; `stall` keeps them open and passes nothing on any more in that direction, not even the end. */
  readonly action: 'cut' | 'stall'
}

/** A way to a server that breaks when told to. */
export interface FaultProxy {
  /** The server's URL, by way of the proxy. */
  readonly url: string
  /** Connections made so far. */
  connections(): number
  arm(fault: Fault): void
  disarm(): void
  /**
   * A network that is parted: whatever goes in these directions, on any connection, is on its way for as long as it takes.
   * Connections stay open, and new ones are taken.
   */
  hold(...directions: readonly Direction[]): void
  /** What is on its way arrives, late as it is. */
  letGo(): void
  /** From now on, new connections lead to this server. */
  lead(serverUrl: string): void
  /** From now on, what the server says is said in other words of the same length. */
  translate(words: string, others: string): void
  /** Cuts every connection and refuses new ones, as a stopped server does. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

interface ArmedFault {
  readonly fault: Fault
  bytesLeft: number
}

/** Opens a proxy on a free port of the loopback to the TCP server that `serverUrl` names. */
export async function openFaultProxy(serverUrl: string): Promise<FaultProxy> {
  let target = new URL(serverUrl)
  const pairs = new Set<readonly [Socket, Socket]>()
  let armed: ArmedFault | null = null
  let held: readonly Direction[] = []
  let onItsWay: (() => void)[] = []
  let translated = asSaid
  let connections = 0
  let port = 0
  let server: Server | null = null

  function accept(client: Socket): void {
    connections += 1
    const upstream = connect({ port: Number(target.port), host: target.hostname, allowHalfOpen: true })
    const pair = [client, upstream] as const
    pairs.add(pair)
    const cut = (): void => {
      pairs.delete(pair)
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    relay(client, upstream, 'toServer', cut)
    relay(upstream, client, 'toClient', cut, (data) => translated(data))
  }

  function relay(from: Socket, to: Socket, direction: Direction, cut: () => void, said = asSaid): void {
    let stalled = false
    const pass = (deliver: () => void): void => {
      if (held.includes(direction)) onItsWay.push(deliver)
      else deliver()
    }
    from.on('data', (data: Buffer) => pass(() => arrive(said(data))))
    const arrive = (data: Buffer): void => {
      if (stalled) return
      if (armed?.fault.direction !== direction || armed.bytesLeft >= data.length) {
        if (armed?.fault.direction === direction) armed.bytesLeft -= data.length
        to.write(data)
        return
      }
      const { fault, bytesLeft } = armed
      armed = null
      if (fault.action === 'stall') stalled = true
      // What came through before the cut is delivered before it.
      const part = data.subarray(0, bytesLeft)
      to.write(part, fault.action === 'cut' ? cut : undefined)
    }
    from.on('end', () =>
      pass(() => {
        if (!stalled) to.end()
      }),
    )
    from.on('error', cut)
    from.on('close', cut)
  }

  async function start(): Promise<void> {
    server = createServer({ allowHalfOpen: true }, accept).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    const stopping = server
    if (stopping === null) return
    server = null
    const closed = once(stopping, 'close')
    stopping.close()
    for (const sockets of pairs) for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  await start()
  const url = new URL(serverUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    connections: () => connections,
    arm(fault) {
      armed = { fault, bytesLeft: fault.afterBytes }
    },
    disarm() {
      armed = null
    },
    hold(...directions) {
      held = directions
    },
    letGo() {
      held = []
      const late = onItsWay
      onItsWay = []
      for (const deliver of late) deliver()
    },
    lead(otherUrl) {
      target = new URL(otherUrl)
    },
    translate(words, others) {
      translated = (data) => Buffer.from(data.toString('latin1').replaceAll(words, others), 'latin1')
    },
    stop,
    start,
    close: stop,
  }
}

function asSaid(data: Buffer): Buffer {
  return data
}
