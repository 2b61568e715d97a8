import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import type { HotSetContent, HotShape, RememberedEntity } from './hot-set.ts'

export interface HotSetFile {
  readonly path: string
  /** 32 bytes; the file's own key is derived from it. */
  readonly secret: Buffer
}

/** Begins the file, and is sealed with it. Another number, another form. */
const heading = Buffer.from('DAGR hot set 1\n')
const nonceBytes = 12
const tagBytes = 16
const mostBytes = 16 * 1024 * 1024

/**
 * Writes what is hot, sealed with AES-256-GCM: keys are personal codes. The file is there as a whole or as it was before.
 * @throws where it cannot be written.
 */
export async function writeHotSet({ path, secret }: HotSetFile, content: HotSetContent): Promise<void> {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce)
  cipher.setAAD(heading)
  const sealed = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]
  const bytes = Buffer.concat([heading, nonce, ...sealed, cipher.getAuthTag()])
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, bytes, { mode: 0o600, flag: 'wx', flush: true })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** null where there is no file. @throws where it is too large, damaged, of another secret or of another form. */
export async function readHotSet({ path, secret }: HotSetFile): Promise<HotSetContent | null> {
  const bytes = await readBounded(path)
  if (bytes === null) return null
  const nonceEnd = heading.length + nonceBytes
  const tagStart = bytes.length - tagBytes
  if (!bytes.subarray(0, heading.length).equals(heading) || tagStart < nonceEnd)
    throw new Error('it is no hot set')
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(heading.length, nonceEnd), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(heading)
  decipher.setAuthTag(bytes.subarray(tagStart))
  return contentIn(opened(decipher, bytes.subarray(nonceEnd, tagStart)))
}

function opened(decipher: ReturnType<typeof createDecipheriv>, sealed: Buffer): unknown {
  try {
    return JSON.parse(Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8'))
  } catch {
    throw new Error('it is damaged, or sealed with another key')
  }
}

async function readBounded(path: string): Promise<Buffer | null> {
  try {
    if ((await stat(path)).size > mostBytes) throw new Error('it is too large')
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

function keyOf(secret: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'dagr hot set', 32))
}

/** Only this program seals with the key: what does not fit is of a program of another time. */
function contentIn(value: unknown): HotSetContent {
  if (isRecord(value) && isListOf(value['shapes'], isShape) && isListOf(value['entities'], isEntity))
    return { shapes: value['shapes'], entities: value['entities'] }
  throw new Error('it is of another form')
}

function isShape(value: unknown): value is HotShape {
  return (
    isRecord(value) &&
    typeof value['registry'] === 'string' &&
    typeof value['source'] === 'string' &&
    isRecord(value['variables']) &&
    (value['keyVariable'] === null || typeof value['keyVariable'] === 'string') &&
    typeof value['needsMore'] === 'boolean'
  )
}

function isEntity(value: unknown): value is RememberedEntity {
  return (
    isRecord(value) &&
    ['registry', 'type', 'key'].every((name) => typeof value[name] === 'string') &&
    (value['representation'] === null || isRecord(value['representation']))
  )
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
