import { readFile } from 'node:fs/promises'
import { StartError } from '../databases/start-error.ts'
import { isAddress } from './options.ts'

/** A text from a file or an address. @throws StartError where it cannot be read. */
export async function readText(place: string): Promise<string> {
  try {
    if (!isAddress(place)) return await readFile(place, 'utf8')
    const response = await fetch(place, { signal: AbortSignal.timeout(30_000) })
    if (!response.ok) throw new Error(`the answer is ${response.status}`)
    return await response.text()
  } catch (error) {
    throw new StartError(`${place} cannot be read: ${reasonOf(error)}`)
  }
}

/** Why something could not be read: of a failed request, what it failed by. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== ''
    ? `${error.message} (${cause.message})`
    : error.message
}
