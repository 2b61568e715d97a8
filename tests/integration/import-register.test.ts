import { describe, expect, it, vi } from 'vitest'
import { lineProgress } from '#tools/import/progress.ts'
import { importing } from './importing.ts'
import { entities, entity, header, numbers } from './register-file.ts'

const { run, query, connect, file, folder } = importing('enterprise')

const liveEntities = 'SELECT count(*)::integer AS count FROM legal_entity WHERE ended_at IS NULL'

describe('importing a register', () => {
  it('inserts, then changes nothing, then updates what changed', async () => {
    const first = await run(await file('a.csv', ['sep=;', header, ...entities(30)]))
    expect(first).toMatchObject({ ok: true, counts: { inserted: 30, updated: 0, unchanged: 0, bad: 0 } })
    const before = await query('SELECT *, xmin, xmax, ctid FROM legal_entity ORDER BY 1')
    const second = await run(folder('a.csv'))
    expect(second.counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 30, ended: 0 })
    expect(await query('SELECT *, xmin, xmax, ctid FROM legal_entity ORDER BY 1')).toEqual(before)
    const changed = [entity(0, { name: 'SIA "ŠĶŪNIS"', closed: 'L' }), ...entities(30).slice(1)]
    const third = await run(await file('a.csv', [header, ...changed]))
    expect(third.counts).toMatchObject({ inserted: 0, updated: 1, unchanged: 29 })
    const [row] = await query('SELECT * FROM legal_entity ORDER BY registration_number LIMIT 1')
    expect(row).toMatchObject({
      legal_name: 'SIA "ŠĶŪNIS"',
      search_name: 'sia "šķūnis"',
      closed: 'L',
      without_quotes: false,
      address_code: null,
      atvk: '0010000',
      origin: 'import',
      ended_at: null,
    })
  })

  it('leaves columns alone that a file does not have', async () => {
    await run(await file('a.csv', [header, ...entities(3)]))
    const withoutLast = [header, ...entities(3)].map((line) => line.split(';').slice(0, -1).join(';'))
    const { counts } = await run(await file('a.csv', withoutLast))
    expect(counts).toMatchObject({ unchanged: 3 })
    expect(await query('SELECT DISTINCT atvk FROM legal_entity')).toEqual([{ atvk: '0010000' }])
  })

  it('reports columns that it ignores', async () => {
    const lines = [`${header};novelty`, ...entities(2).map((line) => `${line};x`)]
    const { ok, printed } = await run(await file('a.csv', lines))
    expect(ok).toBe(true)
    expect(printed.filter((line) => line.includes('ignored'))).toEqual(['a.csv: ignored columns: novelty'])
  })

  it('never touches a synthetic row', async () => {
    await query(
      `INSERT INTO legal_entity (registration_number, legal_name, search_name, origin)
       VALUES ('${numbers[3]}', 'Synthetic', 'synthetic', 'synthetic'), ('${numbers[300]}', 'Other', 'other', 'synthetic')`,
    )
    const { ok, counts, printed } = await run(await file('a.csv', [header, ...entities(50)]), {
      snapshot: true,
    })
    expect({ ok, counts }).toMatchObject({ ok: true, counts: { bad: 1, inserted: 49, ended: 0 } })
    expect(printed).toContain('! a.csv:5: key of legal_entity belongs to a synthetic row')
    const rows = await query(
      `SELECT legal_name, ended_at FROM legal_entity WHERE origin = 'synthetic' ORDER BY 1`,
    )
    expect(rows).toEqual([
      { legal_name: 'Other', ended_at: null },
      { legal_name: 'Synthetic', ended_at: null },
    ])
  })

  it('ends as a snapshot what the file no longer has, but not what it has badly, and takes it back', async () => {
    await run(await file('a.csv', [header, ...entities(40)]))
    const shorter = [...entities(35).slice(1), entity(0, { registered: 'soon' })]
    const { counts } = await run(await file('a.csv', [header, ...shorter]), { snapshot: true })
    expect(counts).toMatchObject({ inserted: 0, updated: 0, unchanged: 34, ended: 5, bad: 1 })
    expect((await run(folder('a.csv'), { snapshot: true })).counts).toMatchObject({ ended: 0 })
    const back = await run(await file('a.csv', [header, ...entities(36)]))
    expect(back.counts).toMatchObject({ updated: 1, unchanged: 35, ended: 0 })
    expect(await query(liveEntities)).toEqual([{ count: 36 }])
  })

  it('refuses a snapshot of nothing', async () => {
    await run(await file('a.csv', [header, ...entities(3)]))
    const { ok, printed } = await run(await file('a.csv', [header]), { snapshot: true })
    expect(ok).toBe(false)
    expect(printed.at(-1)).toMatch(/would end every row/)
    expect(await query(liveEntities)).toEqual([{ count: 3 }])
  })

  it('takes two files of one kind as one snapshot, but not with different columns', async () => {
    await file('a.csv', [header, ...entities(3)])
    await file('b.csv', [header, entity(3)])
    expect((await run(folder(), { snapshot: true })).counts).toMatchObject({ inserted: 4, ended: 0 })
    await file('b.csv', [`${header};sepa`, `${entity(3)};`])
    const { ok, printed } = await run(folder(), { snapshot: true })
    expect(ok).toBe(false)
    expect(printed).toEqual([
      '! Nothing imported. register: files with different columns cannot be one snapshot.',
    ])
  })

  it('imports the rest of a folder beside a file that it refuses, but no snapshot', async () => {
    await file('a.csv', [header, ...entities(3)])
    await file('b.csv', ['what;ever', '1;2'])
    expect(await run(folder(), { snapshot: true })).toMatchObject({ ok: false, counts: {} })
    const { ok, counts, printed } = await run(folder())
    expect({ ok, counts }).toMatchObject({ ok: false, counts: { inserted: 3 } })
    expect(printed).toContainEqual(expect.stringMatching(/^! Nothing imported\. b\.csv: its header/))
  })

  it('rolls back when it is interrupted', async () => {
    const path = await file('a.csv', [header, ...entities(300)])
    const interrupt = new AbortController()
    const progress = { ...lineProgress(() => undefined), write: () => interrupt.abort() }
    await expect(run(path, { progress, signal: interrupt.signal })).rejects.toThrow(/abort/)
    expect(await query(liveEntities)).toEqual([{ count: 0 }])
    expect((await run(path)).counts).toMatchObject({ inserted: 300 })
  })

  it('waits for no other import for ever', async () => {
    const path = await file('a.csv', [header, ...entities(3)])
    const other = await connect()
    await other.query('BEGIN; LOCK TABLE legal_entity IN SHARE ROW EXCLUSIVE MODE')
    const { ok, printed } = await run(path, { lockTimeoutMs: 50 })
    await other.end()
    expect(ok).toBe(false)
    expect(printed.at(-1)).toMatch(/another import/)
  })

  it('says in one line that the database went away', async () => {
    const path = await file('a.csv', [header, ...entities(3)])
    const other = await connect()
    await other.query('BEGIN; LOCK TABLE legal_entity IN SHARE ROW EXCLUSIVE MODE')
    const running = run(path)
    const terminate = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'dagr import' AND datname = current_database() AND wait_event_type = 'Lock'`
    // Not on the other connection: a transaction sees the activity of the moment when it first looked.
    await vi.waitUntil(async () => (await query(terminate)).length === 1, { timeout: 50_000 })
    const { ok, printed } = await running
    await other.end()
    expect(ok).toBe(false)
    expect(printed.at(-1)).toBe('! Nothing imported. the database went away.')
  })
})
