import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const storiesFolder = join(import.meta.dirname, 'scenarios')

/** `caller.json` of a story. */
export interface StoryCaller {
  /** Name of a demo caller; null asks without a token. */
  readonly caller: string | null
  /** Personal code of a caller who is a resident; the demo's resident unless said. */
  readonly person?: string
  /** The caller's first permission unless said; null names none. */
  readonly permission?: string | null
  readonly headers?: Readonly<Record<string, string>>
  /** `{{answer:…}}` is the value at that path in the answer of the story told last before this one. */
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  /** Stories that are told first, in this order. */
  readonly before?: readonly string[]
}

export interface Story {
  readonly query: string
  readonly caller: StoryCaller
}

export const storyNames: readonly string[] = readdirSync(storiesFolder).toSorted()

/** A story with its people's names replaced by who they are in this country. */
export function readStory(name: string, people: ReadonlyMap<string, string>): Story {
  return {
    query: withPeople(textOf(name, 'query.graphql'), people),
    caller: JSON.parse(withPeople(textOf(name, 'caller.json'), people)) as StoryCaller,
  }
}

/** The agreements that a story brings with it, in the form of a data file; null where the demonstration's are enough. */
export function agreementsOf(name: string, people: ReadonlyMap<string, string>): string | null {
  return existsSync(join(storiesFolder, name, 'agreements.json'))
    ? withPeople(textOf(name, 'agreements.json'), people)
    : null
}

/** What a story's file expects, in one form of JSON whatever its layout; names of people replaced. */
export function expectationOf(
  name: string,
  file: 'response.json' | 'access-records.json',
  people: ReadonlyMap<string, string>,
): string {
  const path = join(storiesFolder, name, file)
  return existsSync(path) ? layOut(JSON.parse(withPeople(textOf(name, file), people))) : ''
}

export function layOut(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** What differs from run to run, told by its form. */
export function withoutChance(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'string' ? (chances.find(({ form }) => form.test(part))?.name ?? part) : part,
    ),
  )
}

const chances = [
  { name: '{{uuid}}', form: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/ },
  { name: '{{trace}}', form: /^[\da-f]{32}$/ },
  { name: '{{now}}', form: /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/ },
  { name: '{{cursor}}', form: /^[\w-]{40,}$/ },
]

/** `{{name}}` is whoever has that name; `{{name-}}` the same as callers see a personal code, with its hyphen. */
function withPeople(text: string, people: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{([\w.]+)(-?)\}\}/g, (placeholder, name: string, hyphen: string) => {
    const value = people.get(name)
    if (value === undefined) return placeholder
    return hyphen ? `${value.slice(0, 6)}-${value.slice(6)}` : value
  })
}

/** The other way round, for writing what a story is to expect: numbers become names. */
export function withNames(text: string, people: ReadonlyMap<string, string>): string {
  let named = text
  for (const [name, value] of people) {
    if (!/\d{8,}/.test(value) && !value.startsWith('unresolved:')) continue
    named = named
      .replaceAll(value, `{{${name}}}`)
      .replaceAll(`${value.slice(0, 6)}-${value.slice(6)}`, `{{${name}-}}`)
  }
  return named
}

/** The value at a path such as `data.persons.pageInfo.endCursor`. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inside, key) => (inside !== null && typeof inside === 'object' ? Reflect.get(inside, key) : undefined),
      value,
    )
}

function textOf(name: string, file: string): string {
  return readFileSync(join(storiesFolder, name, file), 'utf8')
}
