import { allCodes } from '../person-codes.ts'
import { dateScalar } from '../date-scalar.ts'
import { limitListed } from '../paging.ts'
import { referenceTo } from '../reference.ts'
import { registrySubgraph } from '../registry-source.ts'
import { rigaTime } from '../riga-time.ts'
import { aboutOne, inScope, lookUp, personInScope, readScope, refuseScope } from '../row-scope.ts'
import type { SubgraphDefinition } from '../serve.ts'
import type {
  BeneficialOwnerRow,
  EnterpriseReader,
  EnterpriseSource,
  LegalEntityRow,
  MemberRow,
  OfficerRow,
} from './source.ts'
import { legalEntityAttributes } from './source.ts'
import type { HolderKind, Resolvers } from './types.generated.ts'

const resolvers: Resolvers<EnterpriseReader> = {
  Date: dateScalar,
  Query: {
    legalEntity: (_root, { registrationNumber, scope }, reader) =>
      lookUp(scope, { attributes: legalEntityAttributes }, () =>
        reader.legalEntities.load(registrationNumber),
      ),
    legalEntities: (_root, { first, after, scope, ...search }, reader) => {
      const condition = readScope(scope)
      limitListed('registrationNumbers', search.registrationNumbers ?? [])
      return reader.search({ ...search, condition }, { first, after, listed: search.registrationNumbers })
    },
  },
  LegalEntity: {
    __resolveReference: ({ id }, reader) => reader.legalEntities.load(id),
    legalForm: ({ legalFormCode: code, legalFormLabel: label }) =>
      code === null && label === null ? null : { code, label },
    registeredAddress: ({ addressCode }) => referenceTo(addressCode),
    nameHistory: async ({ id }, { scope }, reader) => {
      refuseScope(scope)
      return (await reader.formerNames.load(id)).toReversed()
    },
    officers: async ({ id }, { scope }, reader) =>
      inScope(await reader.officers.load(id), scope, aboutOne(subjectOfOfficer)),
    members: async ({ id }, { scope }, reader) =>
      inScope(await reader.members.load(id), scope, aboutOne(subjectOfMember)),
    beneficialOwners: async ({ id }, { scope }, reader) =>
      inScope(await reader.beneficialOwners.load(id), scope, aboutOne(subjectOfBeneficialOwner)),
  },
  Officer: {
    subject: subjectOfOfficer,
    person: ({ personCode }) => referenceTo(personCode),
    legalEntity: ({ holderNumber }, _arguments, reader) => entityOf(holderNumber, reader),
  },
  Member: {
    subject: subjectOfMember,
    person: ({ personCode }) => referenceTo(personCode),
    legalEntity: ({ holderNumber }, _arguments, reader) => entityOf(holderNumber, reader),
  },
  BeneficialOwner: {
    subject: subjectOfBeneficialOwner,
    registeredAt: ({ registeredLocally }) => registeredLocally && rigaTime(registeredLocally),
    person: ({ personCode }) => referenceTo(personCode),
  },
  Office: {
    legalEntity: ({ registrationNumber }, _arguments, reader) => entityOf(registrationNumber, reader),
  },
  Person: {
    __resolveReference: (reference) => reference,
    offices: async ({ id, codes }, { scope }, reader) => {
      const known = allCodes(id, codes)
      if (!personInScope(known, scope)) return []
      const held = await Promise.all(known.map((code) => reader.offices.load(code)))
      return held.flat()
    },
  },
}

/** The Register of Enterprises as a subgraph. */
export function enterpriseSubgraph(source: EnterpriseSource): SubgraphDefinition<EnterpriseReader> {
  return registrySubgraph('enterprise', new URL('schema.graphql', import.meta.url), resolvers, source)
}

function entityOf(
  registrationNumber: string | null,
  reader: EnterpriseReader,
): Promise<LegalEntityRow | null> | null {
  return registrationNumber === null ? null : reader.legalEntities.load(registrationNumber)
}

/** Joint owners may be people, and so may be whoever the register calls something new. */
const notPeople: ReadonlySet<HolderKind | null> = new Set(['LEGAL_ENTITY', 'FOREIGN_ENTITY'])

function subjectOfOfficer({ id, kind, personCode }: OfficerRow): string | null {
  return personCode ?? (notPeople.has(kind) ? null : unresolved('officer', id))
}

function subjectOfMember({ id, kind, personCode }: MemberRow): string | null {
  return personCode ?? (notPeople.has(kind) ? null : unresolved('member', id))
}

function subjectOfBeneficialOwner({ id, personCode }: BeneficialOwnerRow): string {
  return personCode ?? unresolved('beneficial_owner', id)
}

/** The register numbers the rows of each file anew: without the table's name, two people would be one. */
function unresolved(table: string, rowId: string): string {
  return `unresolved:enterprise:${table}/${rowId}`
}
