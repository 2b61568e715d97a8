import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCsvHeader } from './csv-header.ts'
import type { CsvRecord } from './read-csv.ts'
import { readCsv } from './read-csv.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-csv-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function read(content: string | Uint8Array): Promise<CsvRecord[]> {
  const path = join(folder, 'file.csv')
  await writeFile(path, content)
  return Array.fromAsync(readCsv(path, await readCsvHeader(path)))
}

describe('readCsv', () => {
  it.each([
    ['semicolons', 'a;b\n1;2\n'],
    ['commas', 'a,b\n1,2\n'],
    ['a byte order mark', '\ufeffa;b\n1;2\n'],
    ['sep=', 'sep=;\na;b\n1;2\n'],
    ['sep= after a byte order mark, CRLF', '\ufeffsep=;\r\na;b\r\n1;2\r\n'],
    ['sep= of a delimiter that the header does not suggest', 'sep=|\na|b\n1|2\n'],
    ['a quoted header', '\ufeff"a","b"\n"1","2"\n'],
    ['quoting with #', '#a#;#b#\n#1#;#2#\n'],
    ['no line end at the end', 'a;b\n1;2'],
    ['blank lines', 'a;b\n\n1;2\n\n'],
  ])('reads a file with %s', async (_case, content) => {
    expect((await read(content)).map(({ fields }) => fields)).toEqual([['1', '2']])
  })

  it('reads doubled quotes, line breaks in quotes and stray quotes', async () => {
    const records = await read('a;b\n"SIA ""Q""";"x\ny"\nSIA "R";2\n')
    expect(records.map(({ fields }) => fields)).toEqual([
      ['SIA "Q"', 'x\ny'],
      ['SIA "R"', '2'],
    ])
  })

  it('says on which line a record begins', async () => {
    const records = await read('sep=;\r\na;b\r\n1;2\r\n3;"x\r\n\r\ny"\r\n\r\n4;5\r\n6;7\r\n')
    expect(records.map(({ line, lines }) => [line, lines])).toEqual([
      [3, 1],
      [4, 3],
      [8, 1],
      [9, 1],
    ])
  })

  it.each([
    ['an empty file', '', 'the file is empty'],
    ['a file without header', '\n\n', 'no header line'],
    ['a column twice', 'a;b;a\n1;2;3\n', 'the column a twice'],
    ['a quote that is not closed at the end', 'a;b\n1;2\n3;"x', 'truncated: it ends inside quotes'],
    ['a short last row', 'a;b;c\n1;2;3\n4;5', 'truncated: its last row is short'],
    ['a quote that swallows the rest', `a;b\n"x;2\n${'1;2\n'.repeat(300_000)}`, 'longer than 1 MB'],
  ])('refuses %s', async (_case, content, reason) => {
    await expect(read(content)).rejects.toThrow(reason)
  })

  it('refuses what is not UTF-8, wherever it is', async () => {
    const latin = Buffer.from('a;b\n1;Rīga\n', 'latin1')
    latin[latin.length - 2] = 0xe2
    await expect(read(latin)).rejects.toThrow('not UTF-8')
    const late = Buffer.concat([Buffer.from(`a;b\n${'1;2\n'.repeat(200_000)}`), latin])
    await expect(read(late)).rejects.toThrow('not UTF-8')
  })

  it('refuses a file whose last character is cut', async () => {
    await expect(read(Buffer.from('a;b\n1;Rī').subarray(0, -1))).rejects.toThrow(
      'last character is not whole',
    )
  })

  it.each([
    ['shrank', (path: string) => truncate(path, 500_000)],
    ['grew', (path: string) => appendFile(path, '1;2\n')],
  ])('refuses a file that %s while it is read', async (word, change) => {
    const path = join(folder, 'changing.csv')
    await writeFile(path, `a;b\n${'1;2\n'.repeat(300_000)}`)
    const records = readCsv(path, await readCsvHeader(path))
    await records.next()
    await change(path)
    await expect(Array.fromAsync(records)).rejects.toThrow(`the file ${word} while it was read`)
  })

  it('reads what was written, whatever the quoting', async () => {
    const field = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'Š', '"', ';', ',', ' ', '\n', '\r\n', '\t', '\\', '🙂', "'") }),
      fc.string(),
    )
    const file = fc.record({
      rows: fc.array(fc.tuple(field, field, field), { maxLength: 8 }),
      always: fc.boolean(),
      bom: fc.boolean(),
      sep: fc.boolean(),
      delimiter: fc.constantFrom(';', ','),
      newline: fc.constantFrom('\n', '\r\n'),
      end: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, always, bom, sep, delimiter, newline, end }) => {
        const quoted = (value: string): string =>
          always || /[";,\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
        const lines = [['x', 'y', 'z'], ...rows].map((row) => row.map(quoted).join(delimiter))
        const start = `${bom ? '\ufeff' : ''}${sep ? `sep=${delimiter}${newline}` : ''}`
        const records = await read(`${start}${lines.join(newline)}${end ? newline : ''}`)
        expect(records.map(({ fields }) => fields)).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })
})
