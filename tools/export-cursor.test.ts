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
  const cursor = await openExportCursor(file, 'otlp to archive')
  expect(cursor.seal()).toBe(0)
  await cursor.advance(7)
  expect(cursor.seal()).toBe(7)
  expect((await openExportCursor(file, 'otlp to archive')).seal()).toBe(7)
  expect(await readdir(place)).toEqual(['cursor'])
})

test('is refused to another export, and where it could not be kept', async () => {
  const place = await folder()
  const file = join(place, 'cursor')
  await (await openExportCursor(file, 'otlp to archive')).advance(7)
  await expect(openExportCursor(file, 'otlp to another')).rejects.toThrow(
    'is the cursor of otlp to archive, and not of otlp to another',
  )
  const nowhere = join(place, 'missing', 'cursor')
  await expect(openExportCursor(nowhere, 'otlp to archive')).rejects.toThrow('cannot be written')
})

test.each(['', '{}', '{"seal":-1,"of":"a"}', '{"seal":"7","of":"a"}', '{"seal":7}', '[7]'])(
  '%j is no cursor',
  async (text) => {
    const file = join(await folder(), 'cursor')
    await writeFile(file, text)
    await expect(openExportCursor(file, 'a')).rejects.toThrow('is not a cursor')
  },
)
