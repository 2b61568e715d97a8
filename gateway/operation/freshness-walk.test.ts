import { expect, test } from 'vitest'
import type { Freshness } from '#audit/access-record.ts'
import { seeFreshness } from './freshness-walk.ts'
import type { FreshnessNote, FreshnessSource } from './freshness-walk.ts'
import { toldFreshness } from './told-freshness.ts'
import type { FieldShape, ObjectShape } from './shape.ts'

/** The parts of shapes that tell where values stand and whom they are about. */
type Field = readonly [coordinate: string, key: string, more?: Partial<FieldShape>, below?: ObjectShape]

function shape(typeName: string, fields: readonly Field[]): ObjectShape {
  return {
    typeName,
    idKey: typeName === 'Person' ? 'hidden_id' : null,
    fields: fields.map(([coordinate, key, more = {}, below]) => ({
      action: below ? 'object' : 'leaf',
      responseName: key,
      fetchedKey: key,
      selected: { coordinate },
      recorded: coordinate,
      about: 'inherited',
      subjectKey: null,
      shapes: below ? new Map([[below.typeName, below]]) : null,
      untypedShape: below ?? null,
      ...more,
    })),
  } as unknown as ObjectShape
}

const person = shape('Person', [
  ['Person.name', 'name', { about: 'sibling', subjectKey: 'hidden_id' }],
  ['Person.town', 'town', { about: 'sibling', subjectKey: 'hidden_id' }],
])
const query = shape('Query', [
  ['Query.person', 'person', { about: 'target' }, person],
  ['Query.persons', 'list', { about: 'target' }, person],
])

const owners = new Map([
  ['Query.person', 'population'],
  ['Query.persons', 'population'],
  ['Person.name', 'population'],
  ['Person.town', 'addresses'],
])

const anna = { hidden_id: '1', name: 'Anna', town: 'Ogre' }
const berta = { hidden_id: '2', name: 'Berta', town: 'Ogre' }

function note(
  object: unknown,
  state: FreshnessNote['state'],
  asOf: number,
  ...coordinates: string[]
): FreshnessNote {
  return { registry: owners.get(coordinates[0] ?? '') ?? '', state, asOf, coordinates, object }
}

const released = ['1', '2'].map((subject) => ({
  subject,
  disclosure: { coordinates: [...owners.keys()], isSearchRow: false },
})) as unknown as FreshnessSource['findings']['released']

const at = new Date('2026-11-21T12:00:00Z')
/** The steady clock says 5,000 when the other one says `at`. */
const moment = { at, now: at.getTime(), steadyNow: 5_000 }

function see(
  data: Record<string, unknown>,
  notes: readonly FreshnessNote[],
  outside: (string | number)[][] = [],
) {
  const findings = { released, outside: outside.map((path) => ({ coordinate: '', path, reason: null })) }
  return seeFreshness({ shape: query, data, notes, findings, owners })
}

test('where all of a registry is alike, its fields are not named', () => {
  const sights = see({ person: anna }, [note(anna, 'UNVERIFIED', 2_000, 'Person.town')])
  expect(toldFreshness(sights, false, moment)).toEqual([
    { registry: 'addresses', state: 'UNVERIFIED', asOf: '2026-11-21T11:59:57.000Z' },
  ])
  expect(sights.bySubject).toEqual(new Map<string, Freshness>([['1', 'UNVERIFIED']]))
})

test('where they differ they are named, and the worst and oldest of each is told', () => {
  const sights = see({ person: anna, list: [berta] }, [
    note(anna, 'UNVERIFIED', 4_000, 'Person.name'),
    note(berta, 'STALE', 1_000, 'Person.name'),
  ])
  expect(toldFreshness(sights, false, moment)).toEqual([
    { registry: 'population', state: 'STALE', asOf: '2026-11-21T11:59:56.000Z', fields: ['Person.name'] },
  ])
  expect(sights.bySubject).toEqual(
    new Map<string, Freshness>([
      ['1', 'UNVERIFIED'],
      ['2', 'STALE'],
    ]),
  )
})

test('everything is told where that is asked, from when the request came', () => {
  expect(toldFreshness(see({ person: anna }, []), true, moment)).toEqual([
    { registry: 'population', state: 'FRESH', asOf: '2026-11-21T12:00:00.000Z' },
    { registry: 'addresses', state: 'FRESH', asOf: '2026-11-21T12:00:00.000Z' },
  ])
  expect(toldFreshness(see({ person: anna }, []), false, moment)).toEqual([])
})

test('nothing is told of what was not asked, not delivered, or lies outside of what is granted', () => {
  const notes = [
    note(anna, 'STALE', 0, 'Person.name', 'Person.secret'),
    note(berta, 'STALE', 0, 'Person.name'),
  ]
  const hidden = see({ person: anna, list: [berta] }, notes, [['person'], ['list', 0]])
  expect(toldFreshness(hidden, false, moment)).toEqual([])
  expect(hidden.bySubject).toEqual(new Map())
  const undelivered = see({ person: { hidden_id: '1', name: undefined } }, [
    note(undefined, 'STALE', 0, 'Person.name'),
  ])
  expect(toldFreshness(undelivered, false, moment)).toEqual([])
})

test('a look-up that is not known to be current is so of whom it found', () => {
  const data = { person: anna }
  const sights = see(data, [note(data, 'UNVERIFIED', 2_000, 'Query.person')])
  expect(sights.bySubject).toEqual(new Map<string, Freshness>([['1', 'UNVERIFIED']]))
  expect(toldFreshness(sights, false, moment)).toMatchObject([
    { registry: 'population', fields: ['Query.person'] },
  ])
})
