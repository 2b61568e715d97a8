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

/**
 * What must still hold for each row that a grant releases. A kind that this program does not know never holds.
 * `self`: the data subject is the caller.
 */
export interface Condition {
  readonly kind: 'self'
}

/** One line of an agreement. Its id stands as the reason in decisions. */
export interface Grant {
  readonly id: string
  readonly coordinate: Coordinate
  readonly condition?: Condition
}

export type AgreementStatus = 'active' | 'suspended' | 'ended'

/** What provider and consumer signed. */
export interface Agreement {
  /** The number that requests name. */
  readonly permission: string
  /** Id of the receiving organisation, as tokens carry it. */
  readonly consumer: string
  /** Its name, as data subjects see it. */
  readonly organisation: string
  readonly purpose: string
  readonly legalBasis: string
  /** Whether a request must carry a case reference. */
  readonly caseRequired: boolean
  /** ISO 8601 instant, included. */
  readonly validFrom: string
  /** ISO 8601 instant, excluded; null: until further notice. */
  readonly validTo: string | null
  readonly status: AgreementStatus
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
 * `EXPIRED`: ended, past its validity or not yet in it. `NOT_ABOUT_CALLER` is found only when rows are released, where
 * the condition `self` does not hold.
 */
export type DenialReason = 'NO_GRANT' | 'FORBIDDEN' | 'EXPIRED' | 'SUSPENDED' | 'NOT_ABOUT_CALLER'

/** `reasons` are the ids of the grants and forbids that determined it. */
export type CoordinateDecision =
  | { readonly granted: true; readonly condition: Condition | null; readonly reasons: readonly string[] }
  | { readonly granted: false; readonly reason: DenialReason; readonly reasons: readonly string[] }
