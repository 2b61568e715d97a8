import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import {
  containsList,
  fieldsOf,
  isAttributeOf,
  isConnection,
  isRowList,
  isStructural,
  ownTypes,
  rowTypeOf,
} from './schema-fields.ts'
import type { Supergraph } from './supergraph.ts'

/** What a composed schema must keep to, beyond composing. Gives one sentence for every breach, with what to do about it. */
export type CompositionRule = (supergraph: Supergraph) => string[]

/** A grant withholds a field by null; a field that cannot be null would take its parent with it. */
const withholdableFieldsAreNullable: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(
      ({ type, field, coordinate }) =>
        !isStructural(type) &&
        !facts.inaccessible.has(type.name) &&
        !facts.inaccessible.has(coordinate) &&
        isNonNullType(field.type),
    )
    .map(
      ({ coordinate, field }) =>
        `${coordinate} is of type ${String(field.type)}: a field that may be withheld must be nullable. Remove its "!".`,
    )

/** Callers and stewards decide by what descriptions say. Root types need none. */
const everythingIsDescribed: CompositionRule = ({ full }) => {
  const missing: string[] = []
  const check = (coordinate: string, { description }: { description?: string | null | undefined }): void => {
    if (description == null || description.trim() === '') missing.push(coordinate)
  }
  for (const type of ownTypes(full)) {
    if (!rootTypeNames.has(type.name)) check(type.name, type)
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field)
  }
  for (const { coordinate, field } of fieldsOf({ full })) {
    check(coordinate, field)
    for (const argument of field.args) check(`${coordinate}(${argument.name}:)`, argument)
  }
  return missing.map(
    (coordinate) => `${coordinate} has no description. Say in the schema what it is, with the Latvian term.`,
  )
}

/** A field added to a person by any registry must say that it is personal, or it would be released unrecorded. */
const fieldsOfDataSubjectsArePersonal: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full }).flatMap(({ type, coordinate }) => {
    const idField = facts.dataSubjectTypes.get(type.name)
    if (idField === undefined || facts.inaccessible.has(coordinate)) return []
    if (facts.personal.get(coordinate)?.subject === idField) return []
    return [
      `${coordinate} is a field of a data subject without saying so. Add @personal(subject: "${idField}"), or @inaccessible.`,
    ]
  })

/** A type that says whom it is about has no value that is about nobody. */
const valuesBesideSubjectsArePersonal: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(
      ({ type, field, coordinate }) =>
        'subject' in type.getFields() &&
        isLeafType(getNamedType(field.type)) &&
        !facts.inaccessible.has(coordinate) &&
        !facts.personal.has(coordinate),
    )
    .map(
      ({ coordinate }) =>
        `${coordinate} is a value of a type with a data subject without saying so. Add @personal(subject: "subject").`,
    )

/** The way to a person is about that person, also where it is the row of a page. */
const linksToDataSubjectsArePersonal: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(({ field, coordinate }) => {
      if (facts.inaccessible.has(coordinate) || facts.personal.has(coordinate)) return false
      const target = getNamedType(field.type)
      const members = isAbstractType(target) ? full.getPossibleTypes(target) : [target]
      return members.some(({ name }) => facts.dataSubjectTypes.has(name))
    })
    .map(({ coordinate }) => `${coordinate} leads to data subjects without saying so. Add @personal.`)

/**
 * Row conditions are applied where rows are read, so that pages and counts tell nothing about other rows. A subgraph that
 * is told who acts cuts its rows by that.
 */
const listsTakeRowScopes: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(({ type, field, coordinate }) => {
      if (isStructural(type) || facts.inaccessible.has(type.name) || facts.inaccessible.has(coordinate))
        return false
      if (!isRowList(field.type) || toldWhoActs(facts).has(facts.owners.get(coordinate) ?? '')) return false
      const scope = field.args.find(({ name }) => name === 'scope')
      const isHidden = facts.inaccessible.has(`${coordinate}(scope:)`)
      return scope === undefined || String(scope.type) !== 'RowScope' || !isHidden
    })
    .map(
      ({ coordinate }) =>
        `${coordinate} gives a list without the hidden argument that cuts its rows. Add the argument "scope: RowScope @inaccessible".`,
    )

/** A row condition that cannot be pushed down denies the list, so that each says what can; a search even if it is nothing. */
const scopesSayWhatTheyApply: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full }).flatMap(({ type, field, coordinate }) => {
    if (facts.inaccessible.has(coordinate)) return []
    const isTold = toldWhoActs(facts).has(facts.owners.get(coordinate) ?? '')
    const attributes = facts.scopes.get(coordinate)
    if (attributes === undefined) {
      const isSearch = type === full.getQueryType() && isConnection(getNamedType(field.type))
      return isSearch && !isTold
        ? [
            `${coordinate} is a search that does not say what its rows can be cut by. Add @scopes(attributes: []).`,
          ]
        : []
    }
    const row = rowTypeOf(field.type)
    const wrong = [...attributes].filter((attribute) => !isAttributeOf(row, attribute))
    return [
      ...(facts.inaccessible.has(`${coordinate}(scope:)`)
        ? []
        : [`${coordinate} has @scopes and no scope. Add the argument "scope: RowScope @inaccessible".`]),
      ...wrong.map(
        (attribute) =>
          `${coordinate} scopes by ${attribute}, which is no value of its rows. Remove it from @scopes.`,
      ),
    ]
  })

/** The input types of all subgraphs are merged into what all have: a part that one leaves out is there for none. */
const rowScopesAreWhole: CompositionRule = ({ full }) => {
  const fields = (name: string): string[] => {
    const type = full.getType(name)
    return isInputObjectType(type) ? Object.keys(type.getFields()) : []
  }
  const missing = Object.entries(scopeFields).flatMap(([name, needed]) =>
    full.getType('RowScope') === undefined
      ? []
      : needed.filter((field) => !fields(name).includes(field)).map((field) => `${name}.${field}`),
  )
  return missing.map(
    (coordinate) =>
      `${coordinate} is not there, since a subgraph leaves it out. Declare it in each that takes a RowScope.`,
  )
}

const scopeFields: Readonly<Record<string, readonly string[]>> = {
  RowScope: ['subjects', 'where'],
  RowCondition: ['all', 'any', 'not', 'subjects', 'attribute', 'in', 'atLeast', 'atMost'],
}

/** A search must be paged. */
const searchesAreConnections: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(
      ({ type, field, coordinate }) =>
        type === full.getQueryType() && !facts.inaccessible.has(coordinate) && containsList(field.type),
    )
    .map(
      ({ coordinate }) =>
        `${coordinate} is a search that gives a bare list. Return a connection (edges, pageInfo) with first and after.`,
    )

/** Of a subgraph that answers by who acts, every way in is told: a root field that is not would answer anybody. */
const whoActsIsToldEverywhere: CompositionRule = ({ full, facts }) =>
  fieldsOf({ full })
    .filter(
      ({ type, coordinate }) =>
        rootTypeNames.has(type.name) &&
        !facts.inaccessible.has(coordinate) &&
        !facts.acting.has(coordinate) &&
        toldWhoActs(facts).has(facts.owners.get(coordinate) ?? ''),
    )
    .map(
      ({ coordinate }) =>
        `${coordinate} is not told who acts, as the other root fields of its subgraph are. Add the argument "acting: Acting @inaccessible".`,
    )

/** What is kept in memory is found, told of and fetched anew by its key. */
const hotTypesHaveKeys: CompositionRule = ({ full, facts }) =>
  [...facts.hot].flatMap(([name, { maxAgeMs, maxStaleMs }]) => {
    const [registry = '', typeName = ''] = name.split(' ')
    const type = full.getType(typeName)
    const id = isObjectType(type) ? type.getFields()['id'] : undefined
    const said = `${typeName} with @hot(registry: "${registry}")`
    return [
      ...(facts.keyed.has(name) && String(id?.type) === 'ID!'
        ? []
        : [`${said} cannot be asked for by "id: ID!" there. Add @key(fields: "id"), or remove @hot.`]),
      ...(maxAgeMs >= 0 && maxAgeMs <= maxStaleMs
        ? []
        : [`${said} is stale before it is old. Make maxStale at least maxAge, and both at least 0.`]),
    ]
  })

export const compositionRules: readonly CompositionRule[] = [
  withholdableFieldsAreNullable,
  everythingIsDescribed,
  fieldsOfDataSubjectsArePersonal,
  valuesBesideSubjectsArePersonal,
  linksToDataSubjectsArePersonal,
  listsTakeRowScopes,
  scopesSayWhatTheyApply,
  rowScopesAreWhole,
  searchesAreConnections,
  whoActsIsToldEverywhere,
  hotTypesHaveKeys,
]

/** The subgraphs with a root field that is told who acts. */
function toldWhoActs({ acting, owners }: Supergraph['facts']): ReadonlySet<string> {
  return new Set([...acting].flatMap((coordinate) => owners.get(coordinate) ?? []))
}

const rootTypeNames: ReadonlySet<string> = new Set(['Query', 'Mutation'])
