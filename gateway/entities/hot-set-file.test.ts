import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHotSet, writeHotSet } from './hot-set-file.ts'
import type { HotSetFile } from './hot-set-file.ts'
import type { HotSetContent } from './hot-set.ts'

let folder: string
let file: HotSetFile

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-hot-set-'))
  file = { path: join(folder, 'hot-set'), secret: randomBytes(32) }
})
afterAll(() => rm(folder, { recursive: true }))

const content: HotSetContent = {
  shapes: [{ registry: 'land', source: '{ a }', variables: {}, keyVariable: null, needsMore: true }],
  entities: [
    { registry: 'land', type: 'Person', key: '39000000001', representation: { codes: ['39000000002'] } },
  ],
}

test('what was written is read, by its owner alone, and says nothing to others', async () => {
  expect(await readHotSet(file)).toBeNull()
  await writeHotSet(file, { shapes: [], entities: [] })
  await writeHotSet(file, content)
  expect(await readHotSet(file)).toStrictEqual(content)
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)
  const bytes = await readFile(file.path, 'latin1')
  expect(bytes).toMatch(/^DAGR hot set 1\n/)
  expect(bytes).not.toMatch(/3900000|Person|land/)
  expect(await readdir(folder)).toStrictEqual(['hot-set'])
})

test('another key, a change anywhere, a piece or another file is refused', async () => {
  await writeHotSet(file, content)
  const whole = await readFile(file.path)
  await expect(readHotSet({ ...file, secret: randomBytes(32) })).rejects.toThrow('with another key')
  for (let place = 0; place < whole.length; place += 7) {
    const changed = Buffer.from(whole)
    changed[place] = (changed[place] ?? 0) ^ 0x10
    await writeFile(file.path, changed)
    await expect(readHotSet(file)).rejects.toThrow(/^it is (no hot set|damaged, or sealed with another key)$/)
  }
  for (const length of [0, 14, 30, whole.length - 1]) {
    await writeFile(file.path, whole.subarray(0, length))
    await expect(readHotSet(file)).rejects.toThrow(/^it is /)
  }
  await truncate(file.path, 32 * 1024 * 1024)
  await expect(readHotSet(file)).rejects.toThrow('it is too large')
})

test('a form of another time is refused', async () => {
  const other = { shapes: [], entities: [{ registry: 'land', type: 'Person', key: 39 }] }
  await writeHotSet(file, other as unknown as HotSetContent)
  await expect(readHotSet(file)).rejects.toThrow('it is of another form')
})

test('where it cannot be written, nothing is left behind', async () => {
  const taken = join(folder, 'folder')
  await writeHotSet({ ...file, path: join(folder, 'in', 'folder') }, content).catch(() => undefined)
  await expect(writeHotSet({ ...file, path: join(taken, 'x') }, content)).rejects.toThrow('ENOENT')
  expect(await readdir(folder)).toStrictEqual(['hot-set'])
})
