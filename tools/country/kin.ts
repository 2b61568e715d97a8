import type { Day } from './calendar.ts'
import { addYears, dayOf, independence, today } from './calendar.ts'
import type { Sex, Tradition } from './names.ts'
import type { Draw } from './random.ts'
import { Weighted } from './random.ts'

/** Someone before they have a name: when born, of whom, and with whom. */
export interface Kin {
  sex: Sex
  born: Day
  tradition: Tradition
  mother: Kin | null
  father: Kin | null
  children: Kin[]
  union: Union | null
}

/** Two people who are or were a couple. */
export interface Union {
  husband: Kin
  wife: Kin
  marriedOn: Day | null
  endedOn: Day | null
}

const childrenOfFounders = new Weighted([0, 1, 2, 3, 4], (_count, rank) => [4, 28, 46, 17, 5][rank] ?? 0)
const childrenOfYounger = new Weighted([0, 1, 2, 3, 4], (_count, rank) => [12, 32, 38, 14, 4][rank] ?? 0)

const traditions = new Weighted<Tradition>(
  ['LATVIAN', 'SLAVIC', 'FOREIGN'],
  (_kind, rank) => [66, 32, 2][rank] ?? 0,
)

/**
 * Grows exactly `size` people: a founding couple with up to three generations below it, then families and single people
 * who are not related to it, until the clan is full. Parents come before their children.
 */
export function growKin(draw: Draw, size: number): Kin[] {
  const everyone: Kin[] = []

  const add = (sex: Sex, born: Day, tradition: Tradition, union: Union | null = null): Kin | null => {
    if (everyone.length >= size || born > today) return null
    const parents = { mother: union?.wife ?? null, father: union?.husband ?? null }
    const kin: Kin = { sex, born, tradition, ...parents, children: [], union: null }
    everyone.push(kin)
    parents.mother?.children.push(kin)
    parents.father?.children.push(kin)
    return kin
  }

  const raise = (union: Union, generations: number, counts: Weighted<number>): void => {
    const { husband, wife } = union
    const younger = Math.max(husband.born, wife.born)
    let born = addYears(younger, draw.between(19, 31)) + draw.below(365)
    const children: Kin[] = []
    for (let left = counts.pick(draw); left > 0 && born < addYears(wife.born, 43); left--) {
      const child = add(drawSex(draw), born, husband.tradition, union)
      if (child) children.push(child)
      born += draw.between(450, 2000)
    }
    settle(draw, union)
    if (generations === 0) return
    for (const child of children) {
      const partner = addYears(child.born, 23) < today && draw.chance(0.7) ? join(child) : null
      if (partner) raise(partner, generations - 1, childrenOfYounger)
    }
  }

  const join = (one: Kin): Union | null => {
    const tradition = draw.chance(0.82) ? one.tradition : traditions.pick(draw)
    const difference = draw.between(-2 * 365, 5 * 365)
    const born = one.sex === 'MALE' ? one.born + difference : one.born - difference
    const other = add(one.sex === 'MALE' ? 'FEMALE' : 'MALE', Math.min(born, addYears(today, -19)), tradition)
    if (!other) return null
    const [husband, wife] = one.sex === 'MALE' ? [one, other] : [other, one]
    const union: Union = { husband, wife, marriedOn: null, endedOn: null }
    one.union = union
    other.union = union
    return union
  }

  const grow = (bornBetween: [number, number], generations: number, alone: number): void => {
    const born = dayOf(draw.between(...bornBetween), 1, 1) + draw.below(365)
    const first = add(drawSex(draw), born, traditions.pick(draw))
    if (!first || draw.chance(alone)) return
    const union = join(first)
    if (union) raise(union, generations, generations > 1 ? childrenOfFounders : childrenOfYounger)
  }

  grow([1936, 1966], 2, 0)
  while (everyone.length < size) grow([1946, 2002], 0, 0.34)
  return everyone
}

function drawSex(draw: Draw): Sex {
  return draw.chance(0.5) ? 'MALE' : 'FEMALE'
}

/** Decides whether and when a couple marries and parts. */
function settle(draw: Draw, union: Union): void {
  const { husband, wife } = union
  const ofAge = addYears(Math.max(husband.born, wife.born), 18)
  const firstChild = husband.children.find((child) => child.mother === wife)
  const latest = firstChild ? firstChild.born - 30 : ofAge + draw.between(400, 5000)
  const marriedOn = Math.max(ofAge, latest - draw.below(1200))
  if (draw.chance(0.84) && marriedOn < today) union.marriedOn = marriedOn
  const lastBirth = Math.max(marriedOn, ...husband.children.map((child) => child.born))
  const endedOn = Math.max(lastBirth + draw.between(500, 7000), independence)
  if (draw.chance(0.27) && endedOn < today) union.endedOn = endedOn
}
