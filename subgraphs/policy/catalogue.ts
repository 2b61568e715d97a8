import { readCatalogue } from '#policies/catalogue.ts'
import type { CatalogueEntry } from '#policies/catalogue.ts'
import type { PolicyContent } from '#policies/model.ts'
import { pageOf } from '../paging.ts'
import { ChangeRefused } from '../serve.ts'
import { standingOf } from './acting.ts'
import type { PolicyContext } from './source.ts'
import type { QueryResolvers } from './types.generated.ts'

type LegalBases = ReadonlyMap<string, readonly string[]>

export const catalogueQueries = {
  async catalogue(_parent, { acting, registry, text, isPersonal, hidden, ...page }, { source }) {
    // Open to every agreement that grants it; what is hidden from callers is for stewards.
    const { registries } = await standingOf(acting, source)
    if (hidden === true && registries.length === 0) {
      throw new ChangeRefused(
        'Hidden attributes are listed for stewards: ask under an agreement of stewardship.',
      )
    }
    const [entries, legalBases] = await Promise.all([
      readCatalogue(source.policies, { registry: registry ?? undefined, attributes: hidden ?? false }),
      source.derived(legalBasesOf),
    ])
    const found = entries.filter(
      (entry) => (isPersonal ?? entry.isPersonal) === entry.isPersonal && mentions(entry, text ?? ''),
    )
    const rows = found.map(({ coordinate, type, registry: owner, description, isPersonal: personal }) => ({
      coordinate,
      type,
      registry: owner,
      description,
      isPersonal: personal,
      legalBases: legalBases.get(coordinate) ?? [],
    }))
    return pageOf(rows, ({ coordinate }) => coordinate, page)
  },
} satisfies QueryResolvers<PolicyContext>

function mentions({ coordinate, description }: CatalogueEntry, text: string): boolean {
  return `${coordinate}\n${description ?? ''}`.toLowerCase().includes(text.toLowerCase())
}

/** By coordinate, those of the agreements in force that grant it, the most frequent first. */
function legalBasesOf({ agreements }: PolicyContent): LegalBases {
  const counts = new Map<string, Map<string, number>>()
  for (const { status, legalBasis, grants } of agreements) {
    if (status !== 'active') continue
    const granted = new Set(grants.flatMap(({ coordinate, covers }) => covers ?? [coordinate]))
    for (const coordinate of granted) {
      const bases = counts.get(coordinate) ?? new Map<string, number>()
      counts.set(coordinate, bases.set(legalBasis, (bases.get(legalBasis) ?? 0) + 1))
    }
  }
  return new Map(
    [...counts].map(([coordinate, bases]) => [
      coordinate,
      [...bases].toSorted(([, one], [, other]) => other - one).map(([basis]) => basis),
    ]),
  )
}
