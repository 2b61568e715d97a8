import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { Entity } from './entity.ts'
import { Memory } from './memory.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heap(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

const stamp = { filledAt: 0, generation: 0 }
const text = (words: string): string => JSON.parse(JSON.stringify(words)) as string

test.each<[string, number, (number: number, memory: Memory) => unknown[]]>([
  ['nothing', 20_000, () => []],
  [
    'short texts of their own',
    100_000,
    (each) => Array.from({ length: 10 }, (_, n) => text(`value ${n} of ${each}`)),
  ],
  [
    'texts beyond Latin 1',
    20_000,
    (each) => Array.from({ length: 10 }, (_, n) => text(`vārds ${n} ņ ${each}`)),
  ],
  ['numbers', 20_000, (each) => Array.from({ length: 10 }, (_, n) => each / (n + 3))],
  [
    'trees',
    20_000,
    (each, memory) => [[[memory.type('registry', 'Note'), null, text(`a note of ${each}`), null, true]], []],
  ],
  // What else of the process is collected meanwhile is counted as well: a size that is wrong is wrong every time.
])(
  'an entity is as large as it is said to be, within a factor: %s',
  { retry: 3 },
  (_name, people, valuesOf) => {
    const before = heap()
    const memory = new Memory(4e9)
    const type = memory.type('registry', 'Person')
    for (let each = 0; each < people; each++) {
      const entity = new Entity(type.prefix + String(39_000_000_000 + each), type, stamp)
      entity.values = valuesOf(each, memory)
      memory.keep(entity)
    }
    const used = heap() - before
    const { calculatedSize, size } = memory.entities
    expect(size).toBe(people)
    expect(calculatedSize / used).toBeGreaterThan(0.9)
    expect(calculatedSize / used).toBeLessThan(1.7)
  },
)
