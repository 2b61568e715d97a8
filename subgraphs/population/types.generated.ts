import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PersonReference, ResidenceRow, FamilyRelationRow } from './source.ts';
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
  _FieldSet: { input: unknown; output: unknown; }
};

/** An address of the State Address Register (Valsts adrešu reģistrs) */
export type Address = {
  __typename?: 'Address';
  /** VARIS code, for joins */
  id: Scalars['ID']['output'];
};

/** A family relation of a person */
export type FamilyRelation = {
  __typename?: 'FamilyRelation';
  /** The other person */
  person: Maybe<Person>;
  /** What the other person is to this one */
  relation: Maybe<RelationKind>;
};

/** An identity document (personu apliecinošs dokuments) */
export type IdentityDocument = {
  __typename?: 'IdentityDocument';
  /** Last day of validity */
  expiresOn: Maybe<Scalars['Date']['output']>;
  /** Date of issue */
  issuedOn: Maybe<Scalars['Date']['output']>;
  /** Issuing authority */
  issuer: Maybe<Scalars['String']['output']>;
  /** Kind: PASSPORT, IDENTITY_CARD */
  kind: Maybe<Scalars['String']['output']>;
  /** Number */
  number: Maybe<Scalars['String']['output']>;
  /** Status: VALID, EXPIRED, INVALID */
  status: Maybe<Scalars['String']['output']>;
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
  /** Whether the address is secret (neizpaužama adrese) */
  addressSecret: Maybe<Scalars['Boolean']['output']>;
  /** Family name at birth (dzimtais uzvārds) */
  birthName: Maybe<Scalars['String']['output']>;
  /** Citizenship, ISO 3166-1 alpha-2 (person:citizenship) */
  citizenship: Maybe<Scalars['String']['output']>;
  /** Every personal code that the person has had */
  codes: Maybe<Array<Maybe<Scalars['String']['output']>>>;
  /** Date of birth (m8g:birthDate) */
  dateOfBirth: Maybe<Scalars['Date']['output']>;
  /** Date of death (m8g:deathDate) */
  dateOfDeath: Maybe<Scalars['Date']['output']>;
  /** Identity documents */
  documents: Maybe<Array<IdentityDocument>>;
  /** Earlier personal codes */
  earlierPersonalCodes: Maybe<Array<Scalars['String']['output']>>;
  /** Family relations (radniecība) */
  family: Maybe<Array<FamilyRelation>>;
  /** Family name (foaf:familyName) */
  familyName: Maybe<Scalars['String']['output']>;
  /** Given names (foaf:givenName) */
  givenName: Maybe<Scalars['String']['output']>;
  /** Personal code as the referring registry holds it, for joins */
  id: Scalars['ID']['output'];
  /** ATVK code of the municipality of the declared residence, also where the address is secret */
  municipality: Maybe<Scalars['String']['output']>;
  /** Earlier names, the latest first */
  nameHistory: Maybe<Array<PersonName>>;
  /** Current personal code (personas kods), NNNNNN-NNNNN */
  personalCode: Maybe<Scalars['String']['output']>;
  /** Place of birth */
  placeOfBirth: Maybe<Scalars['String']['output']>;
  /** Declared residence, a secret one too: agreements say to whom it is given */
  residence: Maybe<Residence>;
  /** Legal status of residence, CITIZEN or NON_CITIZEN among others (person:residency) */
  residency: Maybe<Scalars['String']['output']>;
  /** Sex (dzimums) */
  sex: Maybe<Sex>;
  /** VARIS codes of the declared residence's address and of everything above it, from below, also where the address is secret */
  territories: Maybe<Array<Scalars['String']['output']>>;
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonDocumentsArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonFamilyArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonNameHistoryArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A page of people */
export type PersonConnection = {
  __typename?: 'PersonConnection';
  /** Rows of the page with their cursors */
  edges: Array<PersonEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of people */
export type PersonEdge = {
  __typename?: 'PersonEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<Person>;
};

/** A name that a person has borne */
export type PersonName = {
  __typename?: 'PersonName';
  /** Family name */
  familyName: Maybe<Scalars['String']['output']>;
  /** Given names */
  givenName: Maybe<Scalars['String']['output']>;
  /** First day of its use */
  validFrom: Maybe<Scalars['Date']['output']>;
  /** Last day of its use */
  validTo: Maybe<Scalars['Date']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** One person by personal code, a present or an earlier one */
  person: Maybe<Person>;
  /** People by codes, names, date of birth or municipality, in the order of their codes */
  persons: Maybe<PersonConnection>;
};


export type QueryPersonArgs = {
  personalCode: Scalars['String']['input'];
  scope?: InputMaybe<RowScope>;
};


export type QueryPersonsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  familyName?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  givenName?: InputMaybe<Scalars['String']['input']>;
  municipality?: InputMaybe<Scalars['String']['input']>;
  personalCodes?: InputMaybe<Array<Scalars['String']['input']>>;
  scope?: InputMaybe<RowScope>;
};

/** Kind of family relation, seen from the person */
export type RelationKind =
  /** Bērns */
  | 'CHILD'
  /** Aizbildnis vai aizgādnis */
  | 'GUARDIAN'
  /** Vecāks */
  | 'PARENT'
  /** Laulātais */
  | 'SPOUSE'
  /** Aizbilstamais vai aizgādnībā esošais */
  | 'WARD';

/** A person's residence (dzīvesvieta) */
export type Residence = {
  __typename?: 'Residence';
  /** Address, by VARIS code */
  address: Maybe<Address>;
  /** Country of a residence abroad, ISO 3166-1 alpha-2 */
  country: Maybe<Scalars['String']['output']>;
  /** Address abroad, as text */
  foreignAddress: Maybe<Scalars['String']['output']>;
  /** First day */
  since: Maybe<Scalars['Date']['output']>;
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

/** Sex as registered (dzimums) */
export type Sex =
  /** Sieviete */
  | 'FEMALE'
  /** Vīrietis */
  | 'MALE';



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
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<Partial<Address>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  FamilyRelation: ResolverTypeWrapper<FamilyRelationRow>;
  IdentityDocument: ResolverTypeWrapper<Partial<IdentityDocument>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Person: ResolverTypeWrapper<PersonReference>;
  PersonConnection: ResolverTypeWrapper<Partial<Omit<PersonConnection, 'edges'> & { edges: Array<ResolversTypes['PersonEdge']> }>>;
  PersonEdge: ResolverTypeWrapper<Partial<Omit<PersonEdge, 'node'> & { node?: Maybe<ResolversTypes['Person']> }>>;
  PersonName: ResolverTypeWrapper<Partial<PersonName>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RelationKind: ResolverTypeWrapper<Partial<RelationKind>>;
  Residence: ResolverTypeWrapper<ResidenceRow>;
  RowCondition: ResolverTypeWrapper<Partial<RowCondition>>;
  RowScope: ResolverTypeWrapper<Partial<RowScope>>;
  Sex: ResolverTypeWrapper<Partial<Sex>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: Partial<Address>;
  ID: Partial<Scalars['ID']['output']>;
  Date: Partial<Scalars['Date']['output']>;
  FamilyRelation: FamilyRelationRow;
  IdentityDocument: Partial<IdentityDocument>;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Person: PersonReference;
  PersonConnection: Partial<Omit<PersonConnection, 'edges'> & { edges: Array<ResolversParentTypes['PersonEdge']> }>;
  PersonEdge: Partial<Omit<PersonEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Person']> }>;
  PersonName: Partial<PersonName>;
  Query: Record<PropertyKey, never>;
  Residence: ResidenceRow;
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

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type FamilyRelationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['FamilyRelation'] = ResolversParentTypes['FamilyRelation']> = {
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
  relation?: Resolver<Maybe<ResolversTypes['RelationKind']>, ParentType, ContextType>;
};

export type IdentityDocumentResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['IdentityDocument'] = ResolversParentTypes['IdentityDocument']> = {
  expiresOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  issuedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  issuer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  addressSecret?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  birthName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  citizenship?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  codes?: Resolver<Maybe<Array<Maybe<ResolversTypes['String']>>>, ParentType, ContextType>;
  dateOfBirth?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  dateOfDeath?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  documents?: Resolver<Maybe<Array<ResolversTypes['IdentityDocument']>>, ParentType, ContextType, Partial<PersonDocumentsArgs>>;
  earlierPersonalCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  family?: Resolver<Maybe<Array<ResolversTypes['FamilyRelation']>>, ParentType, ContextType, Partial<PersonFamilyArgs>>;
  familyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givenName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  municipality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nameHistory?: Resolver<Maybe<Array<ResolversTypes['PersonName']>>, ParentType, ContextType, Partial<PersonNameHistoryArgs>>;
  personalCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  placeOfBirth?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  residence?: Resolver<Maybe<ResolversTypes['Residence']>, ParentType, ContextType>;
  residency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sex?: Resolver<Maybe<ResolversTypes['Sex']>, ParentType, ContextType>;
  territories?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type PersonConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PersonConnection'] = ResolversParentTypes['PersonConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PersonEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PersonEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PersonEdge'] = ResolversParentTypes['PersonEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType>;
};

export type PersonNameResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PersonName'] = ResolversParentTypes['PersonName']> = {
  familyName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givenName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  validFrom?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  validTo?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  person?: Resolver<Maybe<ResolversTypes['Person']>, ParentType, ContextType, RequireFields<QueryPersonArgs, 'personalCode'>>;
  persons?: Resolver<Maybe<ResolversTypes['PersonConnection']>, ParentType, ContextType, Partial<QueryPersonsArgs>>;
};

export type ResidenceResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Residence'] = ResolversParentTypes['Residence']> = {
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  foreignAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  Address?: AddressResolvers<ContextType>;
  Date?: GraphQLScalarType;
  FamilyRelation?: FamilyRelationResolvers<ContextType>;
  IdentityDocument?: IdentityDocumentResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PersonConnection?: PersonConnectionResolvers<ContextType>;
  PersonEdge?: PersonEdgeResolvers<ContextType>;
  PersonName?: PersonNameResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Residence?: ResidenceResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  hot?: HotDirectiveResolver<any, any, ContextType>;
  lookup?: LookupDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
