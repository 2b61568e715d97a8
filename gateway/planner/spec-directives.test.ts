import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { spellingsOfDirectives } from './spec-directives.ts'

const spec = 'https://dagr.gov.lv/spec/v1.0'
const links = (own: string, composed = '@personal') => `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    ${own}
    ${composed && `@composeDirective(name: "${composed}")`}
  directive @personal(subject: String) on FIELD_DEFINITION | ARGUMENT_DEFINITION | OBJECT
`
const use = (directive: string) => `
  type Query { person(code: String! ${directive}): String }
  type Person ${directive} { name: String }
`
const told = (sdl: string) => spellingsOfDirectives('registry', parse(sdl))

const hot = (registry: string) =>
  links(`@link(url: "${spec}", import: ["@hot"])`, '@hot') +
  `directive @hot(registry: String!, maxAge: Int!, maxStale: Int!) repeatable on OBJECT
       type Person @hot(registry: "${registry}", maxAge: 1, maxStale: 2) { name: String }`

describe('what a schema says by our directives', () => {
  test('is heard where they have their own names and are composed', () => {
    expect(told(links(`@link(url: "${spec}", import: ["@personal"])`) + use('@personal'))).toEqual([])
    expect(told('type Query { a: Int @deprecated }')).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    [
      'under another name',
      links(`@link(url: "${spec}", import: [{ name: "@personal", as: "@about" }])`, '@about') + use('@about'),
      /registry imports @personal as @about/,
    ],
    [
      'under a name space',
      links(`@link(url: "${spec}", as: "dagr")`, '@dagr__personal') + use('@dagr__personal'),
      /registry uses @dagr__personal/,
    ],
    [
      'not imported',
      links(`@link(url: "${spec}")`, '') + use('@spec__personal'),
      /registry uses @spec__personal/,
    ],
    [
      'not composed',
      links(`@link(url: "${spec}", import: ["@personal"])`, '') + use('@personal'),
      /@personal, which is not composed/,
    ],
    ['not linked', links('', '') + use('@personal'), /registry uses @personal without .*link/],
    [
      'of another specification',
      links('@link(url: "https://example.org/spec/v1.0", import: ["@personal"])') + use('@personal'),
      /registry uses @personal without .*link/,
    ],
    [
      'in upper case',
      links(`@link(url: "${spec}", import: ["@personal"])`) + use('@Personal'),
      /registry uses @Personal/,
    ],
  ])('%s, is refused', (_name, sdl, reason) => {
    expect(told(sdl).join('\n')).toMatch(reason)
  })

  test('is refused where a registry speaks for another', () => {
    expect(told(hot('registry'))).toEqual([])
    expect(told(hot('another')).join('\n')).toMatch(/registry says @hot\(registry: "another"\)/)
  })
})
