import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { importing } from './importing.ts'
import { entities, entity, header } from './register-file.ts'

const { run, query, file } = importing('enterprise')

describe('bad rows', () => {
  it('are skipped, and said with line, column and reason but no value', async () => {
    const lines = [
      header,
      ...entities(100),
      entity(101, { registered: '2021-02-30' }),
      `4${entity(102)}`,
      entity(103, { name: ' ' }),
      `${entity(104)};more`,
      entity(5, { name: 'SIA "Cita"' }),
      entity(105),
      entity(6),
    ]
    const { ok, counts, printed } = await run(await file('a.csv', lines))
    expect(ok).toBe(true)
    expect(counts).toMatchObject({ inserted: 101, bad: 5, repeated: 1 })
    expect(printed.filter((line) => line.startsWith('! '))).toEqual([
      '! a.csv:102: registered is not a date yyyy-mm-dd',
      '! a.csv:103: regcode is not a registration number (length or check digit)',
      '! a.csv:104: name is blank',
      '! a.csv:105: row has 12 fields, the header 11',
      '! a.csv:106: key of legal_entity repeats the key of an earlier row',
    ])
    const [row] = await query(`SELECT legal_name FROM legal_entity WHERE legal_name LIKE '%Paraugs 5"'`)
    expect(row).toEqual({ legal_name: 'SIA "Paraugs 5"' })
  })

  it('are counted all, the first 20 shown', async () => {
    const bad = Array.from({ length: 40 }, (_, index) => entity(index, { closed: 'X' }))
    const { printed } = await run(await file('a.csv', [header, ...bad]))
    expect(printed.filter((line) => line.endsWith('closed is not L, R or blank'))).toHaveLength(20)
    expect(printed).toContain('! a.csv: and 20 more bad rows')
  })

  it('of another check digit in sepa are kept, with a warning', async () => {
    const rows = entities(4).map((line, index) => `${line};${index === 0 ? '' : 'LV00ZZZ40103215608'}`)
    const { counts, printed } = await run(await file('a.csv', [`${header};sepa`, ...rows]))
    expect(counts).toMatchObject({ inserted: 4, bad: 0 })
    expect(printed).toContain('! a.csv: warning: sepa check digits do not match (3 rows, kept)')
  })

  it('are left out where they are 5 %', async () => {
    const rows = [...Array<string>(5).fill('x;y'), ...entities(95)]
    const { ok, counts } = await run(await file('a.csv', [header, ...rows]))
    expect({ ok, counts }).toMatchObject({ ok: true, counts: { bad: 5, inserted: 95 } })
  })

  it('are counted by the lines that a stray quote swallowed', async () => {
    const rows = ['"4;x', ...entities(6), '"4;x', ...entities(60).slice(6)]
    const { ok, printed } = await run(await file('a.csv', [header, ...rows]))
    expect(ok).toBe(false)
    expect(printed.at(-1)).toMatch(/rows are bad, more than 5 %/)
  })

  const whole = entities(94).map((line) => `${line};`)

  it.each([
    ['more than 5 % bad rows', [...Array<string>(6).fill('x;y'), ...whole, ''], /6 of 100 rows are bad/],
    ['a short last row', [...whole, '4099'], /truncated: its last row is short/],
    [
      'a last row cut in its last field',
      [...whole, `${entity(51)};2020-01`],
      /truncated: its last row is cut/,
    ],
    ['an unclosed quote', [...whole, '"4099'], /truncated: it ends inside quotes/],
    ['a character that is no UTF-8', [...whole, '\u{fffd}', ''], /not UTF-8/],
  ])('keep nothing of a file with %s', async (_case, rows, reason) => {
    await run(await file('first.csv', [header, entity(200)]))
    const path = await file('a.csv', [])
    const bytes = Buffer.from([`${header};reregistration_term`, ...rows].join('\n'))
    const replacement = bytes.indexOf('\u{fffd}')
    if (replacement !== -1) bytes[replacement] = 0xff
    await writeFile(path, bytes)
    const { ok, printed } = await run(path)
    expect(ok).toBe(false)
    expect(printed.at(-1)).toMatch(/^! Nothing imported\. a\.csv: /)
    expect(printed.at(-1)).toMatch(reason)
    expect(await query('SELECT count(*)::integer AS count FROM legal_entity')).toEqual([{ count: 1 }])
  })
})
