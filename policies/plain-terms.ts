import type { Agreement } from './model.ts'

/** Longer than this, nobody is kept from seeing who read about them. */
export const mostDelayDays = 3650

/** What an agreement's terms are where nothing else is said. */
export const plainTerms = {
  revision: 1,
  providers: [],
  purposeTerm: null,
  legalInstrument: null,
  retentionDays: null,
  disclosureDelayDays: 0,
  quotaPerDay: null,
  parameters: {},
} as const satisfies Partial<Agreement>
