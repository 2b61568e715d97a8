import { dateScalar } from '../date-scalar.ts'
import { referenceTo } from '../reference.ts'
import { registrySubgraph } from '../registry-source.ts'
import { refuseScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type { InstitutionsReader, InstitutionsSource } from './source.ts'
import type { Resolvers } from './types.generated.ts'

const resolvers: Resolvers<InstitutionsReader> = {
  Date: dateScalar,
  Query: {
    institution: (_root, { registrationNumber }, reader) => reader.institutions.load(registrationNumber),
    institutions: (_root, { first, after, scope, ...search }, reader) => {
      refuseScope(scope)
      return reader.search(search, { first, after })
    },
  },
  Institution: {
    __resolveReference: ({ id }, reader) => reader.institutions.load(id),
    address: ({ addressCode }) => referenceTo(addressCode),
    higherAuthority: ({ higherAuthorityNumber }, _arguments, reader) =>
      higherAuthorityNumber === null ? null : reader.institutions.load(higherAuthorityNumber),
    subordinates: ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return reader.subordinates.load(id)
    },
  },
}

/** The List of Public Persons and Institutions as a subgraph. */
export function institutionsSubgraph(source: InstitutionsSource): SubgraphDefinition<InstitutionsReader> {
  const schema = new URL('schema.graphql', import.meta.url)
  return registrySubgraph('institutions', schema, resolvers, source)
}
