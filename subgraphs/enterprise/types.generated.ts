import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { LegalEntityRow, OfficerRow, MemberRow, BeneficialOwnerRow, PersonReference } from './source.ts';
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
  /** Calendar date, ISO 8601: YYYY-MM-DD */
  Date: { input: string; output: string; }
  /** Moment in time, ISO 8601 with offset */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** An address of the State Address Register (Valsts adrešu reģistrs) */
export type Address = {
  __typename?: 'Address';
  /** VARIS code, for joins */
  id: Scalars['ID']['output'];
};

/** A beneficial owner of a legal entity (patiesais labuma guvējs) */
export type BeneficialOwner = {
  __typename?: 'BeneficialOwner';
  /** Birth date of a person without a Latvian code, YYYY-MM */
  birthDate: Maybe<Scalars['String']['output']>;
  /** Surname as written in the register */
  familyName: Maybe<Scalars['String']['output']>;
  /** Forename as written in the register */
  givenName: Maybe<Scalars['String']['output']>;
  /** Masked personal code, DDMMYY-***** */
  maskedPersonalCode: Maybe<Scalars['String']['output']>;
  /** Nationality, ISO 3166-1 alpha-2, several separated by commas */
  nationality: Maybe<Scalars['String']['output']>;
  /** The person, where the register identifies one */
  person: Maybe<Person>;
  /** Moment of registration */
  registeredAt: Maybe<Scalars['DateTime']['output']>;
  /** Country of residence, ISO 3166-1 alpha-2 */
  residenceCountry: Maybe<Scalars['String']['output']>;
  /** Id of the data subject: personal code, or the row where the register does not say it */
  subject: Maybe<Scalars['ID']['output']>;
};

/** A former name of a legal entity */
export type FormerName = {
  __typename?: 'FormerName';
  /** Last day of its use */
  dateTo: Maybe<Scalars['Date']['output']>;
  /** The name */
  name: Maybe<Scalars['String']['output']>;
};

/** Kind of holder of an office or share */
export type HolderKind =
  /** Ārvalsts subjekts */
  | 'FOREIGN_ENTITY'
  /** Kopīpašnieki */
  | 'JOINT_OWNERS'
  /** Juridiska persona */
  | 'LEGAL_ENTITY'
  /** Fiziska persona */
  | 'NATURAL_PERSON';

/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntity = {
  __typename?: 'LegalEntity';
  /** Beneficial owners (patiesie labuma guvēji) */
  beneficialOwners: Maybe<Array<BeneficialOwner>>;
  /** Registration number, for joins */
  id: Scalars['ID']['output'];
  /** Legal form (legal:companyType) */
  legalForm: Maybe<LegalForm>;
  /** Registered name (legal:legalName) */
  legalName: Maybe<Scalars['String']['output']>;
  /** Members (dalībnieki) */
  members: Maybe<Array<Member>>;
  /** ATVK code of the municipality of the registered address */
  municipality: Maybe<Scalars['String']['output']>;
  /** Former names, the latest first */
  nameHistory: Maybe<Array<FormerName>>;
  /** Officers (amatpersonas) */
  officers: Maybe<Array<Officer>>;
  /** Register that keeps the entity */
  register: Maybe<Scalars['String']['output']>;
  /** Registered address, by VARIS code (m8g:registeredAddress) */
  registeredAddress: Maybe<Address>;
  /** Registered address as text in the register */
  registeredAddressText: Maybe<Scalars['String']['output']>;
  /** Date of registration (m8g:registrationDate) */
  registeredOn: Maybe<Scalars['Date']['output']>;
  /** Registration number (reģistrācijas numurs) */
  registrationNumber: Maybe<Scalars['String']['output']>;
  /** SEPA creditor identifier */
  sepaCreditorId: Maybe<Scalars['String']['output']>;
  /** Status (legal:companyStatus) */
  status: Maybe<LegalEntityStatus>;
  /** Date of removal */
  terminatedOn: Maybe<Scalars['Date']['output']>;
};


/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntityBeneficialOwnersArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntityMembersArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntityNameHistoryArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntityOfficersArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A page of legal entities */
export type LegalEntityConnection = {
  __typename?: 'LegalEntityConnection';
  /** Rows of the page with their cursors */
  edges: Array<LegalEntityEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of legal entities */
export type LegalEntityEdge = {
  __typename?: 'LegalEntityEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<LegalEntity>;
};

/** Status of a legal entity in the register (legal:companyStatus) */
export type LegalEntityStatus =
  /** Likvidēts */
  | 'LIQUIDATED'
  /** Reģistrēts */
  | 'REGISTERED'
  /** Reorganizēts */
  | 'REORGANISED';

/** Legal form (legal:companyType) */
export type LegalForm = {
  __typename?: 'LegalForm';
  /** Code of the register, SIA */
  code: Maybe<Scalars['String']['output']>;
  /** Name of the form in Latvian */
  label: Maybe<Scalars['String']['output']>;
};

/** A member of a legal entity (dalībnieks) */
export type Member = {
  __typename?: 'Member';
  /** Birth date of a person without a Latvian code, YYYY-MM */
  birthDate: Maybe<Scalars['String']['output']>;
  /** Member since */
  dateFrom: Maybe<Scalars['Date']['output']>;
  /** Kind of holder */
  kind: Maybe<HolderKind>;
  /** The legal entity that is the member */
  legalEntity: Maybe<LegalEntity>;
  /** Masked personal code, DDMMYY-***** */
  maskedPersonalCode: Maybe<Scalars['String']['output']>;
  /** Name as written in the register */
  name: Maybe<Scalars['String']['output']>;
  /** Number of shares */
  numberOfShares: Maybe<Scalars['Float']['output']>;
  /** The person, where the register identifies one */
  person: Maybe<Person>;
  /** Currency of the nominal value, ISO 4217 */
  shareCurrency: Maybe<Scalars['String']['output']>;
  /** Nominal value of a share, in `shareCurrency` */
  shareNominalValue: Maybe<Scalars['Float']['output']>;
  /** Id of the data subject: personal code, or the row where the register does not say it; none for legal entities */
  subject: Maybe<Scalars['ID']['output']>;
};

/** An office that a person holds */
export type Office = {
  __typename?: 'Office';
  /** Governing body, EXECUTIVE_BOARD */
  governingBody: Maybe<Scalars['String']['output']>;
  /** The legal entity */
  legalEntity: Maybe<LegalEntity>;
  /** Position, BOARD_MEMBER */
  position: Maybe<Scalars['String']['output']>;
  /** Date of registration */
  registeredOn: Maybe<Scalars['Date']['output']>;
  /** Right to represent, INDIVIDUALLY */
  representation: Maybe<Scalars['String']['output']>;
};

/** An office held in a legal entity (amatpersona) */
export type Officer = {
  __typename?: 'Officer';
  /** Birth date of a person without a Latvian code, YYYY-MM */
  birthDate: Maybe<Scalars['String']['output']>;
  /** Governing body, EXECUTIVE_BOARD */
  governingBody: Maybe<Scalars['String']['output']>;
  /** Kind of holder */
  kind: Maybe<HolderKind>;
  /** The legal entity that holds the office */
  legalEntity: Maybe<LegalEntity>;
  /** Masked personal code, DDMMYY-***** */
  maskedPersonalCode: Maybe<Scalars['String']['output']>;
  /** Name as written in the register */
  name: Maybe<Scalars['String']['output']>;
  /** The person who holds the office, where the register identifies one */
  person: Maybe<Person>;
  /** Position, BOARD_MEMBER */
  position: Maybe<Scalars['String']['output']>;
  /** Date of registration */
  registeredOn: Maybe<Scalars['Date']['output']>;
  /** Right to represent, INDIVIDUALLY */
  representation: Maybe<Scalars['String']['output']>;
  /** Number of officers that must sign, where the right says so */
  representationWithAtLeast: Maybe<Scalars['Int']['output']>;
  /** Id of the data subject: personal code, or the row where the register does not say it; none for legal entities */
  subject: Maybe<Scalars['ID']['output']>;
};

/** A page of a search: where it starts and ends */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last row; give it as `after` for the next page */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether more rows follow */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether rows come before */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A natural person (Fizisko personu reģistrs; person:Person) */
export type Person = {
  __typename?: 'Person';
  /** Every personal code that the person has had */
  codes: Maybe<Array<Maybe<Scalars['String']['output']>>>;
  /** Personal code as the referring registry holds it, for joins */
  id: Scalars['ID']['output'];
  /** Offices held in legal entities (amati) */
  offices: Maybe<Array<Office>>;
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonOfficesArgs = {
  scope?: InputMaybe<RowScope>;
};

export type Query = {
  __typename?: 'Query';
  /** Legal entities by name, form or status, in the order of their numbers */
  legalEntities: Maybe<LegalEntityConnection>;
  /** One legal entity by its registration number (reģistrācijas numurs) */
  legalEntity: Maybe<LegalEntity>;
};


export type QueryLegalEntitiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  legalFormCode?: InputMaybe<Scalars['String']['input']>;
  legalName?: InputMaybe<Scalars['String']['input']>;
  registrationNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  scope?: InputMaybe<RowScope>;
  status?: InputMaybe<LegalEntityStatus>;
};


export type QueryLegalEntityArgs = {
  registrationNumber: Scalars['String']['input'];
  scope?: InputMaybe<RowScope>;
};

/** What must be true of a row, in three values: a row passes where the whole is true, not where it is false or unknown. Exactly one of all, any, not, subjects and attribute is given */
export type RowCondition = {
  /** Each of these is true */
  all?: InputMaybe<Array<RowCondition>>;
  /** At least one of these is true */
  any?: InputMaybe<Array<RowCondition>>;
  /** It is this or more */
  atLeast?: InputMaybe<Scalars['String']['input']>;
  /** It is this or less */
  atMost?: InputMaybe<Scalars['String']['input']>;
  /** Coordinate of the attribute that is compared, Person.municipality, with exactly one of in, atLeast and atMost; without a value it compares to nothing: unknown */
  attribute?: InputMaybe<Scalars['String']['input']>;
  /** It is one of these, or holds one of them; true and false are written so */
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  /** This is false */
  not?: InputMaybe<RowCondition>;
  /** The row's data subject has or had one of these codes */
  subjects?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** Rows that a field may return; filled by the gateway from row conditions, never by callers. What is given must all hold */
export type RowScope = {
  /** Ids of the data subjects that rows must be about */
  subjects?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** What must be true of each row */
  where?: InputMaybe<RowCondition>;
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
  LegalEntity: LegalEntity;
  Person: Person;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  LegalEntity:
    ( { __typename: 'LegalEntity' }
    & GraphQLRecursivePick<FederationTypes['LegalEntity'], {"id":true}> );
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<Partial<Address>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  BeneficialOwner: ResolverTypeWrapper<BeneficialOwnerRow>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  FormerName: ResolverTypeWrapper<Partial<FormerName>>;
  HolderKind: ResolverTypeWrapper<Partial<HolderKind>>;
  LegalEntity: ResolverTypeWrapper<LegalEntityRow>;
  LegalEntityConnection: ResolverTypeWrapper<Partial<Omit<LegalEntityConnection, 'edges'> & { edges: Array<ResolversTypes['LegalEntityEdge']> }>>;
  LegalEntityEdge: ResolverTypeWrapper<Partial<Omit<LegalEntityEdge, 'node'> & { node?: Maybe<ResolversTypes['LegalEntity']> }>>;
  LegalEntityStatus: ResolverTypeWrapper<Partial<LegalEntityStatus>>;
  LegalForm: ResolverTypeWrapper<Partial<LegalForm>>;
  Member: ResolverTypeWrapper<MemberRow>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  Office: ResolverTypeWrapper<OfficerRow>;
  Officer: ResolverTypeWrapper<OfficerRow>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Person: ResolverTypeWrapper<PersonReference>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RowCondition: ResolverTypeWrapper<Partial<RowCondition>>;
  RowScope: ResolverTypeWrapper<Partial<RowScope>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: Partial<Address>;
  ID: Partial<Scalars['ID']['output']>;
  BeneficialOwner: BeneficialOwnerRow;
  Date: Partial<Scalars['Date']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  FormerName: Partial<FormerName>;
  LegalEntity: LegalEntityRow;
  LegalEntityConnection: Partial<Omit<LegalEntityConnection, 'edges'> & { edges: Array<ResolversParentTypes['LegalEntityEdge']> }>;
  LegalEntityEdge: Partial<Omit<LegalEntityEdge, 'node'> & { node?: Maybe<ResolversParentTypes['LegalEntity']> }>;
  LegalForm: Partial<LegalForm>;
  Member: MemberRow;
  Float: Partial<Scalars['Float']['output']>;
  Office: OfficerRow;
  Officer: OfficerRow;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Person: PersonReference;
  Query: Record<PropertyKey, never>;
  RowCondition: Partial<RowCondition>;
  RowScope: Partial<RowScope>;
  Int: Partial<Scalars['Int']['output']>;
  String: Partial<Scalars['String']['output']>;
};

export type HotDirectiveArgs = {
  maxAge: Scalars['Int']['input'];
  maxStale: Scalars['Int']['input'];
  registry: Scalars['String']['input'];
};

export type HotDirectiveResolver<Result, Parent, ContextType = unknown, Args = HotDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LookupDirectiveArgs = {
  field: Scalars['String']['input'];
};

export type LookupDirectiveResolver<Result, Parent, ContextType = unknown, Args = LookupDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PersonalDirectiveArgs = {
  subject?: Maybe<Scalars['String']['input']>;
};

export type PersonalDirectiveResolver<Result, Parent, ContextType = unknown, Args = PersonalDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ScopesDirectiveArgs = {
  attributes: Array<Scalars['String']['input']>;
};

export type ScopesDirectiveResolver<Result, Parent, ContextType = unknown, Args = ScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AddressResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BeneficialOwnerResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['BeneficialOwner'] = ResolversParentTypes['BeneficialOwner']> = {
  birthDate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  familyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givenName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maskedPersonalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nationality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  registeredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  residenceCountry?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type FormerNameResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['FormerName'] = ResolversParentTypes['FormerName']> = {
  dateTo?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity'], FederationReferenceType extends FederationReferenceTypes['LegalEntity'] = FederationReferenceTypes['LegalEntity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['LegalEntity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  beneficialOwners?: Resolver<Maybe<Array<ResolversTypes['BeneficialOwner']>>, ParentType, ContextType, Partial<LegalEntityBeneficialOwnersArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  legalForm?: Resolver<Maybe<ResolversTypes['LegalForm']>, ParentType, ContextType>;
  legalName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  members?: Resolver<Maybe<Array<ResolversTypes['Member']>>, ParentType, ContextType, Partial<LegalEntityMembersArgs>>;
  municipality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nameHistory?: Resolver<Maybe<Array<ResolversTypes['FormerName']>>, ParentType, ContextType, Partial<LegalEntityNameHistoryArgs>>;
  officers?: Resolver<Maybe<Array<ResolversTypes['Officer']>>, ParentType, ContextType, Partial<LegalEntityOfficersArgs>>;
  register?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registeredAddress?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  registeredAddressText?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registeredOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  registrationNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sepaCreditorId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['LegalEntityStatus']>, ParentType, ContextType>;
  terminatedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type LegalEntityConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LegalEntityConnection'] = ResolversParentTypes['LegalEntityConnection']> = {
  edges?: Resolver<Array<ResolversTypes['LegalEntityEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LegalEntityEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LegalEntityEdge'] = ResolversParentTypes['LegalEntityEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
};

export type LegalFormResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LegalForm'] = ResolversParentTypes['LegalForm']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MemberResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  birthDate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dateFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['HolderKind']>, ParentType, ContextType>;
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  maskedPersonalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  numberOfShares?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  shareCurrency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  shareNominalValue?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type OfficeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Office'] = ResolversParentTypes['Office']> = {
  governingBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registeredOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  representation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type OfficerResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Officer'] = ResolversParentTypes['Officer']> = {
  birthDate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  governingBody?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['HolderKind']>, ParentType, ContextType>;
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  maskedPersonalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registeredOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  representation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  representationWithAtLeast?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  offices?: Resolver<Maybe<Array<ResolversTypes['Office']>>, ParentType, ContextType, Partial<PersonOfficesArgs>>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  legalEntities?: Resolver<Maybe<ResolversTypes['LegalEntityConnection']>, ParentType, ContextType, Partial<QueryLegalEntitiesArgs>>;
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType, RequireFields<QueryLegalEntityArgs, 'registrationNumber'>>;
};

export type Resolvers<ContextType = unknown> = {
  Address?: AddressResolvers<ContextType>;
  BeneficialOwner?: BeneficialOwnerResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  FormerName?: FormerNameResolvers<ContextType>;
  LegalEntity?: LegalEntityResolvers<ContextType>;
  LegalEntityConnection?: LegalEntityConnectionResolvers<ContextType>;
  LegalEntityEdge?: LegalEntityEdgeResolvers<ContextType>;
  LegalForm?: LegalFormResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  Office?: OfficeResolvers<ContextType>;
  Officer?: OfficerResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  hot?: HotDirectiveResolver<any, any, ContextType>;
  lookup?: LookupDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
