import { readOperationShapes } from '#audit/operation-shapes.ts'
import { readCatalogue, wholeCatalogue } from '#policies/catalogue.ts'
import { effectOf } from '#policies/effect.ts'
import type { CoordinateEffect } from '#policies/effect.ts'
import { knownSchema } from '#policies/known-schema.ts'
import type { Agreement, Alternative } from '#policies/model.ts'
import { replay } from '#policies/replay.ts'
import { ArgumentError } from '../serve.ts'
import { standingOf } from './acting.ts'
import { concernedRevision } from './agreements.ts'
import { auditUnreadable } from './source.ts'
import type { PolicyContext, PolicySource } from './source.ts'
import type {
  Alternative as AlternativeFields,
  CoordinateEffect as EffectFields,
  QueryResolvers,
} from './types.generated.ts'

const dayMs = 24 * 60 * 60 * 1000
const mostDays = 366

export const effectQueries = {
  async effect(_parent, { acting, permission, revision: number, days }, { source }) {
    if (days == null || days < 0 || days > mostDays) {
      throw new ArgumentError(`days must be 0 to ${mostDays}.`)
    }
    const standing = await standingOf(acting, source)
    const revision = await concernedRevision(source, standing, { permission, number })
    if (revision === null) return null
    const at = new Date()
    const before = await source.agreement(permission)
    // What is suspended stays so, whatever content takes its place.
    const status =
      before?.status === 'suspended' && revision.epoch === null ? 'suspended' : revision.terms.status
    const after: Agreement = { ...revision.terms, status, organisation: revision.organisation }
    const [recorded, leads, catalogue] = await Promise.all([
      readOperationShapes(source.audit, {
        permission,
        since: new Date(at.getTime() - days * dayMs),
        until: at,
      }).catch(auditUnreadable),
      leadsFurther(source),
      wholeCatalogue(source.policies),
    ])
    const { busiestDay } = recorded
    const effect = effectOf(before, after, at, knownSchema(catalogue.values()))
    return {
      permission,
      revision: number,
      words: effect.words,
      gained: effect.gained.map(effectFields),
      lost: effect.lost.map(effectFields),
      changed: effect.changed.map(effectFields),
      rowsGained: effect.rowScopes.gained,
      rowsLost: effect.rowScopes.lost,
      terms: effect.terms,
      replay: replay(recorded.shapes, before, after, { at, busiestDay, leads }).callers,
    }
  },
} satisfies QueryResolvers<PolicyContext>

function effectFields({ coordinate, words, before, after }: CoordinateEffect): EffectFields {
  return { coordinate, words, before: before.map(alternativeFields), after: after.map(alternativeFields) }
}

function alternativeFields(alternative: Alternative): AlternativeFields {
  const { condition, obligations, maxStalenessSeconds, reason } = alternative
  return { condition, obligations, maxStalenessSeconds, grant: reason }
}

/** Whether a field has others below it, by the catalogue; what is not in it may have. */
async function leadsFurther({ policies }: PolicySource): Promise<(coordinate: string) => boolean> {
  const entries = await readCatalogue(policies)
  const objects = new Set(entries.map(({ coordinate }) => coordinate.slice(0, coordinate.indexOf('.'))))
  const types = new Map(entries.map(({ coordinate, type }) => [coordinate, type.replaceAll(/[[\]!]/g, '')]))
  return (coordinate) => {
    const type = types.get(coordinate)
    return type === undefined || objects.has(type)
  }
}
