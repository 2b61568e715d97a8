import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallLog } from '#tests/small-log.ts'
import { MalformedNote, readSignedNote, readVerifierKey } from '../proofs/signed-note.ts'
import { cosignatureIn, openCosigner } from './cosignature.ts'
import { createWitness } from './witness.ts'
import { openWitnessState, WitnessStateInUse } from './witness-state.ts'
import type { WitnessState } from './witness-state.ts'

const logKey = generateKeyPairSync('ed25519').privateKey
const log = smallLog({ key: logKey })
const cosigner = openCosigner('witness.test/one', generateKeyPairSync('ed25519').privateKey)
const witnessKey = readVerifierKey(cosigner.verifierKey)
const logs = new Map([[log.origin, log.verifierKeys.map(readVerifierKey)]])

let folder: string
let state: WitnessState
let problems: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-witness-'))
  state = await openWitnessState(folder)
  problems = []
})
afterEach(async () => {
  await state.close()
  await rm(folder, { recursive: true, force: true })
})

function witnessOver(kept: WitnessState) {
  return createWitness({ cosigner, logs, state: kept, onProblem: (line) => problems.push(line) })
}

test('it signs what continues what it has signed, and says which size that is', async () => {
  const witness = witnessOver(state)
  for (const [oldSize, newSize] of [
    [0, 3],
    [3, 3],
    [3, 256],
    [256, 599],
  ] as const) {
    const { status, body } = await witness.addCheckpoint(await log.submission(oldSize, newSize))
    expect(status).toBe(200)
    const note = readSignedNote((await log.checkpoint(newSize)) + body)
    expect(cosignatureIn(note, witnessKey)).not.toBeNull()
  }
  const late = await witness.addCheckpoint(await log.submission(0, 600))
  expect(late).toEqual({ status: 409, contentType: 'text/x.tlog.size', body: '599\n' })
  expect((await state.latest(log.origin))?.size).toBe(599)
})

const stranger = smallLog()
const unknown = smallLog({ origin: 'somebody.test/log' })

test.each<[string, number, () => Promise<string>]>([
  ['a log that it does not know', 404, () => unknown.submission(0, 5)],
  ['a key that it does not know', 403, () => stranger.submission(0, 5)],
  ['an old size above the new one', 400, async () => `old 9\n\n${await log.checkpoint(5)}`],
  [
    'a path where there is none',
    422,
    async () => (await log.submission(0, 5)).replace('old 0\n', `old 0\n${hashLine}\n`),
  ],
  [
    'an old size with a zero before it',
    400,
    async () => (await log.submission(0, 5)).replace('old 0', 'old 00'),
  ],
  ['no old size', 400, async () => `\n${await log.checkpoint(5)}`],
  ['no note', 400, async () => 'old 0\n\n'],
  ['no empty line', 400, async () => 'old 0\n'],
  ['a short hash', 400, async () => (await log.submission(0, 5)).replace('old 0\n', 'old 0\nAAAA\n')],
  [
    '64 hashes',
    400,
    async () => (await log.submission(0, 5)).replace('old 0\n', `old 0\n${`${hashLine}\n`.repeat(64)}`),
  ],
])('%s: %i, and nothing is kept', async (_what, status, body) => {
  const answer = await witnessOver(state).addCheckpoint(await body())
  expect(answer.status).toBe(status)
  expect(answer.body).not.toContain('—')
  expect(await state.latest(log.origin)).toBeNull()
})
const hashLine = Buffer.alloc(32).toString('base64')

test('a signature that is wrong under a known name and id spoils the note', async () => {
  const [name, id] = (log.verifierKeys[0] ?? '').split('+')
  const forged = Buffer.concat([Buffer.from(id ?? '', 'hex'), Buffer.alloc(64, 7)]).toString('base64')
  const body = `${await log.submission(0, 5)}— ${name} ${forged}\n`
  expect((await witnessOver(state).addCheckpoint(body)).status).toBe(403)
})

test('a tree that does not continue the one before is not signed', async () => {
  const witness = witnessOver(state)
  const fork = smallLog({ key: logKey, twist: 50 })
  await witness.addCheckpoint(await log.submission(0, 100))
  expect((await witness.addCheckpoint(await fork.submission(100, 200))).status).toBe(422)
  const bare = `old 100\n\n${await log.checkpoint(200)}`
  expect((await witness.addCheckpoint(bare)).status).toBe(422)
  expect((await state.latest(log.origin))?.size).toBe(100)
})

test('two trees of one size: the second is refused, told, and kept as evidence', async () => {
  const witness = witnessOver(state)
  const fork = smallLog({ key: logKey, twist: 50 })
  await witness.addCheckpoint(await log.submission(0, 100))
  const answer = await witness.addCheckpoint(await fork.submission(100, 100))
  expect(answer).toMatchObject({ status: 409, body: '100\n' })
  expect(problems).toEqual([`${log.origin} has signed two trees of 100 leaves`])
  const evidence = (await readdir(folder)).find((file) => file.endsWith('.conflict')) ?? ''
  expect(await readFile(join(folder, evidence), 'utf8')).toBe(
    `${await log.checkpoint(100)}\n${await fork.checkpoint(100)}`,
  )
})

test('however requests race, what is signed makes one chain, which only grows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(0, 5, 90, 256), fc.integer({ min: 1, max: 300 })), {
        minLength: 2,
        maxLength: 12,
      }),
      async (pairs) => {
        const place = await mkdtemp(join(folder, 'race-'))
        const own = await openWitnessState(place)
        const witness = witnessOver(own)
        const asked = pairs.map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
        const answers = await Promise.all(
          asked.map(async ([oldSize, newSize]) =>
            witness.addCheckpoint(await log.submission(oldSize, newSize)),
          ),
        )
        const signed = asked.filter((_, index) => answers[index]?.status === 200)
        let [size, left] = [0, signed]
        while (left.length > 0) {
          // Whatever the order was, one that begins at this size must have come next; those that stay come first.
          const next =
            left.find(([from, to]) => from === size && to === size) ?? left.find(([from]) => from === size)
          expect(next).toBeDefined()
          size = next?.[1] ?? 0
          left = left.filter((each) => each !== next)
        }
        expect((await own.latest(log.origin))?.size ?? 0).toBe(size)
        await own.close()
      },
    ),
    { numRuns: 25 },
  )
})

test('of many that begin at one size, one is signed', async () => {
  const witness = witnessOver(state)
  const bodies = await Promise.all(Array.from({ length: 40 }, (_, index) => log.submission(0, index + 1)))
  const answers = await Promise.all(bodies.map((body) => witness.addCheckpoint(body)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(39)
})

test('nothing is signed before it is kept, nor where it cannot be', async () => {
  const events: string[] = []
  let fails = true
  const watched: WitnessState = {
    ...state,
    async keep(origin, note) {
      if (fails) throw new Error('no space left')
      await state.keep(origin, note)
      events.push('kept')
    },
  }
  const witness = witnessOver(watched)
  const body = await log.submission(0, 9)
  await expect(witness.addCheckpoint(body)).rejects.toThrow('no space left')
  expect(await state.latest(log.origin)).toBeNull()
  fails = false
  await witness.addCheckpoint(body).then(({ status }) => events.push(`answered ${status}`))
  expect(events).toEqual(['kept', 'answered 200'])
})

test('it goes on after a restart where it was, whatever a crash has left', async () => {
  await witnessOver(state).addCheckpoint(await log.submission(0, 77))
  await state.close()
  const [kept = ''] = (await readdir(folder)).filter((file) => file.endsWith('.checkpoint'))
  await writeFile(join(folder, `${kept}.half-written`), 'dagr.test/log\n99')
  state = await openWitnessState(folder)
  const witness = witnessOver(state)
  expect((await witness.addCheckpoint(await log.submission(0, 90))).body).toBe('77\n')
  expect((await witness.addCheckpoint(await log.submission(77, 90))).status).toBe(200)
})

test('what was kept and cannot be read is not taken for nothing', async () => {
  await witnessOver(state).addCheckpoint(await log.submission(0, 77))
  const [kept = ''] = (await readdir(folder)).filter((file) => file.endsWith('.checkpoint'))
  await writeFile(join(folder, kept), '')
  await expect(witnessOver(state).addCheckpoint(await log.submission(0, 90))).rejects.toThrow(MalformedNote)
})

test('one process has the folder', async () => {
  await expect(openWitnessState(folder)).rejects.toThrow(WitnessStateInUse)
  await writeFile(join(folder, 'lock'), String(process.ppid))
  await expect(openWitnessState(folder)).rejects.toThrow(WitnessStateInUse)
})

test.each([
  ['is gone', '999999999'],
  ['had the number that this one has now', String(process.pid)],
])('the lock of a process that %s is taken over', async (_what, holder) => {
  await state.close()
  await writeFile(join(folder, 'lock'), holder)
  state = await openWitnessState(folder)
  expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(String(process.pid))
})
