import { describe, expect, test } from 'vitest'
import { createInvalidations } from './invalidations.ts'
import type { RegistryChange } from './registry-change.ts'

const change = (told: Partial<RegistryChange>): RegistryChange => ({
  position: null,
  entities: [],
  types: [],
  inserted: [],
  ...told,
})

/** Heard of so many changes before the fetch was sent. */
const heard = (sequence: number) => ({ generation: 1, sequence })

describe('with positions', () => {
  test('a fill is as good as its position', () => {
    const known = createInvalidations()
    known.begin('03')
    known.note(change({ position: '05', entities: [['Person', 'a']] }))
    const accepts = (position: string | null, type: string, ...keys: string[]): boolean =>
      known.accepts(heard(known.sequence), position, type, keys)
    expect(accepts('05', 'Person', 'a')).toBe(true)
    expect(accepts('04', 'Person', 'a')).toBe(false)
    expect(accepts('04', 'Person', 'b', 'a')).toBe(false)
    expect(accepts('04', 'Person', 'b')).toBe(true)
    expect(accepts('04', 'Office', 'a')).toBe(true)
    expect(accepts('02', 'Office', 'a')).toBe(false)
    // Nobody knows how far behind the answer is.
    expect(accepts(null, 'Office', 'b')).toBe(false)
  })

  test('it may be newer than what had been heard when it was asked for', () => {
    const known = createInvalidations()
    known.begin('03')
    known.note(change({ position: '05', entities: [['Person', 'a']] }))
    expect(known.accepts(heard(1), '05', 'Person', ['a'])).toBe(true)
  })

  test('a change that is told again, or of an earlier place, takes nothing back', () => {
    const known = createInvalidations()
    known.begin('01')
    for (const position of ['05', '04', '05']) known.note(change({ position, entities: [['Person', 'a']] }))
    expect(known.accepts(heard(4), '04', 'Person', ['a'])).toBe(false)
    expect(known.accepts(heard(4), '05', 'Person', ['a'])).toBe(true)
  })

  test('changes of whole types concern every key, and any change what was not found', () => {
    const known = createInvalidations()
    known.begin('01')
    known.note(change({ position: '02', types: ['Address'] }))
    known.note(change({ position: '03', inserted: ['Office'], entities: [['Person', 'a']] }))
    expect(known.accepts(heard(3), '01', 'Address', ['x'])).toBe(false)
    expect(known.accepts(heard(3), '02', 'Address', ['x'])).toBe(true)
    expect(known.accepts(heard(3), '01', 'Office', ['x'])).toBe(true)
    for (const type of ['Office', 'Person']) {
      expect(known.acceptsNotFound(heard(3), '02', type)).toBe(false)
      expect(known.acceptsNotFound(heard(3), '03', type)).toBe(true)
    }
    expect(known.acceptsNotFound(heard(3), '01', 'Address')).toBe(false)
  })
})

describe('without positions', () => {
  test('a fill is refused if its key was changed after the fetch was sent', () => {
    const known = createInvalidations()
    known.begin(null)
    known.note(change({ entities: [['Person', 'a']] }))
    expect(known.accepts(heard(1), null, 'Person', ['a'])).toBe(false)
    expect(known.accepts(heard(2), null, 'Person', ['a'])).toBe(true)
    expect(known.accepts(heard(1), null, 'Person', ['b'])).toBe(true)
    expect(known.acceptsNotFound(heard(1), null, 'Person')).toBe(false)
    expect(known.acceptsNotFound(heard(2), null, 'Person')).toBe(true)
    // Of a position that changes say nothing of.
    expect(known.accepts(heard(1), '99', 'Person', ['a'])).toBe(false)
  })
})

test('what no longer fits in is refused as a whole', () => {
  const known = createInvalidations(2)
  known.begin('01')
  for (const [place, key] of ['a', 'b', 'c'].entries())
    known.note(change({ position: `0${place + 2}`, entities: [['Person', key]] }))
  // 'a', changed at 02, is forgotten: whatever is older than that may be it.
  expect(known.accepts(heard(4), '01', 'Office', ['x'])).toBe(false)
  expect(known.accepts(heard(4), '02', 'Office', ['x'])).toBe(true)
  expect(known.accepts(heard(4), '02', 'Person', ['b'])).toBe(false)
  expect(known.accepts(heard(4), '03', 'Person', ['b'])).toBe(true)
})

test('a begin forgets what was told before, whose positions may be of another time', () => {
  const known = createInvalidations()
  known.begin('01')
  known.note(change({ position: '09', entities: [['Person', 'a']], types: ['Address'] }))
  known.begin('04')
  expect(known.accepts(heard(known.sequence), '04', 'Person', ['a'])).toBe(true)
  expect(known.accepts(heard(known.sequence), '04', 'Address', ['x'])).toBe(true)
  expect(known.accepts(heard(known.sequence), '03', 'Person', ['b'])).toBe(false)
})
