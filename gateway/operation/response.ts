import { quoted } from './json-text.ts'
import type { Json } from './json.ts'
import { compileFields } from './response-fields.ts'
import { Journal } from './response-journal.ts'
import type { Findings } from './response-journal.ts'
import { nulled } from './response-walk.ts'
import type { ObjectWriter, ResponseContext } from './response-walk.ts'
import { releasedPage } from './page-rows.ts'
import type { ObjectShape } from './shape.ts'

/** The response's data, and exactly what is in it about whom. */
export interface Response extends Findings {
  /** In JSON; `null` where a non-null root field has no value. */
  readonly text: string
}

/** Writes the response of one permitted operation from fetched data. */
export type ResponseWriter = (data: Json, context: ResponseContext) => Response

/**
 * Compiles the one walk over the fetched data in which the response's text is written, and what is in it is noted. INVARIANT:
 * what is written is what the shape names, and `released` is what is written: a value that a null above it takes away again
 * is taken from `released` as well.
 */
export function compileResponse(shape: ObjectShape): ResponseWriter {
  const write = compileObject(shape)
  return (data, context) => {
    const journal = new Journal()
    const written = write(data, null, null, null, { context, journal })
    return { text: typeof written === 'string' ? written : 'null', ...journal.findings() }
  }
}

function compileObject(shape: ObjectShape): ObjectWriter {
  const { row: rowShape, page, known } = shape
  const writers = compileFields(shape, compileObject).map(({ responseName, write }, position) => ({
    head: `${position === 0 ? '' : ','}${responseName === null ? '' : `${quoted(responseName)}:`}`,
    write,
  }))
  const hits = page && { coordinates: [page.coordinate], isSearchRow: true }
  return (fetched, subject, around, duties, walk) => {
    const { journal, context } = walk
    const mark = journal.mark()
    const data =
      page === null
        ? fetched
        : releasedPage(page, shape, fetched, duties?.open ?? [], context.knowledge, journal)
    const row = rowShape === null ? around : { shape: rowShape, data, subject, around }
    let text = '{'
    for (const { head, write } of writers) {
      const written = write(data, subject, row, walk)
      if (written === nulled) {
        journal.takeBack(mark)
        return nulled
      }
      text += head + (typeof written === 'string' ? written : 'null')
    }
    if (known !== null) journal.drop(known, data)
    if (page !== null && hits !== null) journal.hits(page, data, hits)
    return `${text}}`
  }
}
