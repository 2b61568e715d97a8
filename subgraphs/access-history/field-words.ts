import accessHistory from './words/access-history.json' with { type: 'json' }
import addresses from './words/addresses.json' with { type: 'json' }
import argumentWords from './words/arguments.json' with { type: 'json' }
import cadastre from './words/cadastre.json' with { type: 'json' }
import enterprise from './words/enterprise.json' with { type: 'json' }
import institutions from './words/institutions.json' with { type: 'json' }
import policy from './words/policy.json' with { type: 'json' }
import population from './words/population.json' with { type: 'json' }
import type { Language } from './types.generated.ts'

/** Where a language's words stand in the tables. */
const places: Readonly<Record<Language, number>> = { LV: 0, EN: 1 }

type Words = ReadonlyMap<string, readonly string[]>

const wordsOfFields: Words = new Map(
  [population, cadastre, enterprise, addresses, institutions, accessHistory, policy].flatMap((table) =>
    Object.entries(table),
  ),
)
const wordsOfArguments: Words = new Map(Object.entries(argumentWords))

/** What a coordinate is, in a resident's words; null where nobody has said it in that language. */
export function fieldWords(coordinate: string, language: Language): string | null {
  const [, field = '', argument] = /^(\w+\.\w+)(?:\((\w+):\))?$/.exec(coordinate) ?? []
  const words = wordsOfFields.get(field)?.[places[language]] ?? null
  if (words === null || argument === undefined) return words
  const ofArgument = wordsOfArguments.get(argument)?.[places[language]]
  return ofArgument === undefined ? null : `${words}: ${ofArgument}`
}

/** The same; the coordinate itself where there are no words. */
export function labelOf(coordinate: string, language: Language): string {
  return fieldWords(coordinate, language) ?? coordinate
}
