import type { RegistryTrust } from '#gateway/entities/registry-trust.ts'

/** The trust of a registry in which nothing changes: it vouches, or not, as is said. */
export function simpleTrust(registry: string, isVouching: () => boolean = () => true): RegistryTrust {
  const mark = { generation: 1, sequence: 0 }
  return {
    registry,
    hasFeed: true,
    generation: 1,
    isVouching,
    vouchedAt: (now) => (isVouching() ? now : -Infinity),
    mark: () => mark,
    accepts: () => true,
    acceptsNotFound: () => true,
  }
}
