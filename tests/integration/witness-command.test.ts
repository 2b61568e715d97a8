import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWitnessAddress } from '#audit/witness/witness-address.ts'
import { WitnessClient, WitnessIsAhead } from '#audit/witness/witness-client.ts'
import { smallLog } from '#tests/small-log.ts'

const log = smallLog()
let folder: string
let running: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-witness-'))
  running = []
})
afterEach(async () => {
  for (const process of running) await end(process, 'SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

function start(...words: readonly string[]): ChildProcess {
  const tool = join(import.meta.dirname, '../../tools/witness.ts')
  const child = spawn(process.execPath, [tool, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  return child
}

function startWitness(): ChildProcess {
  const [key = ''] = log.verifierKeys
  return start('--name', 'witness.test/one', '--folder', folder, '--log', key, '--port', '0')
}

/** @returns what it says that logs have to set. */
async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The witness has no output')
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /^AUDIT_WITNESSES=(.*)$/.exec(line) ?? []
    if (address !== undefined) return address
  }
  throw new Error('The witness did not start')
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

const offer = async (size: number) => ({
  size,
  note: await log.checkpoint(size),
  consistency: (oldSize: number) => log.consistency(oldSize, size),
})

test('a witness keeps its key and what it has signed, whether it is stopped or killed', async () => {
  const names = new Set<string>()
  let size = 0
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    const child = startWitness()
    const address = readWitnessAddress(await addressOf(child))
    names.add(address.key.keyId.toString('hex'))
    const client = new WitnessClient(address, 5000)
    const behind = size === 0 ? null : await client.cosign(await offer(size - 1)).catch(String)
    expect(behind).toBe(size === 0 ? null : String(new WitnessIsAhead(size, size - 1)))
    size += 50
    await expect(client.cosign(await offer(size))).resolves.toContain('— witness.test/one ')
    await end(child, signal)
  }
  expect(names.size).toBe(1)
})

test('a second one in the same folder does not start', async () => {
  await addressOf(startWitness())
  const second = startWitness()
  const [said] = await Promise.all([second.stderr ? text(second.stderr) : '', once(second, 'exit')])
  expect(said).toContain('another witness works with this folder')
  expect(second.exitCode).toBe(1)
})

test('a port that is in use is told, and the folder is free again', async () => {
  const used = new URL(readWitnessAddress(await addressOf(startWitness())).url)
  const [key = ''] = log.verifierKeys
  const elsewhere = join(folder, 'second')
  const words = ['--name', 'witness.test/two', '--folder', elsewhere, '--log', key, '--port']
  const second = start(...words, used.port)
  const [said] = await Promise.all([second.stderr ? text(second.stderr) : '', once(second, 'exit')])
  expect(said).toBe(`${used.host} is in use: stop what runs there, or choose another PORT\n`)
  expect(second.exitCode).toBe(1)
  await addressOf(start(...words, '0'))
})

test.each([
  ['a name with a plus', ['--name', 'one+two', '--folder', 'x', '--log', log.verifierKeys[0] ?? '']],
  ['an option that does not exist', ['--key', 'x']],
])('%s: it tells how it is used', async (_what, words) => {
  const child = start(...words)
  const [said] = await Promise.all([child.stderr ? text(child.stderr) : '', once(child, 'exit')])
  expect(said).toMatch(/^Usage: npm run witness/)
  expect(child.exitCode).toBe(1)
})
