import type { Coordinate } from '#policies/model.ts'

/** What became of a request for one person's data; `docs/audit.md` has the exact rules. */
export const accessOutcomes = ['RELEASED', 'PARTLY', 'REFUSED', 'NOT_FOUND', 'SEARCH_HIT'] as const
export type AccessOutcome = (typeof accessOutcomes)[number]

/**
 * How sure it was that the registries still said so, when it was released: they vouched for it then (or were just asked);
 * they did not, and it was young enough; or it was older than that.
 */
export const freshnesses = ['FRESH', 'UNVERIFIED', 'STALE'] as const
export type Freshness = (typeof freshnesses)[number]

/** What became of the operation as a whole. */
export type OperationOutcome = 'RELEASED' | 'REFUSED' | 'FAILED'

/** Who asked, under which agreement. Null where the request was refused before it was known. */
export interface Asking {
  readonly consumer: string | null
  /** Display name of the consumer, as the data subject is shown it. */
  readonly organisation: string | null
  readonly application: string | null
  readonly permission: string | null
  readonly purpose: string | null
  readonly legalBasis: string | null
  /** Number of the policies' state that the decision was made in. */
  readonly epoch: number | null
  /** W3C trace id (or the whole `traceparent`) of the request. */
  readonly trace: string | null
}

/**
 * One request. The log writes it to the operation record, but for `official` and `case`: an official is a person, and
 * a case reference is free text, so both are kept in the access records' content only.
 */
export interface OperationRecord extends Asking {
  /** UUID, unique among all operations of all gateway nodes. */
  readonly id: string
  readonly at: Date
  readonly official: string | null
  readonly case: string | null
  readonly operationName: string | null
  /** Hash of the document; kept only under the log's key, since a document may hold a personal code in a literal. */
  readonly operationHash: string | null
  /** Every coordinate asked for, released or not. Schema coordinates only. */
  readonly coordinates: readonly Coordinate[]
  /** Fetches per subgraph. */
  readonly subgraphs: Readonly<Record<string, number>>
  /** How many data subjects it has access records for. */
  readonly subjects: number
  readonly outcome: OperationOutcome
  /** Error code of a refused or failed operation. */
  readonly code: string | null
  /** Whether it is a use of the permission, which its quota counts too. */
  readonly counted: boolean
  /** When the data subjects may see its access records, where the agreement delays that; null: at once. */
  readonly disclosedFrom: Date | null
}

/** What happened to one data subject's data in one request. */
export interface AccessRecordInput {
  /** A personal code or `unresolved:<registry>:<row>`. Hashed by the log, never stored. */
  readonly subject: string
  readonly outcome: AccessOutcome
  /** Coordinates written to the response for this subject. */
  readonly released: readonly Coordinate[]
  /** Coordinates asked below this subject and denied. */
  readonly withheld: readonly Coordinate[]
  /** Type of the entity that was accessed, such as `Person`. */
  readonly entity: string
  readonly registries: readonly string[]
  /** The worst of what was released about this subject. */
  readonly freshness: Freshness
}

/** What an access record holds in its one content column: all of it but the official is what its data subject is shown. */
export interface AccessContent extends Asking, Omit<AccessRecordInput, 'subject' | 'freshness'> {
  /** Null in records from before this was kept. */
  readonly freshness: Freshness | null
  readonly official: string | null
  readonly case: string | null
}

/** An access record as it stands in the log. */
export interface AccessRecord extends AccessContent {
  /** Place in the log: 1 for the first, dense, in the order of commits. */
  readonly sequence: number
  readonly id: string
  /** Id of its operation record. */
  readonly operation: string
  readonly at: Date
}
