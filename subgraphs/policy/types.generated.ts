import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AgreementRow } from './agreements.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Lists by name that conditions refer to (parametri), JSON: {"territory": ["0001000"]} */
  AgreementParameters: { input: unknown; output: unknown; }
  /** An agreement in force or over, JSON in the form that `Agreement` in `policies/model.ts` gives it */
  AgreementTerms: { input: unknown; output: unknown; }
  /** A row condition (nosacījums), JSON as `Condition` in docs/permissions.md: {"kind": "compare", "attribute": "Person.municipality", "operator": "in", "value": {"parameter": "territory"}} */
  Condition: { input: unknown; output: unknown; }
  /** Moment in time, ISO 8601 with offset */
  DateTime: { input: string; output: string; }
  /** An obligation (pienākums), JSON as `Obligation` in docs/permissions.md: {"kind": "generalise", "to": "year"} */
  Obligation: { input: unknown; output: unknown; }
  /** A value of an agreement's term, JSON */
  TermValue: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** On whose behalf, and under which agreement, something is asked or done; filled by the gateway from the verified token, never by callers */
export type Acting = {
  /** Its program */
  readonly application: Scalars['String']['input'];
  /** Id of the organisation */
  readonly consumer: Scalars['String']['input'];
  /** Its official, where the token names one */
  readonly official?: InputMaybe<Scalars['String']['input']>;
  /** Number of the agreement in force that the request is made under; empty in open mode */
  readonly permission: Scalars['String']['input'];
  /** Personal code of the person who asks about themselves, 11 digits, where the token has one */
  readonly personalCode?: InputMaybe<Scalars['String']['input']>;
};

/** An agreement between a consumer and registries (vienošanās) */
export type Agreement = {
  readonly __typename?: 'Agreement';
  /** Id of the receiving organisation, as tokens carry it */
  readonly consumer?: Maybe<Scalars['String']['output']>;
  /** What is in force, suspended or over; none where it has never been in force */
  readonly inForce?: Maybe<Revision>;
  /** The revision that was written last */
  readonly newest?: Maybe<Revision>;
  /** Its name (datu saņēmējs) */
  readonly organisation?: Maybe<Scalars['String']['output']>;
  /** The number that requests name (atļaujas numurs) */
  readonly permission?: Maybe<Scalars['String']['output']>;
  /** Requests per calendar day in Riga; none: no quota (kvota) */
  readonly quotaPerDay?: Maybe<Scalars['Int']['output']>;
  /** Where its newest revision stands */
  readonly state?: Maybe<AgreementState>;
  /** Requests of today (izmantots šodien) */
  readonly usedToday?: Maybe<Scalars['Int']['output']>;
};

/** A page of agreements */
export type AgreementConnection = {
  readonly __typename?: 'AgreementConnection';
  /** Rows of the page with their cursors */
  readonly edges: ReadonlyArray<AgreementEdge>;
  /** Where the page starts and ends */
  readonly pageInfo: PageInfo;
};

/** What an epoch changed of one agreement */
export type AgreementDifference = {
  readonly __typename?: 'AgreementDifference';
  /** Coordinates that were forbidden */
  readonly forbidden?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Grants that were added */
  readonly granted?: Maybe<ReadonlyArray<Grant>>;
  /** Number of the agreement (atļaujas numurs) */
  readonly permission?: Maybe<Scalars['String']['output']>;
  /** Grants that say something else now, as they are now */
  readonly regranted?: Maybe<ReadonlyArray<Grant>>;
  /** Terms that changed */
  readonly terms?: Maybe<ReadonlyArray<TermChange>>;
  /** Coordinates that are no longer forbidden */
  readonly unforbidden?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Grants that were removed */
  readonly ungranted?: Maybe<ReadonlyArray<Grant>>;
};

/** What a revision is to say; everything that is not said is as in an agreement that asks for nothing more */
export type AgreementDraft = {
  /** Whether a request must carry a case reference (lietas numurs) */
  readonly caseRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Days after which people see the records of its use */
  readonly disclosureDelayDays?: InputMaybe<Scalars['Int']['input']>;
  /** Coordinates that are forbidden, whatever is granted */
  readonly forbids?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What is granted */
  readonly grants: ReadonlyArray<GrantDraft>;
  /** Legal basis (tiesiskais pamats) */
  readonly legalBasis: Scalars['String']['input'];
  /** The document that was signed */
  readonly legalInstrument?: InputMaybe<Scalars['String']['input']>;
  /** Lists by name that conditions refer to */
  readonly parameters?: InputMaybe<Scalars['AgreementParameters']['input']>;
  /** Purpose (datu izmantošanas mērķis) */
  readonly purpose: Scalars['String']['input'];
  /** Term of the Data Privacy Vocabulary for the purpose, such as dpv:ServiceProvision */
  readonly purposeTerm?: InputMaybe<Scalars['String']['input']>;
  /** Requests per calendar day in Riga; none: no quota (kvota) */
  readonly quotaPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** How long records of its use are kept, in days; none: as the audit's own rule has it */
  readonly retentionDays?: InputMaybe<Scalars['Int']['input']>;
  /** Begin of validity, included */
  readonly validFrom: Scalars['DateTime']['input'];
  /** End of validity, excluded; none: until further notice */
  readonly validTo?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A row of a page of agreements */
export type AgreementEdge = {
  readonly __typename?: 'AgreementEdge';
  /** Position of the row */
  readonly cursor: Scalars['String']['output'];
  /** The row */
  readonly node?: Maybe<Agreement>;
};

/** Where a revision of an agreement stands (vienošanās statuss) */
export type AgreementState =
  /** In force (spēkā) */
  | 'ACTIVE'
  /** Approved for all of its registries, and in force in the same moment (apstiprināts) */
  | 'APPROVED'
  /** Being written (melnraksts) */
  | 'DRAFT'
  /** Over, or replaced by a later revision (izbeigts) */
  | 'ENDED'
  /** A steward has answered for a registry; approvals are still missing (izskatīšanā) */
  | 'IN_REVIEW'
  /** Rejected (noraidīts) */
  | 'REJECTED'
  /** Handed in (iesniegts) */
  | 'SUBMITTED'
  /** Suspended (apturēts) */
  | 'SUSPENDED'
  /** Taken back (atsaukts) */
  | 'WITHDRAWN';

/** One way in which a coordinate is granted; the first whose condition is true of the row applies */
export type Alternative = {
  readonly __typename?: 'Alternative';
  /** What must be true of the row; none: nothing */
  readonly condition?: Maybe<Scalars['Condition']['output']>;
  /** Id of the grant */
  readonly grant?: Maybe<Scalars['String']['output']>;
  /** How old the value may be, in seconds */
  readonly maxStalenessSeconds?: Maybe<Scalars['Int']['output']>;
  /** What must be done to the value */
  readonly obligations?: Maybe<ReadonlyArray<Scalars['Obligation']['output']>>;
};

/** A program of a consumer that may ask (lietotne) */
export type Application = {
  readonly __typename?: 'Application';
  /** Id of its organisation */
  readonly consumer: Scalars['String']['output'];
  /** The permission of requests that name none */
  readonly defaultPermission?: Maybe<Scalars['String']['output']>;
  /** Id, as tokens carry it */
  readonly id: Scalars['String']['output'];
};

/** A page of the catalogue */
export type CatalogueConnection = {
  readonly __typename?: 'CatalogueConnection';
  /** Rows of the page with their cursors */
  readonly edges: ReadonlyArray<CatalogueEdge>;
  /** Where the page starts and ends */
  readonly pageInfo: PageInfo;
};

/** A row of a page of the catalogue */
export type CatalogueEdge = {
  readonly __typename?: 'CatalogueEdge';
  /** Position of the row */
  readonly cursor: Scalars['String']['output'];
  /** The row */
  readonly node?: Maybe<CatalogueEntry>;
};

/** Something that can be granted (kataloga ieraksts) */
export type CatalogueEntry = {
  readonly __typename?: 'CatalogueEntry';
  /** Schema coordinate: a field, or an argument by which is searched */
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** What it is */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Whether it is about people */
  readonly isPersonal?: Maybe<Scalars['Boolean']['output']>;
  /** Legal bases of the agreements in force that grant it, the most frequent first */
  readonly legalBases?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Name of the registry that answers for it */
  readonly registry?: Maybe<Scalars['String']['output']>;
  /** Its type in the schema */
  readonly type?: Maybe<Scalars['String']['output']>;
};

/** Something that can be granted, as the composed schema has it */
export type CatalogueEntryInput = {
  /** Schema coordinate */
  readonly coordinate: Scalars['String']['input'];
  /** What it is */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is about people */
  readonly isPersonal: Scalars['Boolean']['input'];
  /** Name of the registry that answers for it */
  readonly registry: Scalars['String']['input'];
  /** What a field gives; nothing of what is given to a field */
  readonly shape?: InputMaybe<EntryShapeInput>;
  /** Its type in the schema */
  readonly type: Scalars['String']['input'];
};

/** Consent of a person to an organisation's use of their data for a purpose (piekrišana) */
export type Consent = {
  readonly __typename?: 'Consent';
  /** Id of the organisation */
  readonly consumer?: Maybe<Scalars['String']['output']>;
  /** Until when, excluded; none: until withdrawn */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was given */
  readonly givenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Id of the consent */
  readonly id?: Maybe<Scalars['String']['output']>;
  /** The purpose, as agreements name it */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** Id of the person, for records */
  readonly subject?: Maybe<Scalars['ID']['output']>;
  /** When it was withdrawn */
  readonly withdrawnAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of consents */
export type ConsentConnection = {
  readonly __typename?: 'ConsentConnection';
  /** Rows of the page with their cursors */
  readonly edges: ReadonlyArray<ConsentEdge>;
  /** Where the page starts and ends */
  readonly pageInfo: PageInfo;
};

/** A row of a page of consents */
export type ConsentEdge = {
  readonly __typename?: 'ConsentEdge';
  /** Position of the row */
  readonly cursor: Scalars['String']['output'];
  /** The row */
  readonly node?: Maybe<Consent>;
};

/** What changes of one coordinate */
export type CoordinateEffect = {
  readonly __typename?: 'CoordinateEffect';
  /** Ways in which it will be granted, empty: it will not */
  readonly after?: Maybe<ReadonlyArray<Alternative>>;
  /** Ways in which it is granted, empty: it is not */
  readonly before?: Maybe<ReadonlyArray<Alternative>>;
  /** Schema coordinate */
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** It in words */
  readonly words?: Maybe<Scalars['String']['output']>;
};

/** What changes if a revision takes the place of what is in force (ietekme) */
export type Effect = {
  readonly __typename?: 'Effect';
  /** Coordinates granted before and after for other rows, or under other obligations */
  readonly changed?: Maybe<ReadonlyArray<CoordinateEffect>>;
  /** Coordinates that come to be granted */
  readonly gained?: Maybe<ReadonlyArray<CoordinateEffect>>;
  /** Coordinates that are no longer granted */
  readonly lost?: Maybe<ReadonlyArray<CoordinateEffect>>;
  /** Number of the agreement (atļaujas numurs) */
  readonly permission?: Maybe<Scalars['String']['output']>;
  /** What would become of the recorded operations of the last days, by who asked; may differ where what is recorded does not tell the row */
  readonly replay?: Maybe<ReadonlyArray<ReplayCount>>;
  /** Number of the revision */
  readonly revision?: Maybe<Scalars['Int']['output']>;
  /** Rows that come to be released */
  readonly rowsGained?: Maybe<ReadonlyArray<RowScopeEffect>>;
  /** Rows that are no longer released */
  readonly rowsLost?: Maybe<ReadonlyArray<RowScopeEffect>>;
  /** Everything else that changes */
  readonly terms?: Maybe<ReadonlyArray<TermChange>>;
  /** All of it, a line each; empty where nothing changes */
  readonly words?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** An answer for a registry: a review or an approval */
export type Endorsement = {
  readonly __typename?: 'Endorsement';
  /** When */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** What the official noted */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** The official */
  readonly official?: Maybe<Scalars['String']['output']>;
  /** Name of the registry */
  readonly registry?: Maybe<Scalars['String']['output']>;
};

/** What of a field tells whether conditions and obligations can work on it */
export type EntryShapeInput = {
  /** Hidden from callers: conditions compare it, and nobody can be granted it */
  readonly isAttribute: Scalars['Boolean']['input'];
  /** Whether it gives many rows: a list of objects, or a search */
  readonly isMany: Scalars['Boolean']['input'];
  /** Types of the objects that it gives, through connections and unions; none for a value */
  readonly leadsTo: ReadonlyArray<Scalars['String']['input']>;
  /** Attributes by which its registry can choose the rows that it gives; nothing where it cannot choose */
  readonly scopes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Of an enum, all that there are */
  readonly values?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Which gateway nodes act on an epoch */
export type EpochReached = {
  readonly __typename?: 'EpochReached';
  /** All nodes of the last day */
  readonly nodes?: Maybe<ReadonlyArray<GatewayNode>>;
  /** Number of the epoch */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** Whether every node that has been heard of in the last ten seconds acts on it; a node loses its right to release anything long before that */
  readonly reached?: Maybe<Scalars['Boolean']['output']>;
};

/** A gateway node */
export type GatewayNode = {
  readonly __typename?: 'GatewayNode';
  /** The epoch that it acts on */
  readonly epoch?: Maybe<Scalars['Int']['output']>;
  /** Whether it has not been heard of for ten seconds */
  readonly isSilent?: Maybe<Scalars['Boolean']['output']>;
  /** Its id */
  readonly node?: Maybe<Scalars['String']['output']>;
  /** When it was last heard of */
  readonly seenAt?: Maybe<Scalars['DateTime']['output']>;
};

/** One line of an agreement: what is granted, of which rows, and what must be done to it (vienošanās rinda) */
export type Grant = {
  readonly __typename?: 'Grant';
  /** What must be true of each row; none: nothing */
  readonly condition?: Maybe<Scalars['Condition']['output']>;
  /** The same in words */
  readonly conditionInWords?: Maybe<Scalars['String']['output']>;
  /** Whether the person must consent */
  readonly consentRequired?: Maybe<Scalars['Boolean']['output']>;
  /** Schema coordinate, or all of a type: Person.* */
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** The coordinates that a whole type stands for, as the schema was when it was written */
  readonly covers?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Id, the reason in decisions */
  readonly id?: Maybe<Scalars['String']['output']>;
  /** How old a value may be, in seconds */
  readonly maxStalenessSeconds?: Maybe<Scalars['Int']['output']>;
  /** What must be done to a value that is released */
  readonly obligations?: Maybe<ReadonlyArray<Scalars['Obligation']['output']>>;
  /** The same in words */
  readonly obligationsInWords?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Coordinates that are granted in one way */
export type GrantDraft = {
  /** What must be true of each row; none: nothing */
  readonly condition?: InputMaybe<Scalars['Condition']['input']>;
  /** Whether the person must consent */
  readonly consentRequired?: InputMaybe<Scalars['Boolean']['input']>;
  /** Schema coordinates; all of a type as it is now: Person.* */
  readonly coordinates: ReadonlyArray<Scalars['String']['input']>;
  /** How old a value may be, in seconds */
  readonly maxStalenessSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What must be done to a value that is released */
  readonly obligations?: InputMaybe<ReadonlyArray<Scalars['Obligation']['input']>>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** A gateway node has loaded an epoch and acts on it; for gateways */
  readonly acknowledgeEpoch?: Maybe<Scalars['Boolean']['output']>;
  /** Writes the next revision of an agreement, a draft */
  readonly amendAgreement?: Maybe<Revision>;
  /** Approves a revision for the approver's registries (apstiprināt); the last approval that it needs brings it in force at once */
  readonly approveRevision?: Maybe<Revision>;
  /** Begins an agreement: its first revision, a draft (melnraksts) */
  readonly draftAgreement?: Maybe<Revision>;
  /** Ends an agreement at once, for good (izbeigt) */
  readonly endAgreement?: Maybe<Agreement>;
  /** Forbids coordinates of the steward's registries at once, whatever is granted, as after a court order (aizliegt) */
  readonly forbidCoordinates?: Maybe<Revision>;
  /** The person who asks consents to an organisation's use for a purpose (piekrist) */
  readonly giveConsent?: Maybe<Consent>;
  /** All that can be granted in the schema that a gateway has composed; for gateways */
  readonly recordCatalogue?: Maybe<Scalars['Boolean']['output']>;
  /** Rejects a revision (noraidīt) */
  readonly rejectRevision?: Maybe<Revision>;
  /** Has the organisation that asks told no longer */
  readonly removeWebhook?: Maybe<Scalars['Boolean']['output']>;
  /** Brings a suspended agreement in force again (atjaunot); not by who suspended it */
  readonly resumeAgreement?: Maybe<Agreement>;
  /** A steward answers for what the revision says of their registries (izskatīt) */
  readonly reviewRevision?: Maybe<Revision>;
  /** Has the organisation that asks told of what its agreements lose, in place of an earlier address (paziņojumu adrese) */
  readonly setWebhook?: Maybe<Webhook>;
  /** Hands a draft in for review (iesniegt) */
  readonly submitRevision?: Maybe<Revision>;
  /** Suspends an agreement at once (apturēt) */
  readonly suspendAgreement?: Maybe<Agreement>;
  /** The person who asks withdraws a consent; it takes effect at once (atsaukt piekrišanu) */
  readonly withdrawConsent?: Maybe<Consent>;
  /** Takes a revision back before it is in force (atsaukt) */
  readonly withdrawRevision?: Maybe<Revision>;
};


export type MutationAcknowledgeEpochArgs = {
  epoch: Scalars['Int']['input'];
  node: Scalars['ID']['input'];
};


export type MutationAmendAgreementArgs = {
  acting?: InputMaybe<Acting>;
  basedOn: Scalars['Int']['input'];
  note?: InputMaybe<Scalars['String']['input']>;
  permission: Scalars['String']['input'];
  terms: AgreementDraft;
};


export type MutationApproveRevisionArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};


export type MutationDraftAgreementArgs = {
  acting?: InputMaybe<Acting>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  note?: InputMaybe<Scalars['String']['input']>;
  terms: AgreementDraft;
};


export type MutationEndAgreementArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  permission: Scalars['String']['input'];
};


export type MutationForbidCoordinatesArgs = {
  acting?: InputMaybe<Acting>;
  coordinates: ReadonlyArray<Scalars['String']['input']>;
  note: Scalars['String']['input'];
  permission: Scalars['String']['input'];
};


export type MutationGiveConsentArgs = {
  acting?: InputMaybe<Acting>;
  callerCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  consumer: Scalars['String']['input'];
  purpose: Scalars['String']['input'];
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


export type MutationRecordCatalogueArgs = {
  entries: ReadonlyArray<CatalogueEntryInput>;
};


export type MutationRejectRevisionArgs = {
  acting?: InputMaybe<Acting>;
  note: Scalars['String']['input'];
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};


export type MutationRemoveWebhookArgs = {
  acting?: InputMaybe<Acting>;
};


export type MutationResumeAgreementArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  permission: Scalars['String']['input'];
};


export type MutationReviewRevisionArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};


export type MutationSetWebhookArgs = {
  acting?: InputMaybe<Acting>;
  url: Scalars['String']['input'];
};


export type MutationSubmitRevisionArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};


export type MutationSuspendAgreementArgs = {
  acting?: InputMaybe<Acting>;
  note: Scalars['String']['input'];
  permission: Scalars['String']['input'];
};


export type MutationWithdrawConsentArgs = {
  acting?: InputMaybe<Acting>;
  callerCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  consumer: Scalars['String']['input'];
  purpose: Scalars['String']['input'];
};


export type MutationWithdrawRevisionArgs = {
  acting?: InputMaybe<Acting>;
  note?: InputMaybe<Scalars['String']['input']>;
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};

/** A page of a search: where it starts and ends */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last row; give it as `after` for the next page */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more rows follow */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether rows come before */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** A natural person (Fizisko personu reģistrs; person:Person) */
export type Person = {
  readonly __typename?: 'Person';
  /** Every personal code that the person has had */
  readonly codes?: Maybe<ReadonlyArray<Maybe<Scalars['String']['output']>>>;
  /** Consents at this moment, each the consumer's id, a space and the purpose; for row conditions */
  readonly consents?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Personal code as the referring registry holds it, for joins */
  readonly id: Scalars['ID']['output'];
};

/** One epoch: a change that came in force (izmaiņu reģistra ieraksts) */
export type PolicyChange = {
  readonly __typename?: 'PolicyChange';
  /** Agreements that it changed, and how */
  readonly agreements?: Maybe<ReadonlyArray<AgreementDifference>>;
  /** Who approved it; none where one person may act at once, as for a suspension */
  readonly approver?: Maybe<Scalars['String']['output']>;
  /** When */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Who wrote it */
  readonly author?: Maybe<Scalars['String']['output']>;
  /** How many consents were withdrawn with it */
  readonly consentsWithdrawn?: Maybe<Scalars['Int']['output']>;
  /** Number of the epoch */
  readonly epoch?: Maybe<Scalars['Int']['output']>;
  /** Hash of this epoch with everything before it, SHA-256, hexadecimal */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** Hash of the epoch before it, SHA-256, hexadecimal */
  readonly previousHash?: Maybe<Scalars['String']['output']>;
};

/** A page of the register of changes */
export type PolicyChangeConnection = {
  readonly __typename?: 'PolicyChangeConnection';
  /** Rows of the page with their cursors */
  readonly edges: ReadonlyArray<PolicyChangeEdge>;
  /** Where the page starts and ends */
  readonly pageInfo: PageInfo;
};

/** A row of a page of the register of changes */
export type PolicyChangeEdge = {
  readonly __typename?: 'PolicyChangeEdge';
  /** Position of the row */
  readonly cursor: Scalars['String']['output'];
  /** The row */
  readonly node?: Maybe<PolicyChange>;
};

/** All policies of one epoch */
export type PolicySet = {
  readonly __typename?: 'PolicySet';
  /** All agreements (vienošanās) or those that differ, also those that are suspended, ended or not yet valid */
  readonly agreements: ReadonlyArray<Scalars['AgreementTerms']['output']>;
  /** Registered applications (lietotnes) */
  readonly applications: ReadonlyArray<Application>;
  /** Number of the epoch; 0 where nothing has been published */
  readonly epoch: Scalars['Int']['output'];
  /** Tells the epoch from one of the same number in another history */
  readonly hash?: Maybe<Scalars['String']['output']>;
  /** Whether agreements that stand as the gateway holds them are left out */
  readonly isDifference: Scalars['Boolean']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** An agreement by its number, where the caller is its consumer or answers for one of its registries */
  readonly agreement?: Maybe<Agreement>;
  /** Agreements of the organisation that asks or, for stewards, of their registries, whatever became of them, the newest revision of each (vienošanās) */
  readonly agreements?: Maybe<AgreementConnection>;
  /** What can be asked for in an agreement: the attributes of all registries (datu katalogs) */
  readonly catalogue?: Maybe<CatalogueConnection>;
  /** Consents of the person who asks, also those that are over, the newest first (piekrišanas) */
  readonly consents?: Maybe<ConsentConnection>;
  /** Exactly what a revision would do if it came in force now (ietekme) */
  readonly effect?: Maybe<Effect>;
  /** Whether every gateway node acts on an epoch */
  readonly epochReached?: Maybe<EpochReached>;
  /** Agreements in force of the organisation that asks (spēkā esošās atļaujas) */
  readonly myPermissions?: Maybe<AgreementConnection>;
  /** The register of changes, the newest first (izmaiņu reģistrs): for stewards what concerns their registries, for a consumer one agreement of its own */
  readonly policyChanges?: Maybe<PolicyChangeConnection>;
  /** Everything that is in force, all of one epoch; for gateways */
  readonly policySet: PolicySet;
  /** One revision of an agreement (vienošanās redakcija) */
  readonly revision?: Maybe<Revision>;
  /** Where the organisation that asks is told of what its agreements lose (paziņojumu adrese) */
  readonly webhook?: Maybe<Webhook>;
};


export type QueryAgreementArgs = {
  acting?: InputMaybe<Acting>;
  permission: Scalars['String']['input'];
};


export type QueryAgreementsArgs = {
  acting?: InputMaybe<Acting>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  state?: InputMaybe<AgreementState>;
};


export type QueryCatalogueArgs = {
  acting?: InputMaybe<Acting>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  hidden?: InputMaybe<Scalars['Boolean']['input']>;
  isPersonal?: InputMaybe<Scalars['Boolean']['input']>;
  registry?: InputMaybe<Scalars['String']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
};


export type QueryConsentsArgs = {
  acting?: InputMaybe<Acting>;
  after?: InputMaybe<Scalars['String']['input']>;
  callerCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryEffectArgs = {
  acting?: InputMaybe<Acting>;
  days?: InputMaybe<Scalars['Int']['input']>;
  permission: Scalars['String']['input'];
  revision: Scalars['Int']['input'];
};


export type QueryEpochReachedArgs = {
  acting?: InputMaybe<Acting>;
  number: Scalars['Int']['input'];
};


export type QueryMyPermissionsArgs = {
  acting?: InputMaybe<Acting>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPolicyChangesArgs = {
  acting?: InputMaybe<Acting>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  permission?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPolicySetArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryRevisionArgs = {
  acting?: InputMaybe<Acting>;
  number: Scalars['Int']['input'];
  permission: Scalars['String']['input'];
};


export type QueryWebhookArgs = {
  acting?: InputMaybe<Acting>;
};

/** Recorded operations of one program, by what would become of them */
export type ReplayCount = {
  readonly __typename?: 'ReplayCount';
  /** Its program */
  readonly application?: Maybe<Scalars['String']['output']>;
  /** Id of the organisation */
  readonly consumer?: Maybe<Scalars['String']['output']>;
  /** Coordinates of which the decision changes, in operations that are not the same */
  readonly coordinates?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Operations with another outcome */
  readonly different?: Maybe<Scalars['Int']['output']>;
  /** Operations whose outcome depends on rows that are not recorded */
  readonly mayDiffer?: Maybe<Scalars['Int']['output']>;
  /** Operations with the same outcome */
  readonly same?: Maybe<Scalars['Int']['output']>;
};

/** One immutable revision of an agreement (vienošanās redakcija) */
export type Revision = {
  readonly __typename?: 'Revision';
  /** Who approved for which registry */
  readonly approvals?: Maybe<ReadonlyArray<Endorsement>>;
  /** Who wrote it */
  readonly author?: Maybe<Scalars['String']['output']>;
  /** Number of the revision that it was based on */
  readonly basedOn?: Maybe<Scalars['Int']['output']>;
  /** Whether a request must carry a case reference (lietas numurs) */
  readonly caseRequired?: Maybe<Scalars['Boolean']['output']>;
  /** Id of the receiving organisation, as tokens carry it */
  readonly consumer?: Maybe<Scalars['String']['output']>;
  /** Days after which people see the records of its use */
  readonly disclosureDelayDays?: Maybe<Scalars['Int']['output']>;
  /** The epoch that brought it in force */
  readonly epoch?: Maybe<Scalars['Int']['output']>;
  /** Coordinates that are forbidden, whatever is granted */
  readonly forbids?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** What is granted */
  readonly grants?: Maybe<ReadonlyArray<Grant>>;
  /** Legal basis (tiesiskais pamats) */
  readonly legalBasis?: Maybe<Scalars['String']['output']>;
  /** The document that was signed */
  readonly legalInstrument?: Maybe<Scalars['String']['output']>;
  /** What was done with it, the oldest first */
  readonly moves?: Maybe<ReadonlyArray<RevisionMove>>;
  /** Number of the revision, from 1 */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** Its name (datu saņēmējs) */
  readonly organisation?: Maybe<Scalars['String']['output']>;
  /** Lists by name that conditions refer to */
  readonly parameters?: Maybe<Scalars['AgreementParameters']['output']>;
  /** Number of the agreement (atļaujas numurs) */
  readonly permission?: Maybe<Scalars['String']['output']>;
  /** Purpose (datu izmantošanas mērķis) */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** Term of the Data Privacy Vocabulary for the purpose */
  readonly purposeTerm?: Maybe<Scalars['String']['output']>;
  /** Requests per calendar day in Riga; none: no quota (kvota) */
  readonly quotaPerDay?: Maybe<Scalars['Int']['output']>;
  /** Registries whose review and approval it needs */
  readonly registries?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** How long records of its use are kept, in days; none: as the audit's own rule has it */
  readonly retentionDays?: Maybe<Scalars['Int']['output']>;
  /** Who answered for which registry */
  readonly reviews?: Maybe<ReadonlyArray<Endorsement>>;
  /** Where it stands */
  readonly state?: Maybe<AgreementState>;
  /** Begin of validity, included */
  readonly validFrom?: Maybe<Scalars['DateTime']['output']>;
  /** End of validity, excluded; none: until further notice */
  readonly validTo?: Maybe<Scalars['DateTime']['output']>;
  /** When */
  readonly writtenAt?: Maybe<Scalars['DateTime']['output']>;
};

/** One move of a revision from state to state */
export type RevisionMove = {
  readonly __typename?: 'RevisionMove';
  /** When */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Where it stood; none: it was written */
  readonly from?: Maybe<AgreementState>;
  /** What the official noted; of a rejection, the reason */
  readonly note?: Maybe<Scalars['String']['output']>;
  /** The official */
  readonly official?: Maybe<Scalars['String']['output']>;
  /** Where it stands then */
  readonly to?: Maybe<AgreementState>;
};

/** Rows of which coordinates are released otherwise */
export type RowScopeEffect = {
  readonly __typename?: 'RowScopeEffect';
  /** Of which coordinates */
  readonly coordinates?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The rows, in words */
  readonly rows?: Maybe<Scalars['String']['output']>;
};

/** A term of an agreement that changes */
export type TermChange = {
  readonly __typename?: 'TermChange';
  /** What it will be */
  readonly after?: Maybe<Scalars['TermValue']['output']>;
  /** What it was */
  readonly before?: Maybe<Scalars['TermValue']['output']>;
  /** Name of the term */
  readonly term?: Maybe<Scalars['String']['output']>;
  /** It in words */
  readonly words?: Maybe<Scalars['String']['output']>;
};

/** Where an organisation is told of what its agreements lose (paziņojumu adrese) */
export type Webhook = {
  readonly __typename?: 'Webhook';
  /** What messages are signed with, as Standard Webhooks writes it; told only in the answer that makes it */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** When */
  readonly setAt?: Maybe<Scalars['DateTime']['output']>;
  /** The official who set it */
  readonly setBy?: Maybe<Scalars['String']['output']>;
  /** Where messages are posted */
  readonly url?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Person: Person;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Acting: ResolverTypeWrapper<Partial<Acting>>;
  Agreement: ResolverTypeWrapper<AgreementRow>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  AgreementConnection: ResolverTypeWrapper<Partial<Omit<AgreementConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AgreementEdge']> }>>;
  AgreementDifference: ResolverTypeWrapper<Partial<AgreementDifference>>;
  AgreementDraft: ResolverTypeWrapper<Partial<AgreementDraft>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  AgreementEdge: ResolverTypeWrapper<Partial<Omit<AgreementEdge, 'node'> & { node?: Maybe<ResolversTypes['Agreement']> }>>;
  AgreementParameters: ResolverTypeWrapper<Partial<Scalars['AgreementParameters']['output']>>;
  AgreementState: ResolverTypeWrapper<Partial<AgreementState>>;
  AgreementTerms: ResolverTypeWrapper<Partial<Scalars['AgreementTerms']['output']>>;
  Alternative: ResolverTypeWrapper<Partial<Alternative>>;
  Application: ResolverTypeWrapper<Partial<Application>>;
  CatalogueConnection: ResolverTypeWrapper<Partial<CatalogueConnection>>;
  CatalogueEdge: ResolverTypeWrapper<Partial<CatalogueEdge>>;
  CatalogueEntry: ResolverTypeWrapper<Partial<CatalogueEntry>>;
  CatalogueEntryInput: ResolverTypeWrapper<Partial<CatalogueEntryInput>>;
  Condition: ResolverTypeWrapper<Partial<Scalars['Condition']['output']>>;
  Consent: ResolverTypeWrapper<Partial<Consent>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  ConsentConnection: ResolverTypeWrapper<Partial<ConsentConnection>>;
  ConsentEdge: ResolverTypeWrapper<Partial<ConsentEdge>>;
  CoordinateEffect: ResolverTypeWrapper<Partial<CoordinateEffect>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Effect: ResolverTypeWrapper<Partial<Effect>>;
  Endorsement: ResolverTypeWrapper<Partial<Endorsement>>;
  EntryShapeInput: ResolverTypeWrapper<Partial<EntryShapeInput>>;
  EpochReached: ResolverTypeWrapper<Partial<EpochReached>>;
  GatewayNode: ResolverTypeWrapper<Partial<GatewayNode>>;
  Grant: ResolverTypeWrapper<Partial<Grant>>;
  GrantDraft: ResolverTypeWrapper<Partial<GrantDraft>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Obligation: ResolverTypeWrapper<Partial<Scalars['Obligation']['output']>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Person: ResolverTypeWrapper<Partial<Person>>;
  PolicyChange: ResolverTypeWrapper<Partial<PolicyChange>>;
  PolicyChangeConnection: ResolverTypeWrapper<Partial<PolicyChangeConnection>>;
  PolicyChangeEdge: ResolverTypeWrapper<Partial<PolicyChangeEdge>>;
  PolicySet: ResolverTypeWrapper<Partial<PolicySet>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReplayCount: ResolverTypeWrapper<Partial<ReplayCount>>;
  Revision: ResolverTypeWrapper<Partial<Revision>>;
  RevisionMove: ResolverTypeWrapper<Partial<RevisionMove>>;
  RowScopeEffect: ResolverTypeWrapper<Partial<RowScopeEffect>>;
  TermChange: ResolverTypeWrapper<Partial<TermChange>>;
  TermValue: ResolverTypeWrapper<Partial<Scalars['TermValue']['output']>>;
  Webhook: ResolverTypeWrapper<Partial<Webhook>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Acting: Partial<Acting>;
  Agreement: AgreementRow;
  Int: Partial<Scalars['Int']['output']>;
  AgreementConnection: Partial<Omit<AgreementConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['AgreementEdge']> }>;
  AgreementDifference: Partial<AgreementDifference>;
  AgreementDraft: Partial<AgreementDraft>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  AgreementEdge: Partial<Omit<AgreementEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Agreement']> }>;
  AgreementParameters: Partial<Scalars['AgreementParameters']['output']>;
  AgreementTerms: Partial<Scalars['AgreementTerms']['output']>;
  Alternative: Partial<Alternative>;
  Application: Partial<Application>;
  CatalogueConnection: Partial<CatalogueConnection>;
  CatalogueEdge: Partial<CatalogueEdge>;
  CatalogueEntry: Partial<CatalogueEntry>;
  CatalogueEntryInput: Partial<CatalogueEntryInput>;
  Condition: Partial<Scalars['Condition']['output']>;
  Consent: Partial<Consent>;
  ID: Partial<Scalars['ID']['output']>;
  ConsentConnection: Partial<ConsentConnection>;
  ConsentEdge: Partial<ConsentEdge>;
  CoordinateEffect: Partial<CoordinateEffect>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Effect: Partial<Effect>;
  Endorsement: Partial<Endorsement>;
  EntryShapeInput: Partial<EntryShapeInput>;
  EpochReached: Partial<EpochReached>;
  GatewayNode: Partial<GatewayNode>;
  Grant: Partial<Grant>;
  GrantDraft: Partial<GrantDraft>;
  Mutation: Record<PropertyKey, never>;
  Obligation: Partial<Scalars['Obligation']['output']>;
  PageInfo: Partial<PageInfo>;
  Person: Partial<Person | FederationReferenceTypes['Person']>;
  PolicyChange: Partial<PolicyChange>;
  PolicyChangeConnection: Partial<PolicyChangeConnection>;
  PolicyChangeEdge: Partial<PolicyChangeEdge>;
  PolicySet: Partial<PolicySet>;
  Query: Record<PropertyKey, never>;
  ReplayCount: Partial<ReplayCount>;
  Revision: Partial<Revision>;
  RevisionMove: Partial<RevisionMove>;
  RowScopeEffect: Partial<RowScopeEffect>;
  TermChange: Partial<TermChange>;
  TermValue: Partial<Scalars['TermValue']['output']>;
  Webhook: Partial<Webhook>;
  String: Partial<Scalars['String']['output']>;
};

export type PersonalDirectiveArgs = {
  subject?: Maybe<Scalars['String']['input']>;
};

export type PersonalDirectiveResolver<Result, Parent, ContextType = unknown, Args = PersonalDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AgreementResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Agreement'] = ResolversParentTypes['Agreement']> = {
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inForce?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType>;
  newest?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  permission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quotaPerDay?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['AgreementState']>, ParentType, ContextType>;
  usedToday?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AgreementConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AgreementConnection'] = ResolversParentTypes['AgreementConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AgreementEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AgreementDifferenceResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AgreementDifference'] = ResolversParentTypes['AgreementDifference']> = {
  forbidden?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  granted?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Grant']>>, ParentType, ContextType>;
  permission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  regranted?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Grant']>>, ParentType, ContextType>;
  terms?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TermChange']>>, ParentType, ContextType>;
  unforbidden?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  ungranted?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Grant']>>, ParentType, ContextType>;
};

export type AgreementEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AgreementEdge'] = ResolversParentTypes['AgreementEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Agreement']>, ParentType, ContextType>;
};

export interface AgreementParametersScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['AgreementParameters'], any> {
  name: 'AgreementParameters';
}

export interface AgreementTermsScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['AgreementTerms'], any> {
  name: 'AgreementTerms';
}

export type AlternativeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Alternative'] = ResolversParentTypes['Alternative']> = {
  condition?: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  grant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxStalenessSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  obligations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Obligation']>>, ParentType, ContextType>;
};

export type ApplicationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Application'] = ResolversParentTypes['Application']> = {
  consumer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  defaultPermission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CatalogueConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CatalogueConnection'] = ResolversParentTypes['CatalogueConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CatalogueEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CatalogueEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CatalogueEdge'] = ResolversParentTypes['CatalogueEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['CatalogueEntry']>, ParentType, ContextType>;
};

export type CatalogueEntryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CatalogueEntry'] = ResolversParentTypes['CatalogueEntry']> = {
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isPersonal?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  legalBases?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  registry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface ConditionScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Condition'], any> {
  name: 'Condition';
}

export type ConsentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  givenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  withdrawnAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ConsentConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ConsentConnection'] = ResolversParentTypes['ConsentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConsentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ConsentEdge'] = ResolversParentTypes['ConsentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Consent']>, ParentType, ContextType>;
};

export type CoordinateEffectResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['CoordinateEffect'] = ResolversParentTypes['CoordinateEffect']> = {
  after?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Alternative']>>, ParentType, ContextType>;
  before?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Alternative']>>, ParentType, ContextType>;
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  words?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type EffectResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Effect'] = ResolversParentTypes['Effect']> = {
  changed?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CoordinateEffect']>>, ParentType, ContextType>;
  gained?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CoordinateEffect']>>, ParentType, ContextType>;
  lost?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CoordinateEffect']>>, ParentType, ContextType>;
  permission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  replay?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ReplayCount']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rowsGained?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RowScopeEffect']>>, ParentType, ContextType>;
  rowsLost?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RowScopeEffect']>>, ParentType, ContextType>;
  terms?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TermChange']>>, ParentType, ContextType>;
  words?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type EndorsementResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Endorsement'] = ResolversParentTypes['Endorsement']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  official?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EpochReachedResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['EpochReached'] = ResolversParentTypes['EpochReached']> = {
  nodes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['GatewayNode']>>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reached?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type GatewayNodeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['GatewayNode'] = ResolversParentTypes['GatewayNode']> = {
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  isSilent?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type GrantResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Grant'] = ResolversParentTypes['Grant']> = {
  condition?: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  conditionInWords?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consentRequired?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  covers?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxStalenessSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  obligations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Obligation']>>, ParentType, ContextType>;
  obligationsInWords?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acknowledgeEpoch?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationAcknowledgeEpochArgs, 'epoch' | 'node'>>;
  amendAgreement?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationAmendAgreementArgs, 'basedOn' | 'permission' | 'terms'>>;
  approveRevision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationApproveRevisionArgs, 'number' | 'permission'>>;
  draftAgreement?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationDraftAgreementArgs, 'terms'>>;
  endAgreement?: Resolver<Maybe<ResolversTypes['Agreement']>, ParentType, ContextType, RequireFields<MutationEndAgreementArgs, 'permission'>>;
  forbidCoordinates?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationForbidCoordinatesArgs, 'coordinates' | 'note' | 'permission'>>;
  giveConsent?: Resolver<Maybe<ResolversTypes['Consent']>, ParentType, ContextType, RequireFields<MutationGiveConsentArgs, 'consumer' | 'purpose'>>;
  recordCatalogue?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, RequireFields<MutationRecordCatalogueArgs, 'entries'>>;
  rejectRevision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationRejectRevisionArgs, 'note' | 'number' | 'permission'>>;
  removeWebhook?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType, Partial<MutationRemoveWebhookArgs>>;
  resumeAgreement?: Resolver<Maybe<ResolversTypes['Agreement']>, ParentType, ContextType, RequireFields<MutationResumeAgreementArgs, 'permission'>>;
  reviewRevision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationReviewRevisionArgs, 'number' | 'permission'>>;
  setWebhook?: Resolver<Maybe<ResolversTypes['Webhook']>, ParentType, ContextType, RequireFields<MutationSetWebhookArgs, 'url'>>;
  submitRevision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationSubmitRevisionArgs, 'number' | 'permission'>>;
  suspendAgreement?: Resolver<Maybe<ResolversTypes['Agreement']>, ParentType, ContextType, RequireFields<MutationSuspendAgreementArgs, 'note' | 'permission'>>;
  withdrawConsent?: Resolver<Maybe<ResolversTypes['Consent']>, ParentType, ContextType, RequireFields<MutationWithdrawConsentArgs, 'consumer' | 'purpose'>>;
  withdrawRevision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<MutationWithdrawRevisionArgs, 'number' | 'permission'>>;
};

export interface ObligationScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Obligation'], any> {
  name: 'Obligation';
}

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  consents?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type PolicyChangeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicyChange'] = ResolversParentTypes['PolicyChange']> = {
  agreements?: Resolver<Maybe<ReadonlyArray<ResolversTypes['AgreementDifference']>>, ParentType, ContextType>;
  approver?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consentsWithdrawn?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  previousHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PolicyChangeConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicyChangeConnection'] = ResolversParentTypes['PolicyChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PolicyChangeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PolicyChangeEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicyChangeEdge'] = ResolversParentTypes['PolicyChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['PolicyChange']>, ParentType, ContextType>;
};

export type PolicySetResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicySet'] = ResolversParentTypes['PolicySet']> = {
  agreements?: Resolver<ReadonlyArray<ResolversTypes['AgreementTerms']>, ParentType, ContextType>;
  applications?: Resolver<ReadonlyArray<ResolversTypes['Application']>, ParentType, ContextType>;
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isDifference?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  agreement?: Resolver<Maybe<ResolversTypes['Agreement']>, ParentType, ContextType, RequireFields<QueryAgreementArgs, 'permission'>>;
  agreements?: Resolver<Maybe<ResolversTypes['AgreementConnection']>, ParentType, ContextType, RequireFields<QueryAgreementsArgs, 'first'>>;
  catalogue?: Resolver<Maybe<ResolversTypes['CatalogueConnection']>, ParentType, ContextType, RequireFields<QueryCatalogueArgs, 'first'>>;
  consents?: Resolver<Maybe<ResolversTypes['ConsentConnection']>, ParentType, ContextType, RequireFields<QueryConsentsArgs, 'first'>>;
  effect?: Resolver<Maybe<ResolversTypes['Effect']>, ParentType, ContextType, RequireFields<QueryEffectArgs, 'days' | 'permission' | 'revision'>>;
  epochReached?: Resolver<Maybe<ResolversTypes['EpochReached']>, ParentType, ContextType, RequireFields<QueryEpochReachedArgs, 'number'>>;
  myPermissions?: Resolver<Maybe<ResolversTypes['AgreementConnection']>, ParentType, ContextType, RequireFields<QueryMyPermissionsArgs, 'first'>>;
  policyChanges?: Resolver<Maybe<ResolversTypes['PolicyChangeConnection']>, ParentType, ContextType, RequireFields<QueryPolicyChangesArgs, 'first'>>;
  policySet?: Resolver<ResolversTypes['PolicySet'], ParentType, ContextType, Partial<QueryPolicySetArgs>>;
  revision?: Resolver<Maybe<ResolversTypes['Revision']>, ParentType, ContextType, RequireFields<QueryRevisionArgs, 'number' | 'permission'>>;
  webhook?: Resolver<Maybe<ResolversTypes['Webhook']>, ParentType, ContextType, Partial<QueryWebhookArgs>>;
};

export type ReplayCountResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['ReplayCount'] = ResolversParentTypes['ReplayCount']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  coordinates?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  different?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  mayDiffer?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  same?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RevisionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Revision'] = ResolversParentTypes['Revision']> = {
  approvals?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Endorsement']>>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  basedOn?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  caseRequired?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  disclosureDelayDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  epoch?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  forbids?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  grants?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Grant']>>, ParentType, ContextType>;
  legalBasis?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  legalInstrument?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  moves?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RevisionMove']>>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parameters?: Resolver<Maybe<ResolversTypes['AgreementParameters']>, ParentType, ContextType>;
  permission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purposeTerm?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quotaPerDay?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  registries?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  retentionDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reviews?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Endorsement']>>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['AgreementState']>, ParentType, ContextType>;
  validFrom?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  validTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  writtenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type RevisionMoveResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['RevisionMove'] = ResolversParentTypes['RevisionMove']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['AgreementState']>, ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  official?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['AgreementState']>, ParentType, ContextType>;
};

export type RowScopeEffectResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['RowScopeEffect'] = ResolversParentTypes['RowScopeEffect']> = {
  coordinates?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  rows?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TermChangeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['TermChange'] = ResolversParentTypes['TermChange']> = {
  after?: Resolver<Maybe<ResolversTypes['TermValue']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['TermValue']>, ParentType, ContextType>;
  term?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  words?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface TermValueScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TermValue'], any> {
  name: 'TermValue';
}

export type WebhookResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Webhook'] = ResolversParentTypes['Webhook']> = {
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  setAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  setBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  Agreement?: AgreementResolvers<ContextType>;
  AgreementConnection?: AgreementConnectionResolvers<ContextType>;
  AgreementDifference?: AgreementDifferenceResolvers<ContextType>;
  AgreementEdge?: AgreementEdgeResolvers<ContextType>;
  AgreementParameters?: GraphQLScalarType;
  AgreementTerms?: GraphQLScalarType;
  Alternative?: AlternativeResolvers<ContextType>;
  Application?: ApplicationResolvers<ContextType>;
  CatalogueConnection?: CatalogueConnectionResolvers<ContextType>;
  CatalogueEdge?: CatalogueEdgeResolvers<ContextType>;
  CatalogueEntry?: CatalogueEntryResolvers<ContextType>;
  Condition?: GraphQLScalarType;
  Consent?: ConsentResolvers<ContextType>;
  ConsentConnection?: ConsentConnectionResolvers<ContextType>;
  ConsentEdge?: ConsentEdgeResolvers<ContextType>;
  CoordinateEffect?: CoordinateEffectResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Effect?: EffectResolvers<ContextType>;
  Endorsement?: EndorsementResolvers<ContextType>;
  EpochReached?: EpochReachedResolvers<ContextType>;
  GatewayNode?: GatewayNodeResolvers<ContextType>;
  Grant?: GrantResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Obligation?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PolicyChange?: PolicyChangeResolvers<ContextType>;
  PolicyChangeConnection?: PolicyChangeConnectionResolvers<ContextType>;
  PolicyChangeEdge?: PolicyChangeEdgeResolvers<ContextType>;
  PolicySet?: PolicySetResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  ReplayCount?: ReplayCountResolvers<ContextType>;
  Revision?: RevisionResolvers<ContextType>;
  RevisionMove?: RevisionMoveResolvers<ContextType>;
  RowScopeEffect?: RowScopeEffectResolvers<ContextType>;
  TermChange?: TermChangeResolvers<ContextType>;
  TermValue?: GraphQLScalarType;
  Webhook?: WebhookResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
};
