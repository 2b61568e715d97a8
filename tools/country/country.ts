import { growClan } from './clan.ts'
import { personalCodeRange, registrationSerials } from './identifiers.ts'
import { clanSize, dwellingsPerBlock, enterprisesPerBlock } from './measures.ts'
import type { Permutation } from './permutation.ts'
import { permutation } from './permutation.ts'
import type { Clan } from './person.ts'
import { Draw } from './random.ts'
import type { Territory } from './territory.ts'
import { layOut } from './territory.ts'

/** Households of a clan that live near each other; the others have moved anywhere. */
const localHouseholds = 7

/** Address blocks that count as near. */
const neighbourhood = 64

const cachedClans = 1024

/** Where in the country a dwelling is. */
export interface DwellingPlace {
  block: number
  slot: number
}

/** Which household: its clan and its number there. */
export interface HouseholdPlace {
  clan: number
  household: number
}

/**
 * The synthetic country: nothing but a seed and a size. Everything in it is derived on demand, the same every time:
 * block `b` has one clan (24 people, up to 12 households), one address block (12 dwellings) and five enterprises.
 */
export class Country {
  readonly seed: number
  readonly people: number
  readonly blocks: number
  readonly territory: Territory
  readonly codes: Permutation
  /** Order of the names of legal entities. */
  readonly enterprises: Permutation
  /** Serials of registration numbers. */
  readonly registrations: Permutation
  private readonly clans: (Clan | undefined)[] = Array.from({ length: cachedClans })
  private readonly moves: readonly Permutation[]
  private readonly localMoves = new Map<number, readonly Permutation[]>()

  constructor(seed: number, people: number) {
    this.seed = seed
    this.people = people
    this.blocks = Math.ceil(people / clanSize)
    this.territory = layOut(this.blocks)
    this.codes = permutation(personalCodeRange, seed)
    this.enterprises = permutation(this.blocks * enterprisesPerBlock, seed + 1)
    this.registrations = permutation(registrationSerials, seed + 2)
    this.moves = this.movesWithin(this.blocks)
  }

  draw(stream: number, index: number): Draw {
    return new Draw(this.seed, stream, index)
  }

  clan(index: number): Clan {
    const slot = index % cachedClans
    const cached = this.clans[slot]
    if (cached?.index === index) return cached
    const clan = growClan(this, index)
    this.clans[slot] = clan
    return clan
  }

  /** Another block: in most cases one nearby, as partners, landlords and neighbours are. */
  otherBlock(draw: Draw, block: number): number {
    if (draw.chance(0.2)) return draw.below(this.blocks)
    const first = block - (block % neighbourhood)
    return first + draw.below(Math.min(neighbourhood, this.blocks - first))
  }

  dwellingOf({ clan, household }: HouseholdPlace): DwellingPlace {
    const [first, moves] = this.movesOf(clan, household)
    return { block: first + moves.to(clan - first), slot: household }
  }

  householdAt({ block, slot }: DwellingPlace): HouseholdPlace {
    const [first, moves] = this.movesOf(block, slot)
    return { clan: first + moves.from(block - first), household: slot }
  }

  private movesOf(block: number, household: number): [first: number, moves: Permutation] {
    const local = household < localHouseholds
    const first = local ? block - (block % neighbourhood) : 0
    const moves = local ? this.movesNear(Math.min(neighbourhood, this.blocks - first)) : this.moves
    const move = moves[household]
    if (!move) throw new RangeError(`There is no household ${household} in a clan`)
    return [first, move]
  }

  private movesNear(size: number): readonly Permutation[] {
    const known = this.localMoves.get(size)
    if (known) return known
    const moves = this.movesWithin(size)
    this.localMoves.set(size, moves)
    return moves
  }

  private movesWithin(size: number): Permutation[] {
    return Array.from({ length: dwellingsPerBlock }, (_move, household) =>
      permutation(size, this.seed + 7919 * (household + 1)),
    )
  }
}
