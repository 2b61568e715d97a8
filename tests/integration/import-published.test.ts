import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importing } from './importing.ts'

const enterprise = importing('enterprise')
const addresses = importing('addresses')
const cadastre = importing('cadastre')
const institutions = importing('institutions')

const published = '../shared/data'
const withFiles = existsSync(published)

const why = withFiles ? '' : ` (skipped: ${published} is missing)`

describe.skipIf(!withFiles)(`importing published files${why}`, () => {
  it('imports the register, and again nothing', async () => {
    const path = join(published, 'ur/register.csv')
    expect(await enterprise.run(path)).toMatchObject({
      ok: true,
      counts: { inserted: 609, bad: 0 },
    })
    expect((await enterprise.run(path, { snapshot: true })).counts).toMatchObject({
      unchanged: 609,
      ended: 0,
    })
    const [row] = await enterprise.query(
      `SELECT * FROM legal_entity WHERE registration_number = '40103215608'`,
    )
    expect(row).toMatchObject({
      legal_name: 'SIA "Baltima"',
      closed: 'L',
      atvk: '0010000',
      region_code: null,
    })
    const lines = (await readFile(path, 'utf8')).split('\n')
    const shorter = await enterprise.file('register.csv', lines.slice(0, -11))
    expect((await enterprise.run(shorter, { snapshot: true })).counts).toMatchObject({
      unchanged: 599,
      ended: 10,
    })
  })

  it('knows the published headers, in whatever order', async () => {
    for (const name of ['officers', 'members.ORDER_ASSUMED', 'register_name_history']) {
      const { ok, printed } = await enterprise.run(join(published, `ur/headers/${name}.csv`))
      expect({ ok, ignored: printed.filter((line) => line.includes('ignored')) }).toEqual({
        ok: true,
        ignored: [],
      })
    }
    const path = join(published, 'ur/headers/ppi_public_persons_institutions.ORDER_ASSUMED.csv')
    expect(await institutions.run(path)).toMatchObject({ ok: true, counts: { bad: 0 } })
  })

  it('imports addresses', async () => {
    const path = join(published, 'varis/aw_eka_sample.csv')
    expect(await addresses.run(path)).toMatchObject({ ok: true, counts: { inserted: 7, bad: 0 } })
    const [row] = await addresses.query(`SELECT * FROM address WHERE code = '101109572'`)
    expect(row).toMatchObject({
      full_address: 'Brīvības iela 100, Rīga, LV-1001',
      post_code: 'LV-1001',
      northing: '313036.408',
    })
  })

  it('imports the cadastre, and again nothing', async () => {
    const path = join(published, 'vzd/xml_reconstructed')
    const first = await cadastre.run(path)
    expect(first).toMatchObject({ ok: true, counts: { bad: 0, updated: 0 } })
    const second = await cadastre.run(path, { snapshot: true })
    expect(second.counts).toMatchObject({
      inserted: 0,
      updated: 0,
      ended: 0,
      unchanged: first.counts['inserted'],
    })
    const [moved] = await cadastre.query(
      `SELECT parcel_number FROM building WHERE cadastral_number = '94010060314006'`,
    )
    expect(moved).toEqual({ parcel_number: '94010060309' })
  })
})
