import { dateScalar } from '../date-scalar.ts'
import { referenceTo } from '../reference.ts'
import { registrySubgraph } from '../registry-source.ts'
import { lookUp, readScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type { InstitutionsReader, InstitutionsSource } from './source.ts'
import { institutionAttributes } from './source.ts'
import type { Resolvers } from './types.generated.ts'

const resolvers: Resolvers<InstitutionsReader> = {
  Date: dateScalar,
  Query: {
    institution: (_root, { registrationNumber, scope }, reader) =>
      lookUp(scope, { attributes: institutionAttributes }, () =>
        reader.institutions.load(registrationNumber),
      ),
    institutions: (_root, { first, after, scope, ...search }, reader) =>
      reader.search({ ...search, condition: readScope(scope) }, { first, after }),
  },
  Institution: {
    __resolveReference: ({ id }, reader) => reader.institutions.load(id),
    address: ({ addressCode }) => referenceTo(addressCode),
    higherAuthority: ({ higherAuthorityNumber }, _arguments, reader) =>
      higherAuthorityNumber === null ? null : reader.institutions.load(higherAuthorityNumber),
    subordinates: ({ id }, { scope }, reader) => reader.subordinates(readScope(scope)).load(id),
  },
}

/** The List of Public Persons and Institutions as a subgraph. */
export function institutionsSubgraph(source: InstitutionsSource): SubgraphDefinition<InstitutionsReader> {
  const schema = new URL('schema.graphql', import.meta.url)
  return registrySubgraph('institutions', schema, resolvers, source)
}
