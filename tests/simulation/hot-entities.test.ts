import { expect, test } from 'vitest'
import { createInvalidations } from '#gateway/entities/invalidations.ts'
import { createRegistryTrust } from '#gateway/entities/registry-trust.ts'
import { brokenRules } from './broken-rules.ts'
import { Violation, simulateHotEntities } from './simulate-hot-entities.ts'
import { naiveMemory } from './simulated-memory.ts'

/** `SIMULATION_STEPS=1000000` takes some ten seconds; a failure names the seed to repeat it with. */
const steps = Number(process.env['SIMULATION_STEPS'] ?? 200_000) / 5
const seed =
  process.env['PROPERTY_SEED'] === 'random'
    ? Date.now() % 2 ** 32
    : Number(process.env['PROPERTY_SEED'] ?? 20261121)

const worlds = [
  { hasPositions: true, hasClock: true },
  { hasPositions: true, hasClock: false },
  { hasPositions: false, hasClock: true },
  { hasPositions: false, hasClock: false },
]

test.each(worlds)(`whatever happens, memory is never wrong: %o, seed ${seed}`, (world) => {
  const counts = simulateHotEntities({ ...world, seed, steps, makeMemory: naiveMemory })
  expect(counts.fresh).toBeGreaterThan(steps / 20)
  expect(counts.compared).toBeGreaterThan(steps / 200)
  expect(Math.min(counts.unverified, counts.stale, counts.begins)).toBeGreaterThan(0)
})

test(`nor where it remembers few changes: seed ${seed}`, () => {
  const counts = simulateHotEntities({
    hasPositions: true,
    hasClock: true,
    seed,
    steps,
    makeMemory: naiveMemory,
    makeTrust: (registry, memory) => createRegistryTrust(registry, memory, createInvalidations(3)),
  })
  expect(counts.fresh).toBeGreaterThan(steps / 100)
})

test.each(Object.entries(brokenRules))('a broken rule is noticed: %s', (_, broken) => {
  const run = { seed: 1, steps: 400_000, faults: 0.003, makeMemory: naiveMemory }
  expect(() => simulateHotEntities({ ...run, ...broken })).toThrow(Violation)
})
