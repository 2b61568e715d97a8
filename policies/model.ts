/**
 * The words of permissions: who asks, what agreements grant, and what a decision is. Every other room takes these
 * nouns from here.
 */

/** A schema coordinate, the unit of permission: `Person.dateOfBirth`, `Query.person`, `Query.persons(familyName:)`. */
export type Coordinate = string

/** Who asks: the claims of a verified token. */
export interface Caller {
  /** Id of the organisation that receives. */
  readonly consumer: string
  readonly application: string
  readonly official?: string
  /** Of the person who asks about themselves, 11 digits. */
  readonly personalCode?: string
}

/** What a row condition compares with. */
export type Operand =
  | { readonly values: readonly (string | number | boolean)[] }
  /** A claim of the caller's token. */
  | { readonly claim: 'consumer' | 'application' | 'official' | 'personal_code' }
  /** A list among the agreement's parameters, such as the territory of a municipality. */
  | { readonly parameter: string }
  /** The calendar date in Riga so many years before the question. */
  | { readonly yearsAgo: number }
  /**
   * What the registers say of the caller at that moment: every personal code of the children under 18 years, or of those
   * whose guardian the caller is, or the registration numbers of the companies in which the caller holds a current office.
   */
  | { readonly relation: 'minorChildren' | 'wards' | 'companies' }

/**
 * Compares an attribute of the row: a coordinate of the full schema whose value is a leaf or a list of them, hidden ones
 * (`Person.addressSecret`) included. `in`: the value, or one of a list's, is among the operand's. `atLeast`, `atMost`:
 * numbers, and dates in ISO 8601. An attribute without a value compares to nothing: unknown.
 */
export interface Comparison {
  readonly kind: 'compare'
  readonly attribute: Coordinate
  readonly operator: 'in' | 'atLeast' | 'atMost'
  readonly value: Operand
}

/**
 * What must still hold for each row that a grant releases, in three values: true, false, unknown (Kleene). Only true
 * releases. All attributes in one condition are of one type: the row is the nearest object of that type, the value itself
 * included; where there is none, or a kind is not known to this program, the condition is unknown.
 */
export type Condition =
  /** The data subject is the caller, under any personal code that the caller has had. */
  | { readonly kind: 'self' }
  /** The data subject, a person, consents at this moment to the consumer's use for the agreement's purpose. */
  | { readonly kind: 'consent' }
  | Comparison
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }

/** What must be done if a value is released; done in `release`. */
export type Obligation =
  /** The first `keep` characters stay, every other but hyphens becomes `*`. */
  | { readonly kind: 'mask'; readonly keep: number }
  /**
   * `year`, `month`: a date becomes the first day of it. `municipality`: a text of an address becomes the municipality's
   * name. `pseudonym`: a value becomes a keyed hash, the same for the same value and consumer only.
   */
  | { readonly kind: 'generalise'; readonly to: 'year' | 'month' | 'municipality' | 'pseudonym' }
  /** A search gives at most so many rows in one answer. */
  | { readonly kind: 'maxRows'; readonly rows: number }

/** One line of an agreement. Its id stands as the reason in decisions. */
export interface Grant {
  readonly id: string
  /** A coordinate, or `Type.*`. */
  readonly coordinate: Coordinate
  /** Of `Type.*`: what it covers, fixed when it was approved, so that it never covers a field that is composed later. */
  readonly covers?: readonly Coordinate[]
  readonly condition?: Condition
  readonly obligations?: readonly Obligation[]
  /** Only with the data subject's active consent: the condition `consent`, besides `condition`. */
  readonly consentRequired?: boolean
  /** How old a value may be. */
  readonly maxStalenessSeconds?: number
}

/** In force or over; an agreement that has never been in force is in no policy set (`policies/lifecycle.ts`). */
export type AgreementStatus = 'active' | 'suspended' | 'ended'

/** What provider and consumer signed. */
export interface Agreement {
  /** The number that requests name. */
  readonly permission: string
  /** Number of its revision in force; revisions are immutable. */
  readonly revision: number
  /** Registries (names of subgraphs) whose stewards answer for it. */
  readonly providers: readonly string[]
  /** Id of the receiving organisation, as tokens carry it. */
  readonly consumer: string
  /** Its name, as data subjects see it. */
  readonly organisation: string
  readonly purpose: string
  /** Term of the Data Privacy Vocabulary for the purpose, such as `dpv:TaxAdministration`. */
  readonly purposeTerm: string | null
  readonly legalBasis: string
  /** The document that was signed. */
  readonly legalInstrument: string | null
  /** How long records of its use are kept, in days; null: as the audit's own rule has it. */
  readonly retentionDays: number | null
  /** Days after which data subjects see the records of its use; 0: at once. */
  readonly disclosureDelayDays: number
  /** Whether a request must carry a case reference. */
  readonly caseRequired: boolean
  /** Requests per calendar day in Riga; null: no quota. */
  readonly quotaPerDay: number | null
  /** ISO 8601 instant, included. */
  readonly validFrom: string
  /** ISO 8601 instant, excluded; null: until further notice. */
  readonly validTo: string | null
  readonly status: AgreementStatus
  /** Lists that conditions name, such as `territory`: ATVK or VARIS codes. */
  readonly parameters: Readonly<Record<string, readonly string[]>>
  readonly grants: readonly Grant[]
  /** Override every grant of the same coordinate. They have no conditions: what they name is forbidden for every row. */
  readonly forbids: readonly Grant[]
}

/** A program of a consumer that may ask. */
export interface Application {
  readonly id: string
  readonly consumer: string
  /** The permission of requests that name none. */
  readonly defaultPermission: string | null
}

/** Everything that is in force in one epoch, as the policy subgraph gives it. */
export interface PolicyContent {
  readonly epoch: number
  readonly agreements: readonly Agreement[]
  readonly applications: readonly Application[]
}

/** An agreement with what deciding needs, computed once (`policies/compile.ts`). */
export interface CompiledAgreement extends Agreement {
  /** Milliseconds since 1970, included. */
  readonly validFromMs: number
  /** Milliseconds since 1970, excluded; `Infinity` where there is no end. */
  readonly validToMs: number
  /** What is decided of a coordinate while the agreement is in force; a coordinate without an entry is not granted. */
  readonly decisions: ReadonlyMap<Coordinate, CoordinateDecision>
}

/** One epoch of all policies, ready to decide from; made by `compilePolicySet`. */
export interface PolicySet {
  readonly epoch: number
  /** By permission. */
  readonly agreements: ReadonlyMap<string, CompiledAgreement>
  /** By id. */
  readonly applications: ReadonlyMap<string, Application>
}

export interface Question {
  readonly caller: Caller
  readonly permission: string
  readonly coordinates: readonly Coordinate[]
  /** The moment that the agreement must be in force. */
  readonly at: Date
}

/**
 * `EXPIRED`: ended, past its validity or not yet in it. The last two are found only when rows are released:
 * `NOT_ABOUT_CALLER` where the condition `self` does not hold, `ROW_CONDITION` where another one does not.
 */
export type DenialReason =
  'NO_GRANT' | 'FORBIDDEN' | 'EXPIRED' | 'SUSPENDED' | 'NOT_ABOUT_CALLER' | 'ROW_CONDITION'

/** One way in which a coordinate is granted. */
export interface Alternative {
  /** null: every row. */
  readonly condition: Condition | null
  readonly obligations: readonly Obligation[]
  readonly maxStalenessSeconds: number | null
  /** Id of the grant. */
  readonly reason: string
}

/**
 * `alternatives`, at least one, are in the order in which they are tried: the first whose condition holds applies, and none
 * before it asks for less. `reasons` are the ids of the grants and forbids that determined it.
 */
export type CoordinateDecision =
  | {
      readonly granted: true
      readonly alternatives: readonly Alternative[]
      readonly reasons: readonly string[]
    }
  | { readonly granted: false; readonly reason: DenialReason; readonly reasons: readonly string[] }
