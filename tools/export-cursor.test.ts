import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openExportCursor } from './export-cursor.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'dagr-cursor-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('begins at 0, and goes on where it was left', async () => {
  const place = await folder()
  const file = join(place, 'cursor')
  const cursor = await openExportCursor(file)
  expect(cursor.seal()).toBe(0)
  await cursor.advance(7)
  expect(cursor.seal()).toBe(7)
  expect((await openExportCursor(file)).seal()).toBe(7)
  expect(await readdir(place)).toEqual(['cursor'])
})

test.each(['', '{}', '{"seal":-1}', '{"seal":"7"}', '[7]'])('%j is no cursor', async (text) => {
  const file = join(await folder(), 'cursor')
  await writeFile(file, text)
  await expect(openExportCursor(file)).rejects.toThrow('is not a cursor')
})
