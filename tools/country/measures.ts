/** People of a clan. */
export const clanSize = 24

/** Dwellings of an address block, and households of a clan at most: they map onto each other one to one. */
export const dwellingsPerBlock = 12

/** Legal entities of a block. */
export const enterprisesPerBlock = 5

/** Numbers that an address block has for its buildings, and for its premise groups. */
export const buildingSlots = 16
export const premiseSlots = 20

/** What each stream of random numbers is for. */
export const streams = {
  kin: 1,
  clan: 2,
  person: 3,
  plan: 4,
  building: 5,
  enterprise: 6,
  holding: 7,
  cadastre: 8,
  institution: 9,
  residence: 10,
  renaming: 11,
} as const
