import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { smallLog } from '#tests/small-log.ts'
import type { SmallLog } from '#tests/small-log.ts'
import { MalformedNote, readSignatureLine, readSignedNote, readVerifierKey } from '../proofs/signed-note.ts'
import { cosignatureIn, openCosigner } from './cosignature.ts'
import { serveWitness } from './serve-witness.ts'
import { readWitnessAddress } from './witness-address.ts'
import { WitnessClient, WitnessIsAhead, WitnessRefused } from './witness-client.ts'
import { openWitnessState } from './witness-state.ts'
import { createWitness } from './witness.ts'

const logKey = generateKeyPairSync('ed25519').privateKey
const log = smallLog({ key: logKey })
const cosigner = openCosigner('witness.test/one', generateKeyPairSync('ed25519').privateKey)
const key = readVerifierKey(cosigner.verifierKey)
const ended: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end()
})

async function runWitness(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-witness-'))
  ended.push(() => rm(folder, { recursive: true, force: true }))
  const state = await openWitnessState(folder)
  ended.push(() => state.close())
  const logs = new Map([[log.origin, log.verifierKeys.map(readVerifierKey)]])
  const witness = createWitness({ cosigner, logs, state, onProblem: () => undefined })
  const server = await serveWitness(witness, { host: '127.0.0.1', port: 0, onProblem: () => undefined })
  ended.push(() => server.stop())
  return server.url
}

/** Answers whatever it is told to, as no witness should. */
async function runFalseWitness(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ended.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function clientOf(url: string, timeoutMs = 5000): WitnessClient {
  return new WitnessClient(readWitnessAddress(`${cosigner.verifierKey}@${url}`), timeoutMs)
}

async function offer(size: number, from: SmallLog = log) {
  return {
    size,
    note: await from.checkpoint(size),
    consistency: (oldSize: number) => from.consistency(oldSize, size),
  }
}

test('a witness signs one checkpoint after the other, and the same one again', async () => {
  const client = clientOf(await runWitness())
  for (const size of [3, 200, 200, 600]) {
    const line = await client.cosign(await offer(size))
    const note = readSignedNote((await log.checkpoint(size)) + line)
    expect(cosignatureIn(note, key)?.line).toBe(line)
  }
})

test('a client that remembers nothing is told the size, and goes on from there', async () => {
  const url = await runWitness()
  await clientOf(url).cosign(await offer(100))
  const later = clientOf(url)
  await expect(later.cosign(await offer(250))).resolves.toContain('witness.test/one')
})

test('two clients of one log take turns', async () => {
  const url = await runWitness()
  const [one, other] = [clientOf(url), clientOf(url)]
  for (const [client, size] of [
    [one, 10],
    [other, 20],
    [one, 30],
    [other, 40],
  ] as const) {
    await expect(client.cosign(await offer(size))).resolves.toContain('witness.test/one')
  }
})

test('a log that was rolled back is told so, by clients that remember and those that do not', async () => {
  const url = await runWitness()
  const client = clientOf(url)
  await client.cosign(await offer(100))
  for (const each of [client, clientOf(url)]) {
    await expect(each.cosign(await offer(60))).rejects.toThrow(new WitnessIsAhead(100, 60).message)
  }
})

test('a fork is not signed, whether it is as large or larger', async () => {
  const url = await runWitness()
  const fork = smallLog({ key: logKey, twist: 50 })
  await clientOf(url).cosign(await offer(100))
  await expect(clientOf(url).cosign(await offer(100, fork))).rejects.toThrow(
    'it has signed another tree of 100 leaves',
  )
  await expect(clientOf(url).cosign(await offer(150, fork))).rejects.toThrow(
    'it has signed a tree that this one does not continue',
  )
})

test.each<[string, RequestListener, RegExp]>([
  ['does not answer', () => undefined, /did not answer in time/],
  [
    'stops in the middle',
    (_, answer) => void answer.writeHead(200).write('— witness'),
    /did not answer in time/,
  ],
  ['cuts the connection', (request) => void request.socket.destroy(), /cannot be reached/],
  [
    'sends elsewhere',
    (_, answer) => void answer.writeHead(307, { location: '/other' }).end(),
    /cannot be reached/,
  ],
  ['signs nothing', (_, answer) => void answer.end('thank you\n'), /signature is not right/],
  [
    'signs with an old signature',
    (_, answer) => void answer.end(cosigner.cosign('other\n', new Date())),
    /signature is not right/,
  ],
  ['fails', (_, answer) => void answer.writeHead(500).end(), /answered 500/],
  ['does not know the log', (_, answer) => void answer.writeHead(404).end(), /does not know this log/],
  ['names no size', (_, answer) => void answer.writeHead(409).end('007\n'), /named no size/],
  ['talks without end', (_, answer) => void answer.writeHead(200).end('x'.repeat(100_000)), /too long/],
])('a witness that %s is refused', async (_what, listener, reason) => {
  const client = clientOf(await runFalseWitness(listener), 150)
  const failure: unknown = await client.cosign(await offer(5)).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(WitnessRefused)
  expect(String(failure)).toMatch(reason)
})

test('a witness whose size changes with every request is given up', async () => {
  let size = 0
  const url = await runFalseWitness((_, answer) => void answer.writeHead(409).end(`${(size += 1)}\n`))
  await expect(clientOf(url).cosign(await offer(50))).rejects.toThrow(
    'it changed its size with every request',
  )
  expect(size).toBe(3)
})

test('other lines in the answer do no harm', async () => {
  const note = await log.checkpoint(5)
  const right = cosigner.cosign(readSignedNote(note).text, new Date())
  const other = openCosigner('witness.test/two', generateKeyPairSync('ed25519').privateKey)
  const lines = ['— broken line\n', other.cosign(readSignedNote(note).text, new Date()), right]
  const url = await runFalseWitness((_, answer) => void answer.end(lines.join('')))
  const line = await clientOf(url).cosign(await offer(5))
  expect(readSignatureLine(line.trimEnd()).name).toBe('witness.test/one')
})

test('an address is a key for cosignatures and a URL', () => {
  const read = readWitnessAddress(`${cosigner.verifierKey}@https://witness.test/log/`)
  expect(read).toMatchObject({ url: 'https://witness.test/log', key: { name: 'witness.test/one' } })
  for (const text of [
    cosigner.verifierKey,
    `${log.verifierKeys[0]}@https://witness.test`,
    '@https://w.test',
  ]) {
    expect(() => readWitnessAddress(text)).toThrow(MalformedNote)
  }
})
