import { expect, test } from 'vitest'
import { Entity } from './entity.ts'
import { Memory } from './memory.ts'

const stamp = { filledAt: 0, generation: 0 }

function filled(count: number, alias: string) {
  const memory = new Memory(1e9)
  const type = memory.type('registry', 'Person')
  for (let each = 0; each < count; each++) {
    const entity = new Entity(type.prefix + String(each), type, stamp)
    memory.keep(entity)
    memory.name(entity, [type.prefix + alias])
  }
  return { memory, type }
}

test.each([1, 2, 5])('what has an alias is dropped by it, by itself or with others: %i', (count) => {
  const { memory, type } = filled(count, 'alias')
  memory.drop(type, 'another')
  expect(memory.entities.size).toBe(count)
  memory.drop(type, 'alias')
  expect([memory.entities.size, memory.aliases.size]).toEqual([0, 0])
})

test('what all of a type require is an alias of each, and each is dropped without asking the others', () => {
  const count = 40_000
  const { memory, type } = filled(count, 'LV')
  for (let each = 0; each < count; each++) memory.drop(type, String(each))
  expect([memory.entities.size, memory.aliases.size]).toEqual([0, 0])
})
