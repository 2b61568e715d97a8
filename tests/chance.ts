import { configureGlobal } from 'fast-check'

/**
 * Properties ask the same questions in every run, so that a change, and not chance, decides whether the suite passes.
 * `PROPERTY_SEED=random` asks others, and a failure prints the seed to repeat it with.
 */
const seed = process.env['PROPERTY_SEED'] ?? '20261121'

configureGlobal(seed === 'random' ? {} : { seed: Number(seed) })
