import { registerHooks } from 'node:module'

/**
 * Loaded before `gateway/main.ts`, so that the gateway is the product's to the last line, but for what it records: what the
 * audit costs is the difference.
 */
registerHooks({
  resolve(specifier, context, next) {
    const isGateway = context.parentURL?.includes('/gateway/') === true
    return next(
      isGateway && specifier === '#audit/log.ts' ? new URL('unrecorded.ts', import.meta.url).href : specifier,
      context,
    )
  },
})
