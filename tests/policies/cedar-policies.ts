import type { AuthorizationCall, CedarValueJson } from '@cedar-policy/cedar-wasm/nodejs'
import type { Agreement, Comparison, Condition, Coordinate, Grant, Operand } from '#policies/model.ts'
import type { Asked } from './arbitrary-agreements.ts'

/**
 * The agreement's grants and forbids in the Cedar language, as far as Cedar can say them: whether a row is released, where
 * everything that conditions compare is known. Obligations, three values and validity are not in it.
 *
 * The row and what is known of the caller are the context of a request; the coordinate is its action.
 */
export function cedarPolicies({ grants, forbids }: Agreement): string {
  return [
    ...grants.flatMap((grant) => policyOf('permit', grant)),
    ...forbids.flatMap((forbid) => policyOf('forbid', forbid)),
  ].join('\n')
}

function policyOf(effect: 'permit' | 'forbid', grant: Grant): string[] {
  const actions = (grant.coordinate.endsWith('.*') ? (grant.covers ?? []) : [grant.coordinate])
    .filter((coordinate) => coordinate.split('.')[0] === grant.coordinate.split('.')[0])
    .map((coordinate) => `Action::${JSON.stringify(coordinate)}`)
  if (actions.length === 0) return []
  const { condition, consentRequired } = grant
  const when = [
    ...(consentRequired ? ['context.consented'] : []),
    ...(condition ? [expression(condition)] : []),
  ]
  return [
    `${effect} (principal, action in [${actions.join(', ')}], resource)${when.map((each) => ` when { ${each} }`).join('')};`,
  ]
}

function expression(condition: Condition): string {
  switch (condition.kind) {
    case 'self':
      return 'context.callerCodes.contains(context.subject)'
    case 'consent':
      return 'context.consented'
    case 'not':
      return `!(${expression(condition.of)})`
    case 'compare':
      return comparison(condition)
    default:
      return condition.of
        .map((part) => `(${expression(part)})`)
        .join(condition.kind === 'all' ? ' && ' : ' || ')
  }
}

function comparison({ attribute, operator, value }: Comparison): string {
  const left = `context.row[${JSON.stringify(attribute)}]`
  if (operator === 'in') {
    return attribute === 'Person.codes'
      ? `${setOf(value)}.containsAny(${left})`
      : `${setOf(value)}.contains(${left})`
  }
  return `${left} ${operator === 'atLeast' ? '>=' : '<='} ${limitOf(value)}`
}

function setOf(operand: Operand): string {
  if ('values' in operand) return JSON.stringify(operand.values)
  if ('parameter' in operand) return `context.parameters.${operand.parameter}`
  if ('claim' in operand) return `[context.claims.${operand.claim}]`
  return 'relation' in operand ? `context.relations.${operand.relation}` : '[]'
}

function limitOf(operand: Operand): string {
  if ('yearsAgo' in operand) return `context.yearsAgo${operand.yearsAgo}`
  const [only] = 'values' in operand ? operand.values : []
  return JSON.stringify(numbered(only))
}

/** Cedar orders numbers: a date is the number that its digits are. */
function numbered(value: unknown): CedarValueJson {
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
  return isDate ? Number(value.replaceAll('-', '')) : (value as CedarValueJson)
}

/** What Cedar is asked, without the policies. */
export function cedarRequest(
  { circumstances }: Asked,
  attributes: readonly Coordinate[],
): Omit<AuthorizationCall, 'policies' | 'action'> {
  const { subject, callerCodes, consented, bindings } = circumstances
  const { claims, parameters, relations, today } = bindings
  const row = attributes.map((name) => [name, numbered(circumstances.attribute(name))])
  return {
    principal: { type: 'Caller', id: 'caller' },
    resource: { type: 'Row', id: 'row' },
    entities: [],
    context: {
      subject: subject ?? '',
      callerCodes: [...callerCodes],
      consented: consented === true,
      row: Object.fromEntries(row),
      claims: { ...claims },
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, list]) => [name, [...list]])),
      relations: Object.fromEntries(Object.entries(relations).map(([name, ids]) => [name, [...ids]])),
      // Eighteen years before a leap year there is none.
      yearsAgo18: Number(today.replaceAll('-', '')) - 180_000,
    },
  }
}
