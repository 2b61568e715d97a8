import { expect, test } from 'vitest'
import { workersAsked } from './workers-asked.ts'

test('the command line overrides the setting', () => {
  expect(workersAsked([], { workers: 3 })).toBe(3)
  expect(workersAsked(['--workers', '2'], { workers: 3 })).toBe(2)
  expect(workersAsked(['--workers=64'], { workers: 3 })).toBe(64)
})

test.each([
  [['--workers', '0'], '--workers must be a whole number from 1 to 64'],
  [['--workers', '65'], '--workers must be a whole number from 1 to 64'],
  [['--workers', '1.5'], '--workers must be a whole number from 1 to 64'],
  [['--workers'], 'The command takes --workers and a number, and nothing else'],
  [['--worker', '2'], 'The command takes --workers and a number, and nothing else'],
  [['2'], 'The command takes --workers and a number, and nothing else'],
])('%j is refused', (words, line) => {
  expect(() => workersAsked(words, { workers: 1 })).toThrow(line)
})
