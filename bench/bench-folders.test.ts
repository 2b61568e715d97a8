import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeBenchFolder, removeLeftFolders } from './bench-folders.ts'

test('only folders of benchmarks that have ended are removed', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'dagr-folders-'))
  try {
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(ended, 'exit')
    const left = join(parent, `dagr-bench-${ended.pid}-abcdef`)
    const elses = join(parent, `somebody-${ended.pid}-abcdef`)
    await Promise.all([mkdir(left), mkdir(elses)])
    const own = await makeBenchFolder(parent)
    expect(await removeLeftFolders(parent)).toBe(1)
    expect([left, elses, own].map((folder) => existsSync(folder))).toEqual([false, true, true])
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})
