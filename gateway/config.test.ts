import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, settings } from './config.ts'
import { defaultLimits, limitTable, noLimits } from './operation/limits.ts'

describe('readConfig', () => {
  test('without any variable: the documented defaults', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ mode: 'normal', host: '127.0.0.1', port: 4000, limits: defaultLimits })
    for (const [name, { default: value }] of Object.entries(settings))
      expect(config).toHaveProperty(name, value)
  })

  test('reads every kind of value, and takes an empty one as absent', () => {
    const config = readConfig({
      PORT: ' 0 ',
      HOST: '',
      SUBGRAPHS: 'enterprise=http://127.0.0.1:4001/graphql?a=b, addresses=https://a.example/graphql',
      TRUST_PROXY: '10.0.0.0/8, ::1',
      CURSOR_KEY: 'ab'.repeat(32),
      LIMIT_DEPTH: '7',
    })
    expect(config).toMatchObject({
      port: 0,
      host: '127.0.0.1',
      subgraphs: new Map([
        ['enterprise', 'http://127.0.0.1:4001/graphql?a=b'],
        ['addresses', 'https://a.example/graphql'],
      ]),
      trustProxy: ['10.0.0.0/8', '::1'],
      limits: { ...defaultLimits, depth: 7 },
    })
    expect(config.cursorKey).toEqual(Buffer.alloc(32, 0xab))
  })

  test.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535, but it is "abc"'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535, but it is "70000"'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65535, but it is "-1"'],
    [{ GATEWAY_MODE: 'opne' }, 'GATEWAY_MODE must be one of normal, open, but it is "opne"'],
    [
      { SUBGRAPHS: 'enterprise' },
      'SUBGRAPHS must be a comma-separated list of name=URL, but it is "enterprise"',
    ],
    [{ POLICY_URL: 'ftp://a' }, 'POLICY_URL must be an http or https URL, but it is "ftp://a"'],
    [{ LIMIT_TOKENS: '0' }, /^LIMIT_TOKENS must be a whole number from 1 to \d+, but it is "0"$/],
    [
      { TRUST_PROXY: 'all' },
      'TRUST_PROXY must be a comma-separated list of addresses or networks, but it is "all"',
    ],
    [{ CURSOR_KEY: 'secret' }, 'CURSOR_KEY must be 64 hexadecimal digits, but another value is set'],
  ])('%o is refused in one line', (env, message) => {
    expect(() => readConfig(env)).toThrow(ConfigError)
    expect(() => readConfig(env)).toThrow(message)
  })

  test.each(['secret', `${'a'.repeat(64)},`, `${'a'.repeat(64)}, ${'A'.repeat(64)}`])(
    'AUDIT_MASTER_KEY=%s is refused, and not repeated',
    (keys) => {
      expect(() => readConfig({ AUDIT_MASTER_KEY: keys })).toThrow(
        'AUDIT_MASTER_KEY must be different keys of 64 hexadecimal digits, comma-separated, but another value is set',
      )
    },
  )

  test('the master key of the audit may be followed by former ones', () => {
    const [current, former] = ['a'.repeat(64), 'B'.repeat(64)]
    expect(readConfig({ AUDIT_MASTER_KEY: `${current}, ${former}` }).auditMasterKeys).toEqual([
      Buffer.alloc(32, 0xaa),
      Buffer.alloc(32, 0xbb),
    ])
  })

  test('open mode has no limits, and is refused in production', () => {
    const open = readConfig({
      GATEWAY_MODE: 'open',
      LIMIT_DEPTH: '7',
      DEADLINE_MS: '7',
      MAX_DEADLINE_MS: '700',
    })
    expect(open).toMatchObject({ limits: noLimits, deadlineMs: 700 })
    expect(() => readConfig({ GATEWAY_MODE: 'open', NODE_ENV: 'production' })).toThrow('NODE_ENV=production')
  })

  test('docs/configuration.md shows exactly these variables', () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8')
    const rows = page.split('\n').filter((line) => /^\| +`[A-Z_]+`/.test(line))
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    const shown = [...Object.values(settings), ...Object.values(limitTable)].map((each) => [
      `\`${each.env}\``,
      typeof each.default === 'string' || typeof each.default === 'number' ? `\`${each.default}\`` : '',
      each.meaning,
    ])
    expect(cells).toEqual(shown)
  })

  test('every variable has a name and a meaning of its own', () => {
    const all = [...Object.values(settings), ...Object.values(limitTable)]
    expect(new Set(all.map((each) => each.env)).size).toBe(all.length)
    expect(new Set(all.map((each) => each.meaning)).size).toBe(all.length)
  })
})
