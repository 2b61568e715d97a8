import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { importing } from './importing.ts'

const { run, query, file, folder } = importing('cadastre')

function envelope(element: string, atvk: string, items: readonly string[], part = 1, parts = 1): string[] {
  return [
    `<?xml version="1.0" encoding="UTF-8"?><${element}FullData><FilePartCount>${parts}</FilePartCount>`,
    `<FilePartNr>${part}</FilePartNr><ATVK>${atvk}</ATVK><${element}ItemList>`,
    ...items.map((item) => `<${element}ItemData>${item}</${element}ItemData>`),
    `</${element}ItemList></${element}FullData>`,
  ]
}

function relation(number: string, kind: string): string {
  return `<ObjectRelation><ObjectCadastreNr>${number}</ObjectCadastreNr><ObjectType>${kind}</ObjectType></ObjectRelation>`
}

function ownership(number: string, owners: readonly string[], kind = 'PROPERTY'): string {
  const rows = owners.map(
    (owner) =>
      `<OwnershipStatusKind><OwnershipStatus>Īpašnieks</OwnershipStatus><PersonStatus>${owner}</PersonStatus></OwnershipStatusKind>`,
  )
  return `${relation(number, kind)}<OwnershipStatusKindList>${rows.join('')}</OwnershipStatusKindList>`
}

/** One owner each of properties whose numbers begin so. */
function ownerships(start: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    ownership(`${start}${String(index).padStart(7, '0')}`, ['valsts']),
  )
}

function valuation(number: string, type: string): string {
  return `${relation(number, 'PARCEL')}
<ValuationDataList><ValuationRowData><ValueType>${type}</ValueType><ObjectCadastralValue>5</ObjectCadastralValue></ValuationRowData></ValuationDataList>`
}

async function liveOwnerships(): Promise<unknown> {
  const [row] = await query('SELECT count(*)::integer AS count FROM ownership WHERE ended_at IS NULL')
  return row?.['count']
}

describe('importing the cadastre', () => {
  it('numbers owners of an object, again the same', async () => {
    const items = [
      ownership('01000010002', ['valsts', 'fiziska persona']),
      ownership('01000010002', ['valsts'], 'PARCEL'),
      ownership('01000010002', ['pašvaldība']),
    ]
    const path = await file('o.xml', envelope('Ownership', '0001000', items))
    expect((await run(path)).counts).toMatchObject({ inserted: 4, bad: 0 })
    expect((await run(path)).counts).toMatchObject({ inserted: 0, unchanged: 4 })
    const rows = await query('SELECT id, person_status, territory FROM ownership ORDER BY id')
    expect(rows).toEqual([
      { id: 'PARCEL:01000010002:1', person_status: 'valsts', territory: '0001000' },
      { id: 'PROPERTY:01000010002:1', person_status: 'valsts', territory: '0001000' },
      { id: 'PROPERTY:01000010002:2', person_status: 'fiziska persona', territory: '0001000' },
      { id: 'PROPERTY:01000010002:3', person_status: 'pašvaldība', territory: '0001000' },
    ])
  })

  it('has a file as a snapshot of its territory, a folder of all', async () => {
    await file('all/a.xml', envelope('Ownership', '0001000', ownerships('0100', 3)))
    await file('all/deep/b.xml', envelope('Ownership', '0053000', ownerships('9401', 4)))
    await run(folder('all'), { snapshot: true })
    expect(await liveOwnerships()).toBe(7)
    const one = await file('one/a.xml', envelope('Ownership', '0001000', ownerships('0100', 2)))
    expect((await run(one, { snapshot: true })).counts).toMatchObject({ ended: 1 })
    expect(await liveOwnerships()).toBe(6)
    expect((await run(folder('one'), { snapshot: true })).counts).toMatchObject({ ended: 4 })
    expect(await liveOwnerships()).toBe(2)
  })

  it('refuses a snapshot with a part missing, and ends nothing where one file is broken', async () => {
    const items = [ownership('01000010002', ['valsts'])]
    await file('x/1.xml', envelope('Ownership', '0001000', items, 1, 2))
    const missing = await run(folder('x'), { snapshot: true })
    expect(missing.ok).toBe(false)
    expect(missing.printed.at(-1)).toMatch(/2 parts only 1 are here/)
    const path = await file(
      'x/2.xml',
      envelope('Ownership', '0001000', [ownership('01000010003', ['valsts'])], 2, 2),
    )
    expect(await run(folder('x'), { snapshot: true })).toMatchObject({
      ok: true,
      counts: { inserted: 2 },
    })
    const whole = await readFile(path, 'utf8')
    await writeFile(path, whole.slice(0, -30))
    const broken = await run(folder('x'), { snapshot: true })
    expect(broken.printed.at(-1)).toMatch(/^! Nothing imported\. 2\.xml: the file is truncated/)
    expect(await liveOwnerships()).toBe(2)
  })

  it('reports bad rows by line and element', async () => {
    const values = Array.from({ length: 30 }, (_, index) => `010000100${10 + index}`)
    const items = values.map((number, index) => valuation(number, index === 3 ? 'other' : 'Universālā'))
    const { ok, printed } = await run(await file('v.xml', envelope('Valuation', '0001000', items)))
    expect(ok).toBe(true)
    expect(printed[0]).toBe('! v.xml:9: ValueType is not a kind of cadastral value')
    const [row] = await query('SELECT DISTINCT value_type FROM valuation')
    expect(row).toEqual({ value_type: 'UNIVERSAL' })
  })

  it('refuses files without a territory', async () => {
    const path = await file('o.xml', [
      '<OwnershipFullData><OwnershipItemList><OwnershipItemData>',
      ownership('01000010002', ['valsts']),
      '</OwnershipItemData></OwnershipItemList></OwnershipFullData>',
    ])
    const { ok, printed } = await run(path)
    expect(ok).toBe(false)
    expect(printed[0]).toBe('! o.xml:1: ATVK is blank')
  })
})
