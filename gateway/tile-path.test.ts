import { expect, test } from 'vitest'
import { readTilePath } from './tile-path.ts'

test.each([
  ['0/000', { level: 0, index: 0, width: 256 }],
  ['1/007.p/9', { level: 1, index: 7, width: 9 }],
  ['63/x001/234', { level: 63, index: 1234, width: 256 }],
  ['entries/x001/x234/067', { level: 'entries', index: 1_234_067, width: 256 }],
  ['entries/x001/x000/000.p/255', { level: 'entries', index: 1_000_000, width: 255 }],
])('%s is a file of the log', (path, read) => {
  expect(readTilePath(path)).toEqual(read)
})

test.each([
  '',
  '0',
  '0/0',
  '00/000',
  '64/000',
  '100/000',
  '-1/000',
  '0/x000/001',
  '0/001/001',
  '0/x001',
  '0/x1234/001',
  '0/000.p/0',
  '0/000.p/01',
  '0/000.p/256',
  '0/000.p/',
  '0/000.p',
  '0/000/',
  '0/000?width=1',
  '0/%30%30%30',
  'Entries/000',
  'entries/../checkpoint',
  `0/${'x999/'.repeat(6)}999`,
])('%s is none', (path) => {
  expect(readTilePath(path)).toBeNull()
})
