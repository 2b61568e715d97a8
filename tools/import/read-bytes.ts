import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { FileRefused } from './file-refused.ts'

export interface ReadOptions {
  signal?: AbortSignal
  /** Called with the number of bytes just read. */
  onBytes?: (count: number) => void
}

export interface Chunk {
  bytes: Buffer
  /** The characters that these bytes complete; without a byte order mark. */
  text: string
}

const chunkSize = 256 * 1024

/**
 * Reads a file from its beginning to the size that it had then.
 * @throws FileRefused where it is empty, changes its size while it is read, or is not UTF-8.
 */
export async function* readBytes(path: string, options: ReadOptions = {}): AsyncGenerator<Chunk> {
  const file = await openFile(path)
  try {
    const { size } = await file.stat()
    if (size === 0) throw new FileRefused('the file is empty')
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let total = 0
    for (;;) {
      options.signal?.throwIfAborted()
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize)
      if (bytesRead === 0) break
      total += bytesRead
      const bytes = buffer.subarray(0, bytesRead)
      yield { bytes, text: decode(decoder, bytes, `the file is not UTF-8 (before byte ${total})`) }
      options.onBytes?.(bytesRead)
    }
    decode(decoder, undefined, 'the file is truncated: its last character is not whole')
    if (total !== size)
      throw new FileRefused(`the file ${total < size ? 'shrank' : 'grew'} while it was read`)
  } finally {
    await file.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given'
    throw new FileRefused(`the file cannot be read (${code})`)
  }
}

/** @param bytes undefined at the end */
function decode(decoder: TextDecoder, bytes: Buffer | undefined, reason: string): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch {
    throw new FileRefused(reason)
  }
}
