import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import type { LogReader } from '#audit/proofs/log-reader.ts'
import { readCheckpoint } from '#audit/proofs/checkpoint.ts'
import { readSignedNote } from '#audit/proofs/signed-note.ts'
import { leafHash } from '#audit/verify/tree.ts'
import { verifyCheckpoint } from '#audit/verify/checkpoint.ts'
import { growingTree } from '#audit/verify/tree.ts'
import type { RunningServer } from '#gateway/server.ts'
import { startShell } from '#tests/http-shell.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

let log: SealedLog
let files: LogReader
let server: RunningServer

beforeAll(async () => {
  log = await openSealedLog()
  files = openLogReader({ url: log.url, timeoutMs: 5000 })
  server = await startShell({ logFiles: files })
  for (let round = 0; round < 4; round++) {
    await log.append(Array.from({ length: 97 }, (_, index) => `390101${10_000 + index}`))
    await log.seal()
  }
})
afterAll(async () => {
  await server.stop(1000)
  await files.close()
  await log.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/log/${path}`, { headers })
const bytesOf = async (path: string) => new Uint8Array(await (await get(path)).arrayBuffer())

/** 4 × (97 records + 1 operation + 1 seal). */
const size = 396

test('somebody who has only the files and a key makes the whole tree anew', async () => {
  const note = await (await get('checkpoint')).text()
  expect(verifyCheckpoint(note, log.trust)).toMatchObject({ ok: true, value: { size } })
  const tree = growingTree()
  const leaves: Uint8Array[] = []
  for (const path of ['tile/entries/000', `tile/entries/001.p/${size - 256}`]) {
    const bundle = Buffer.from(await bytesOf(path))
    for (let place = 0; place < bundle.length;) {
      const end = place + 2 + bundle.readUInt16BE(place)
      const leaf = leafHash(bundle.subarray(place + 2, end))
      leaves.push(leaf)
      tree.append(leaf)
      place = end
    }
  }
  expect(Buffer.from(tree.root())).toEqual(readCheckpoint(readSignedNote(note).text).root)
  const hashes = [await bytesOf('tile/0/000'), await bytesOf(`tile/0/001.p/${size - 256}`)]
  expect(Buffer.concat(hashes)).toEqual(Buffer.concat(leaves))
  const whole = growingTree()
  for (const leaf of leaves.slice(0, 256)) whole.append(leaf)
  expect(Buffer.from(await bytesOf('tile/1/000.p/1'))).toEqual(Buffer.from(whole.root()))
})

test("the log's keys are told, the current one first", async () => {
  expect(await (await get('keys')).text()).toBe(`${log.trust.verifierKeys[0]}\n`)
})

test('a narrower tile is the beginning of a wider one', async () => {
  const whole = await bytesOf('tile/0/000')
  expect(whole).toHaveLength(8192)
  expect(await bytesOf('tile/0/000.p/99')).toEqual(whole.subarray(0, 99 * 32))
  const entries = await bytesOf('tile/entries/000')
  const fewer = await bytesOf('tile/entries/000.p/2')
  expect(fewer).toEqual(entries.subarray(0, fewer.length))
  expect(fewer).toHaveLength(2 * (2 + 33))
})

describe('what is served', () => {
  test.each([
    ['checkpoint', 'text/plain; charset=utf-8', 'public, max-age=1'],
    ['keys', 'text/plain; charset=utf-8', 'public, max-age=1'],
    ['tile/0/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['tile/1/000.p/1', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['tile/entries/001.p/7', 'application/octet-stream', 'public, max-age=31536000, immutable'],
  ])('%s is %s for caches and for pages of others', async (path, type, caching) => {
    const { status, headers } = await get(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('cache-control')).toBe(caching)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    const tag = headers.get('etag') ?? ''
    const again = await get(path, { 'if-none-match': tag })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  test.each([
    'tile/0/001',
    `tile/0/001.p/${size - 255}`,
    'tile/0/002.p/1',
    'tile/1/000',
    'tile/1/000.p/2',
    'tile/2/000.p/1',
    'tile/64/000',
    'tile/0/000.p/256',
    'tile/0/0',
    'tile/0/x000/000',
    'tile/0/000?width=3',
    'tile/entries/001',
    `tile/entries/001.p/${size - 255}`,
    'tile/entries/x999/x999/x999/999',
    'tile/',
    'checkpoint/',
  ])('%s is nothing', async (path) => {
    const { status, headers } = await get(path)
    expect([status, headers.get('cache-control')]).toEqual([404, 'no-store'])
  })
})

test('a log without a seal has no checkpoint; one that cannot be read says so, without details', async () => {
  const empty = await openSealedLog()
  const reader = openLogReader({ url: empty.url, timeoutMs: 2000 })
  const shell = await startShell({ logFiles: reader })
  expect((await fetch(`${shell.url}/log/checkpoint`)).status).toBe(404)
  await empty.close()
  const failed = await fetch(`${shell.url}/log/tile/0/000`)
  expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([
    503,
    '1',
    'The log cannot be read at this moment\n',
  ])
  await shell.stop(1000)
  await reader.close()
})

test('where no log is given, nothing is served', async () => {
  const shell = await startShell({})
  expect((await fetch(`${shell.url}/log/checkpoint`)).status).toBe(404)
  await shell.stop(1000)
})
