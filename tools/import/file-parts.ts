import { FileRefused } from './file-refused.ts'
import type { Envelope } from './read-rows.ts'
import type { SourceFile } from './recognise-file.ts'

/** Which part of what a text data file is, as its envelope says. */
export interface FilePart {
  label: string
  territory: string
  part: number
  parts: number
}

export function filePart({ label }: SourceFile, envelope: Envelope): FilePart {
  return {
    label,
    territory: envelope.get('ATVK') ?? '',
    part: Number(envelope.get('FilePartNr') ?? 1),
    parts: Number(envelope.get('FilePartCount') ?? 1),
  }
}

/** A snapshot of some parts would end the rows of the others. */
export function refuseMissingParts(files: readonly FilePart[]): void {
  for (const { label, territory, parts } of files) {
    const present = new Set(files.filter((file) => file.territory === territory).map(({ part }) => part))
    if (present.size >= parts) continue
    throw new FileRefused(
      `${label}: of its territory's ${parts} parts only ${present.size} are here: no snapshot`,
    )
  }
}
