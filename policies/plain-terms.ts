import type { Agreement } from './model.ts'

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
