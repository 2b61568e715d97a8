import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogReader } from '#audit/proofs/log-reader.ts'
import { entriesOf } from '#audit/sealing/entries.ts'
import { verifyCheckpoint } from '#audit/verify/checkpoint.ts'
import { verifyRecordProof } from '#audit/verify/record-proof.ts'
import { openSealedLog } from '#tests/sealed-log.ts'
import type { SealedLog } from '#tests/sealed-log.ts'

/** Where Debian's golang-golang-x-mod-dev puts the module's sources. */
const sources = '/usr/share/gocode'
const hasGo =
  existsSync(join(sources, 'src/golang.org/x/mod/sumdb')) && spawnSync('go', ['version']).status === 0

interface Answer {
  readonly size: number
  readonly verifierKey: string
  readonly note: string
}

test.skipIf(!hasGo)(
  `the sealed log is what Go's sumdb takes for one, and the other way round${hasGo ? '' : ' (skipped: Go or golang.org/x/mod is not installed)'}`,
  async () => {
    const log = await openSealedLog()
    try {
      const earlier = []
      for (const people of [97, 1, 250, 30, 200]) {
        await log.append(Array.from({ length: people }, (_, index) => `390101${10_000 + index}`))
        earlier.push(await log.seal())
      }
      const newest = earlier.at(-1) ?? (await log.seal())
      const given = {
        verifierKey: log.trust.verifierKeys[0],
        checkpoint: newest.checkpoint,
        ...(await filesOf(log, newest.treeSize)),
        proofs: await recordProofsOf(log),
        earlier: await Promise.all(
          earlier.map(async (seal) => ({
            size: seal.treeSize,
            root: base64(seal.root),
            path: (await log.proofs.consistency(seal.treeSize, newest)).map(base64),
          })),
        ),
      }
      expect(given.proofs).toHaveLength(5)
      const answer = JSON.parse(await runGo(JSON.stringify(given))) as Answer
      expect(answer.size).toBe(newest.treeSize)
      const trust = { origin: log.trust.origin, verifierKeys: [answer.verifierKey] }
      expect(verifyCheckpoint(answer.note, trust)).toMatchObject({ ok: true, value: { size: answer.size } })

      const [first, ...others] = given.proofs
      const bent = { ...given, proofs: [{ ...first, path: others[0]?.path }, ...others] }
      await expect(runGo(JSON.stringify(bent))).rejects.toThrow(`entry ${first?.index}: invalid`)
    } finally {
      await log.close()
    }
  },
)

/** Every tile of the tree, by its path. */
async function filesOf(log: SealedLog, size: number) {
  const files = openLogReader({ url: log.url, timeoutMs: 5000 })
  const tiles: Record<string, string> = {}
  try {
    for (let level = 0; size >= 256 ** level; level++) {
      const hashes = Math.floor(size / 256 ** level)
      for (let tile = 0; tile * 256 < hashes; tile++) {
        const width = Math.min(256, hashes - tile * 256)
        const path = `tile/${level}/${String(tile).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`
        tiles[path] = base64((await files.tile(level, tile, width)) ?? Buffer.alloc(0))
      }
    }
    return { tiles }
  } finally {
    await files.close()
  }
}

/** Index, path and entry as the proofs that a person is given say them, and the served bundles. */
async function recordProofsOf(log: SealedLog) {
  const files = openLogReader({ url: log.url, timeoutMs: 5000 })
  try {
    const seal = await log.seal()
    const records = await log.history(['39010110000'])
    const proofs = await log.proofs.recordProofs(records, seal)
    return await Promise.all(
      proofs.map(async (proof) => {
        const verified = verifyRecordProof(proof ?? '', log.trust)
        if (!verified.ok) throw new Error('A proof does not verify')
        const { index } = verified.value
        const bundle = Math.floor(index / 256)
        const width = Math.min(256, seal.treeSize - bundle * 256)
        const entries = entriesOf((await files.entries(bundle, width)) ?? Buffer.alloc(0))
        const [head = ''] = (proof ?? '').split('\n\n')
        return {
          index,
          entry: base64(entries[index % 256] ?? Buffer.alloc(0)),
          path: head.split('\n').slice(3),
        }
      }),
    )
  } finally {
    await files.close()
  }
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64')
}

async function runGo(input: string): Promise<string> {
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: sources }
  return new Promise((resolve, reject) => {
    const program = execFile(
      'go',
      ['run', join(import.meta.dirname, 'sumdb.go')],
      { env },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }))
        else resolve(stdout)
      },
    )
    program.stdin?.end(input)
  })
}
