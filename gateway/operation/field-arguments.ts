import type { ArgumentNode } from 'graphql'
import type { Emission } from './emission.ts'
import { argument } from './graphql-nodes.ts'
import type { JudgedField } from './prune.ts'
import type { Subjects } from './subjects.ts'

/** INVARIANT: no caller can give the argument, since it is in no schema that a caller's text is validated against. */
export function isTold(
  subjects: Subjects,
  { selected }: JudgedField,
  told: 'acting' | 'callerCodes',
): boolean {
  return subjects.inaccessible.has(`${selected.coordinate}(${told}:)`)
}

/** A field's arguments in the permitted operation: the caller's, and the gateway's. */
export function argumentsOf(emission: Emission, field: JudgedField): readonly ArgumentNode[] {
  const given = givenArguments(emission, field)
  for (const told of ['acting', 'callerCodes'] as const)
    if (isTold(emission.subjects, field, told)) given.push(argument(told, emission.names[told]))
  const { scope } = field.conditions
  if (scope === null) return given
  const variable = emission.names.numbered('scope', emission.scopes.length)
  emission.scopes.push({ variable, guards: scope })
  return [...given, argument('scope', variable)]
}

/** What the caller gave, a page's `after` as a variable to be opened. */
function givenArguments(emission: Emission, field: JudgedField): ArgumentNode[] {
  const { selected, structure, conditions } = field
  const nodes = selected.nodes[0].arguments ?? []
  if (structure !== 'connection') return [...nodes]
  const { maxRows } = conditions
  const given = nodes
    .filter(({ name }) => maxRows === null || name.value !== 'first')
    .map((node) => {
      if (node.name.value !== 'after') return node
      const variable = emission.names.numbered('after', emission.cursors.length)
      emission.cursors.push({ variable, field: selected })
      return argument('after', variable)
    })
  if (maxRows === null || !selected.definition.args.some(({ name }) => name === 'first')) return given
  const variable = emission.names.numbered('first', emission.pages.length)
  emission.pages.push({ variable, field: selected, maxRows })
  return [...given, argument('first', variable)]
}
