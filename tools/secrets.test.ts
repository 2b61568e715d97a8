import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { StartError } from './databases/start-error.ts'
import { readOrCreateSecret } from './secrets.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dagr-secrets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('makes a secret once, in a folder that it makes, for its owner only', async () => {
  const folder = join(await emptyFolder(), 'keys')
  const made = await readOrCreateSecret(folder, 'subject-key', 32)
  expect(made).toHaveLength(32)
  expect(await readOrCreateSecret(folder, 'subject-key', 32)).toEqual(made)
  expect((await stat(join(folder, 'subject-key'))).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['subject-key'])
})

test('those who start together agree', async () => {
  const folder = await emptyFolder()
  const made = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecret(folder, 'key', 32)))
  expect(new Set(made.map((secret) => secret.toString('hex'))).size).toBe(1)
})

test('a damaged secret is never replaced', async () => {
  const folder = await emptyFolder()
  await writeFile(join(folder, 'key'), 'abc')
  await expect(readOrCreateSecret(folder, 'key', 32)).rejects.toThrow(StartError)
})

test('a file in the place of the folder is told', async () => {
  const file = join(await emptyFolder(), 'file')
  await writeFile(file, '')
  await expect(readOrCreateSecret(file, 'key', 32)).rejects.toThrow(`${file} is not a folder`)
})
