import { createInvalidations } from '#gateway/entities/invalidations.ts'
import type { Invalidations } from '#gateway/entities/invalidations.ts'
import { createRegistryTrust } from '#gateway/entities/registry-trust.ts'
import type { FeedConnection, FollowedTrust, InvalidatedMemory } from '#gateway/entities/registry-trust.ts'
import type { SimulationOptions } from './simulate-hot-entities.ts'
import { naiveMemory } from './simulated-memory.ts'
import type { MemoryMaker } from './simulated-memory.ts'

type Broken = Pick<SimulationOptions, 'hasPositions' | 'hasClock' | 'makeTrust'> & {
  makeMemory?: MemoryMaker
}

const nothingTold = { position: null, entities: [], types: [], inserted: [] }

/** Each rule of trust broken by itself, in a world in which that matters. A run must notice every one. */
export const brokenRules: Readonly<Record<string, Broken>> = {
  'every fill is accepted, by positions': { ...world(true, true), ...withTrust({ accepts: () => true }) },
  'every fill is accepted, without positions': {
    ...world(false, true),
    ...withTrust({ accepts: () => true }),
  },
  'whatever was not found is accepted': {
    ...world(true, true),
    ...withTrust({ acceptsNotFound: () => true }),
  },
  'memory is always believed': { ...world(true, true), ...withTrust({ isVouching: () => true }) },
  'a begin is no more than a sign of life': {
    ...world(true, true),
    ...withConnections((trust, now) => {
      const connection = trust.connect(now, true)
      return altered(connection, { begin: (at) => connection.change(at, nothingTold) })
    }),
  },
  'a fetch from before a begin fills': {
    ...world(true, true),
    makeTrust: (registry, memory) => {
      const trust = createRegistryTrust(registry, memory)
      return altered(trust, {
        accepts: ({ sequence }, ...asked) =>
          trust.accepts({ generation: trust.generation, sequence }, ...asked),
        acceptsNotFound: ({ sequence }, ...asked) =>
          trust.acceptsNotFound({ generation: trust.generation, sequence }, ...asked),
      })
    },
  },
  'a begin raises no floor': {
    ...world(true, true),
    ...withInvalidations((real) => ({ begin: () => real.begin(null) })),
  },
  'changes are not remembered': {
    ...world(true, true),
    ...withInvalidations((real) => ({ note: ({ position }) => real.note({ ...nothingTold, position }) })),
  },
  'changes of whole types are not remembered': {
    ...world(true, true),
    ...withInvalidations((real) => ({ note: (change) => real.note({ ...change, types: [] }) })),
  },
  'changes that fall out are forgotten': {
    ...world(true, true),
    makeTrust: (registry, memory) => createRegistryTrust(registry, memory, forgetful()),
  },
  'positions are not compared': {
    ...world(true, true),
    ...withInvalidations((real) => ({
      begin: () => real.begin(null),
      note: (change) => real.note({ ...change, position: null }),
      accepts: (mark, _, ...asked) => real.accepts(mark, null, ...asked),
      acceptsNotFound: (mark, _, type) => real.acceptsNotFound(mark, null, type),
    })),
  },
  'a changed entity stays': { ...world(true, true), ...withMemory({ drop: () => undefined }) },
  'a changed type stays': { ...world(true, true), ...withMemory({ dropType: () => undefined }) },
  'what was not found stays': { ...world(true, true), ...withMemory({ dropNotFound: () => undefined }) },
  'codes of a changed entity stay': {
    ...world(true, true),
    makeMemory: (trust) => naiveMemory(trust, { dropsCodes: false }),
  },
  'an alias is no key': {
    ...world(true, true),
    makeMemory: (trust) => {
      const memory = naiveMemory(trust)
      return altered(memory, { take: (found) => memory.take({ ...found, aliases: [] }) })
    },
  },
  'a heartbeat counts when it arrives, however long it was on its way': {
    ...world(true, true),
    ...withConnections((trust, now, resumes) => {
      const connection = trust.connect(now, resumes)
      return altered(connection, { heartbeat: (at) => connection.heartbeat(at, null) })
    }),
  },
  'silence is not noticed': {
    ...world(true, false),
    ...withConnections((trust, now, resumes) => {
      trust.connect(now, resumes)
      const heard = (at: number): FeedConnection => trust.connect(at, true)
      return {
        begin: (at, position) => heard(at).begin(at, position),
        change: (at, change) => heard(at).change(at, change),
        heartbeat: (at) => heard(at).heartbeat(at, null),
        lost: () => undefined,
      }
    }),
  },
  'heartbeats of a connection count after it has a successor': {
    ...world(true, false),
    ...(() => {
      let latest: FeedConnection | null = null
      return withConnections((trust, now, resumes) => {
        latest = trust.connect(now, resumes)
        return altered(latest, { heartbeat: (at, until) => latest?.heartbeat(at, until) ?? false })
      })
    })(),
  },
}

function world(hasPositions: boolean, hasClock: boolean): Broken {
  return { hasPositions, hasClock }
}

/** What is not altered is asked of the real one, also where it changes. */
function altered<T extends object>(real: T, changes: Partial<T>): T {
  return Object.assign(Object.create(real), Object.fromEntries(Object.entries(changes)))
}

function withTrust(changes: Partial<FollowedTrust>): Pick<Broken, 'makeTrust'> {
  return { makeTrust: (registry, memory) => altered(createRegistryTrust(registry, memory), changes) }
}

function withConnections(
  connect: (trust: FollowedTrust, now: number, resumes: boolean) => FeedConnection,
): Pick<Broken, 'makeTrust'> {
  return {
    makeTrust: (registry, memory) => {
      const trust = createRegistryTrust(registry, memory)
      return altered(trust, { connect: (now, resumes) => connect(trust, now, resumes) })
    },
  }
}

function withInvalidations(
  changes: (real: Invalidations) => Partial<Invalidations>,
): Pick<Broken, 'makeTrust'> {
  return {
    makeTrust: (registry, memory) => {
      const real = createInvalidations()
      return createRegistryTrust(registry, memory, altered(real, changes(real)))
    },
  }
}

function withMemory(changes: Partial<InvalidatedMemory>): Broken {
  return {
    ...world(true, true),
    makeTrust: (registry, memory) => createRegistryTrust(registry, altered(memory, changes)),
  }
}

/** Remembers a few changes at a time, and nothing of those before. */
function forgetful(): Invalidations {
  let real = createInvalidations()
  let noted = 0
  return altered(real, {
    note(change) {
      noted += 1
      if (noted % 10 === 0) real = createInvalidations()
      real.note(change)
    },
    accepts: (...asked) => real.accepts(...asked),
    acceptsNotFound: (...asked) => real.acceptsNotFound(...asked),
  })
}
