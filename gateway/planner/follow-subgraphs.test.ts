import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followSubgraphs } from './follow-subgraphs.ts'
import type { FollowedSubgraphs, FollowOptions } from './follow-subgraphs.ts'
import { kept } from '#tests/made-schema.ts'
import type { Supergraph } from './supergraph.ts'

/** Time for several of them. */
const polls = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

describe('subgraphs that are followed', () => {
  const changed = kept.replace('"Kind" kind', '"Kind" kindOf')
  let sdl: string | null
  let server: Server
  let url: string
  let followed: FollowedSubgraphs
  let supergraphs: Supergraph[]
  let problems: string[]

  beforeEach(async () => {
    sdl = kept
    supergraphs = []
    problems = []
    server = createServer((request, response) => {
      const isOurs = request.headers.authorization === 'Bearer secret'
      response.writeHead(sdl === null || !isOurs ? 503 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { _service: { sdl } } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`
  })
  afterEach(async () => {
    await followed.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  function follow(credential = 'secret', losses?: FollowOptions['losses']): void {
    followed = followSubgraphs({
      ...(losses && { losses }),
      subgraphs: [{ name: 'population', url }],
      credential,
      onSupergraph: (supergraph) => supergraphs.push(supergraph),
      onProblem: (message) => problems.push(message),
      intervalMs: 5,
    })
  }

  test('are composed once, and again when a schema has changed', async () => {
    follow()
    await followed.ready
    await polls()
    expect(supergraphs).toHaveLength(1)
    sdl = changed
    await expect.poll(() => supergraphs.length).toBe(2)
    expect(supergraphs[1]?.facts.owners.has('Relation.kindOf')).toBe(true)
    expect(problems).toEqual([])
  })

  test('keep the last good supergraph where composition fails, which is told once, and go on when it is mended', async () => {
    follow()
    await followed.ready
    sdl = kept.replace('"Kind" kind', 'kind')
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/Relation\.kind has no description/)])
    expect(supergraphs).toHaveLength(1)
    sdl = changed
    await expect.poll(() => supergraphs.length).toBe(2)
  })

  test('that are away keep their part, which is told once', async () => {
    follow()
    await followed.ready
    sdl = null
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/schemas cannot be read: population: HTTP status 503/)])
    sdl = kept
    await polls()
    expect(supergraphs).toHaveLength(1)
  })

  test('are not waited for by whoever needs the first supergraph, where that does not compose', async () => {
    sdl = kept.replace('"Kind" kind', 'kind')
    follow()
    await expect(followed.ready).rejects.toThrow(/Relation\.kind/)
    sdl = kept
    await expect.poll(() => supergraphs.length).toBe(1)
  })

  test('keep the supergraph in use while another would take away what somebody relies on, or that is not known', async () => {
    let lost: readonly string[] | null = null
    follow('secret', (next, inUse) =>
      inUse === null || !next.facts.owners.has('Relation.kindOf') ? [] : lost,
    )
    await followed.ready
    sdl = changed
    await expect.poll(() => problems).toEqual([expect.stringMatching(/a new schema waits: the policies/)])
    lost = ['permission 1 grants Relation.kind']
    await expect.poll(() => problems.length).toBe(2)
    await polls()
    expect(problems[1]).toMatch(/the one before stays in use:\n- permission 1 grants Relation\.kind/)
    expect(supergraphs).toHaveLength(1)
    // Nobody's schema changes: the agreement does.
    lost = []
    await expect.poll(() => supergraphs.length).toBe(2)
    expect(supergraphs[1]?.facts.owners.has('Relation.kindOf')).toBe(true)
  })

  test('are first composed whatever that lacks, which is told once it is known', async () => {
    let lost: readonly string[] | null = null
    follow('secret', () => lost)
    await followed.ready
    await polls()
    expect([supergraphs.length, problems]).toEqual([1, []])
    lost = ['permission 1 grants Relation.kindOf']
    await expect.poll(() => problems.length).toBe(1)
    await polls()
    expect(problems).toEqual([expect.stringMatching(/has not all that is granted:\n- permission 1 grants/)])
  })

  test('are asked with the credential', async () => {
    follow('another')
    await expect.poll(() => problems.length).toBe(1)
    expect(supergraphs).toEqual([])
  })
})
