import { expect, test } from 'vitest'
import { createInvalidations } from '#gateway/entities/invalidations.ts'
import { createRegistryTrust } from '#gateway/entities/registry-trust.ts'
import { brokenRules } from './broken-rules.ts'
import { Violation } from './check-served.ts'
import { simulateHotEntities } from './simulate-hot-entities.ts'
import type { TrustMaker } from './simulate-hot-entities.ts'
import type { MemoryMaker } from './simulated-memory.ts'
import { storeMemory } from './store-memory.ts'

/** `SIMULATION_STEPS=1000000` takes some ten seconds; a failure names the seed to repeat it with. */
const steps = Math.floor(Number(process.env['SIMULATION_STEPS'] ?? 240_000) / 6)
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
  const counts = simulateHotEntities({ ...world, seed, steps, makeMemory: storeMemory })
  expect(counts.fresh).toBeGreaterThan(steps / 50)
  expect(counts.compared).toBeGreaterThan(steps / 500)
  expect(Math.min(counts.unverified, counts.stale, counts.begins)).toBeGreaterThan(0)
})

const smallStore: MemoryMaker = (trust) => storeMemory(trust, 16 * 1024)
const forgetfulTrust: TrustMaker = (registry, memory) =>
  createRegistryTrust(registry, memory, createInvalidations(3))
const positioned = { hasPositions: true, hasClock: true }

test(`nor where it has little room: seed ${seed}`, () => {
  const counts = simulateHotEntities({ ...positioned, seed, steps, makeMemory: smallStore })
  expect(counts.fresh).toBeGreaterThan(steps / 100)
})

test(`nor where few changes are remembered: seed ${seed}`, () => {
  const counts = simulateHotEntities({
    ...positioned,
    seed,
    steps,
    makeMemory: storeMemory,
    makeTrust: forgetfulTrust,
  })
  expect(counts.fresh).toBeGreaterThan(steps / 100)
})

test.each(Object.entries(brokenRules))('a broken rule is noticed: %s', (_, broken) => {
  const run = { seed: 1, steps: 400_000, faults: 0.003, makeMemory: storeMemory }
  expect(() => simulateHotEntities({ ...run, ...broken })).toThrow(Violation)
})
