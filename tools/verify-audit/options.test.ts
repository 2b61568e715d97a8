import { expect, test } from 'vitest'
import { readCounters } from './counters.ts'
import { readOptions } from './options.ts'
import { tilePath } from './public-log.ts'

test('options may be repeated, and an address loses its last slash', () => {
  expect(readOptions(['--log', 'https://dagr.test/log/', '--key', 'a', '--key', 'b', '--all'])).toEqual({
    log: 'https://dagr.test/log',
    checkpoints: [],
    counters: [],
    keys: ['a', 'b'],
    witnesses: [],
    quorum: 0,
    origin: null,
    all: true,
  })
  expect(readOptions(['--help'])).toBe('help')
})

test.each([
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--log'], 'argument missing'],
  [['--log', 'nowhere'], '--log takes an address'],
  [['--log', 'file:///etc/passwd'], '--log takes an address'],
  [['something'], 'Unexpected argument'],
  [['--quorum', '1'], '--quorum takes a number of the witnesses'],
  [['--quorum', 'x', '--witness', 'a'], '--quorum takes a number of the witnesses'],
])('%s is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})

test.each([
  [0, 256, 'tile/entries/000'],
  [999, 3, 'tile/entries/999.p/3'],
  [1000, 256, 'tile/entries/x001/000'],
  [1_234_067, 255, 'tile/entries/x001/x234/067.p/255'],
])('bundle %i of width %i is at %s', (index, width, path) => {
  expect(tilePath('entries', index, width)).toBe(path)
})

function readingOf(operations: number, node = 'a'): string {
  return `# HELP dagr_audit_operations_total x\ndagr_audit_operations_total{node="${node}"} ${operations}\nother{node="a"} 9\n`
}

test('counters are read for each run, the highest of several readings', () => {
  const records = 'dagr_audit_access_records_total{job="x",node="a"} 1.2e+3\n'
  expect(readCounters([readingOf(5), readingOf(3) + records, readingOf(7, 'b'), 'nonsense'])).toEqual(
    new Map([
      ['a', { operations: 5, records: 1200 }],
      ['b', { operations: 7, records: 0 }],
    ]),
  )
})
