import callers from './callers.json' with { type: 'json' }
import { StartError } from '../databases/start-error.ts'

/** One of the demo's callers, as `callers.json` describes it. */
export interface DemoCaller {
  readonly organisation: string
  /** The first is the one to try first. */
  readonly permissions: readonly string[]
  readonly claims: { readonly consumer: string; readonly application: string; readonly official?: string }
  /** The token also carries the personal code of a person of the synthetic country. */
  readonly isResident?: boolean
}

export const demoCallers: ReadonlyMap<string, DemoCaller> = new Map(Object.entries(callers))

/** Throws `StartError`, listing the callers, for a name that is none. */
export function demoCaller(name: string | undefined): DemoCaller {
  const caller = name === undefined ? undefined : demoCallers.get(name)
  if (caller) return caller
  const names = [...demoCallers.keys()].join(', ')
  throw new StartError(
    name === undefined
      ? `Name a caller: ${names}`
      : `There is no caller ${JSON.stringify(name)}: take one of ${names}`,
  )
}
