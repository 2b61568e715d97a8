import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { elementsAt, textAt } from './element-path.ts'
import type { XmlItem } from './read-xml.ts'
import { readXml, readXmlRoot } from './read-xml.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-xml-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function read(content: string): Promise<XmlItem[]> {
  const path = join(folder, 'file.xml')
  await writeFile(path, content)
  return Array.fromAsync(readXml(path, 'Parcel'))
}

const parcels = `<?xml version="1.0" encoding="UTF-8"?>
<p:ParcelFullData xmlns:p="urn:x"><p:ATVK> 0001000 </p:ATVK><p:FilePartNr>2</p:FilePartNr><p:ParcelItemList>
<p:ParcelItemData><p:Rel><p:Nr>1</p:Nr><p:Type>BUILDING</p:Type></p:Rel><p:Rel><p:Nr>2</p:Nr><p:Type>PARCEL</p:Type></p:Rel>
<p:List><p:Row><p:V>a &amp; b</p:V></p:Row><p:Row><p:V><![CDATA[<c>]]></p:V><p:Flag/></p:Row></p:List></p:ParcelItemData>
<p:ParcelItemData/>
</p:ParcelItemList></p:ParcelFullData>
`

describe('readXml', () => {
  it('reads items with their line and envelope, whatever the prefix', async () => {
    const items = await read(parcels)
    expect(items.map(({ line }) => line)).toEqual([3, 5])
    expect(Object.fromEntries(items[0]?.envelope ?? [])).toMatchObject({ ATVK: '0001000', FilePartNr: '2' })
  })

  it('finds texts by path', async () => {
    const [first] = await read(parcels)
    if (!first) throw new Error('no item')
    const rows = elementsAt('List/Row', first.item)
    const texts = (path: string) => rows.map((row) => textAt(path)({ ...first, row }))
    expect(texts('V')).toEqual(['a & b', '<c>'])
    expect(texts('Flag')).toEqual([undefined, ''])
    expect(texts('/Rel[Type=PARCEL]/Nr')).toEqual(['2', '2'])
    expect(texts('/Rel/Nr')).toEqual(['1', '1'])
    expect(texts('/Rel[Type=PROPERTY]/Nr')).toEqual([undefined, undefined])
    expect(texts('$ATVK')).toEqual(['0001000', '0001000'])
  })

  it('reads the root', async () => {
    await read(parcels)
    expect(await readXmlRoot(join(folder, 'file.xml'))).toBe('ParcelFullData')
  })

  it.each([
    ['truncated XML', parcels.slice(0, -40), 'truncated: its XML is not closed'],
    ['XML cut inside a tag', parcels.slice(0, 150), 'truncated: its XML is not closed'],
    ['malformed XML', parcels.replace('</p:List>', '</p:Lost>'), 'not well-formed XML (at '],
    ['an entity', parcels.replace('&amp;', '&x;'), 'not well-formed XML (at 4'],
    ['another encoding', parcels.replace('UTF-8', 'windows-1257'), 'not UTF-8: it says so itself'],
    ['nothing', '', 'the file is empty'],
  ])('refuses %s', async (_case, content, reason) => {
    await expect(read(content)).rejects.toThrow(reason)
  })

  it('refuses an item that is too large to hold', async () => {
    const huge = parcels.replace('<p:List>', `<p:List>${'<p:Row/>'.repeat(200_001)}`)
    await expect(read(huge)).rejects.toThrow('the item at line 3 is too large')
  })
})
