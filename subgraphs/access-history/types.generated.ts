import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ShownRecord } from './source.ts';
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

/** Which records of a history; what is not given is not asked */
export type AccessHistoryFilter = {
  /** Organisation that asked, by its name */
  organisation?: InputMaybe<Scalars['String']['input']>;
  /** What became of the request: one of these */
  outcomes?: InputMaybe<Array<AccessOutcome>>;
  /** Purpose, as the agreement states it */
  purpose?: InputMaybe<Scalars['String']['input']>;
  /** When the request came at the earliest */
  since?: InputMaybe<Scalars['DateTime']['input']>;
  /** When the request came at the latest, excluded */
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What became of a request for a person's data */
export type AccessOutcome =
  /** The person was asked for and not found */
  | 'NOT_FOUND'
  /** Some of it was released */
  | 'PARTLY'
  /** Nothing was released */
  | 'REFUSED'
  /** Everything asked was released */
  | 'RELEASED'
  /** The person was seen in a search result and not opened */
  | 'SEARCH_HIT';

/** What a person's data was used for in one request */
export type AccessRecord = {
  __typename?: 'AccessRecord';
  /** Application that asked */
  application: Maybe<Scalars['String']['output']>;
  /** When the request came */
  at: Maybe<Scalars['DateTime']['output']>;
  /** Official's case reference, where one was given */
  case: Maybe<Scalars['String']['output']>;
  /** Id of the organisation that asked */
  consumer: Maybe<Scalars['String']['output']>;
  /** Type of what was asked for, Person */
  entity: Maybe<Scalars['String']['output']>;
  /** What was released and withheld, in words (ieraksta dati) */
  fields: Maybe<Array<RecordedField>>;
  /** Whether the registries still said what was released; none in records from before this was kept (datu svaigums) */
  freshness: Maybe<Freshness>;
  /** Id of the record */
  id: Maybe<Scalars['String']['output']>;
  /** Legal basis that the agreement states */
  legalBasis: Maybe<Scalars['String']['output']>;
  /** Organisation that asked */
  organisation: Maybe<Scalars['String']['output']>;
  /** What became of the request */
  outcome: Maybe<AccessOutcome>;
  /** Number of the agreement under which it asked */
  permission: Maybe<Scalars['String']['output']>;
  /** Shows that the record is in the log: a C2SP tlog-proof; none until the log is sealed, a second later (ieraksta pierādījums) */
  proof: Maybe<Scalars['String']['output']>;
  /** Purpose that the agreement states */
  purpose: Maybe<Scalars['String']['output']>;
  /** Registries that gave something */
  registries: Maybe<Array<Scalars['String']['output']>>;
  /** Schema coordinates that were released */
  released: Maybe<Array<Scalars['String']['output']>>;
  /** W3C trace id of the request, where one was given */
  trace: Maybe<Scalars['String']['output']>;
  /** Schema coordinates that were asked and withheld */
  withheld: Maybe<Array<Scalars['String']['output']>>;
};


/** What a person's data was used for in one request */
export type AccessRecordFieldsArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A page of access records */
export type AccessRecordConnection = {
  __typename?: 'AccessRecordConnection';
  /** Rows of the page with their cursors */
  edges: Array<AccessRecordEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of access records */
export type AccessRecordEdge = {
  __typename?: 'AccessRecordEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<AccessRecord>;
};

/** How often one organisation asked for one attribute on one day for one purpose, with one outcome */
export type AccessStatistic = {
  __typename?: 'AccessStatistic';
  /** Schema coordinate that was asked for */
  attribute: Maybe<Scalars['String']['output']>;
  /** Id of the organisation that asked */
  consumer: Maybe<Scalars['String']['output']>;
  /** Day, in Riga */
  day: Maybe<Scalars['Date']['output']>;
  /** How many requests asked for it */
  operations: Maybe<Scalars['Int']['output']>;
  /** Its name */
  organisation: Maybe<Scalars['String']['output']>;
  /** What became of the requests */
  outcome: Maybe<RequestOutcome>;
  /** Purpose that the agreement states; none where there was no valid agreement */
  purpose: Maybe<Scalars['String']['output']>;
  /** How many people these requests were about, counted anew in each */
  subjects: Maybe<Scalars['Int']['output']>;
};

/** A page of statistics */
export type AccessStatisticConnection = {
  __typename?: 'AccessStatisticConnection';
  /** Rows of the page with their cursors */
  edges: Array<AccessStatisticEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of statistics */
export type AccessStatisticEdge = {
  __typename?: 'AccessStatisticEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<AccessStatistic>;
};

/** What became of a field */
export type FieldOutcome =
  /** The organisation was given it */
  | 'RELEASED'
  /** The organisation asked for it and was not given it */
  | 'WITHHELD';

/** How sure it was that the registries still said what was released about a person */
export type Freshness =
  /** They had just said it, or would have told of a change */
  | 'FRESH'
  /** They could not be asked; it was so when they last could be, and that was long before */
  | 'STALE'
  /** They could not be asked; it was so when they last could be, a short time before */
  | 'UNVERIFIED';

/** A language in which something is said */
export type Language =
  /** English */
  | 'EN'
  /** Latviešu valoda */
  | 'LV';

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
  /** Who used the person's data, for what and when, the latest first (piekļuves vēsture) */
  accessHistory: Maybe<AccessRecordConnection>;
  /** Shows that no record is missing from the history, up to a signed checkpoint of the log: JSON that docs/audit-log-format.md explains (piekļuves vēstures pierādījums) */
  accessHistoryProof: Maybe<Scalars['String']['output']>;
  /** Every personal code that the person has had */
  codes: Maybe<Array<Maybe<Scalars['String']['output']>>>;
  /** Personal code as the referring registry holds it, for joins */
  id: Scalars['ID']['output'];
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonAccessHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccessHistoryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  scope?: InputMaybe<RowScope>;
};

export type Query = {
  __typename?: 'Query';
  /** How often which attributes were asked for, by day, organisation and purpose, without personal data (piekļuves statistika) */
  accessStatistics: Maybe<AccessStatisticConnection>;
};


export type QueryAccessStatisticsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  scope?: InputMaybe<RowScope>;
  since?: InputMaybe<Scalars['Date']['input']>;
  until?: InputMaybe<Scalars['Date']['input']>;
};

/** A field or an argument of the schema that was asked for, about the person */
export type RecordedField = {
  __typename?: 'RecordedField';
  /** Schema coordinate, Person.dateOfBirth */
  coordinate: Maybe<Scalars['String']['output']>;
  /** What it is, in words (nosaukums) */
  label: Maybe<Scalars['String']['output']>;
  /** Whether it was released */
  outcome: Maybe<FieldOutcome>;
};


/** A field or an argument of the schema that was asked for, about the person */
export type RecordedFieldLabelArgs = {
  language?: InputMaybe<Language>;
};

/** What became of a request as a whole */
export type RequestOutcome =
  /** It failed */
  | 'FAILED'
  /** It was refused */
  | 'REFUSED'
  /** It was answered; something may have been withheld */
  | 'RELEASED';

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
  Person: Person;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}> ) );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessHistoryFilter: ResolverTypeWrapper<Partial<AccessHistoryFilter>>;
  AccessOutcome: ResolverTypeWrapper<Partial<AccessOutcome>>;
  AccessRecord: ResolverTypeWrapper<ShownRecord>;
  AccessRecordConnection: ResolverTypeWrapper<Partial<Omit<AccessRecordConnection, 'edges'> & { edges: Array<ResolversTypes['AccessRecordEdge']> }>>;
  AccessRecordEdge: ResolverTypeWrapper<Partial<Omit<AccessRecordEdge, 'node'> & { node?: Maybe<ResolversTypes['AccessRecord']> }>>;
  AccessStatistic: ResolverTypeWrapper<Partial<AccessStatistic>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  AccessStatisticConnection: ResolverTypeWrapper<Partial<AccessStatisticConnection>>;
  AccessStatisticEdge: ResolverTypeWrapper<Partial<AccessStatisticEdge>>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  FieldOutcome: ResolverTypeWrapper<Partial<FieldOutcome>>;
  Freshness: ResolverTypeWrapper<Partial<Freshness>>;
  Language: ResolverTypeWrapper<Partial<Language>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Person: ResolverTypeWrapper<Partial<Omit<Person, 'accessHistory'> & { accessHistory?: Maybe<ResolversTypes['AccessRecordConnection']> }>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecordedField: ResolverTypeWrapper<Partial<RecordedField>>;
  RequestOutcome: ResolverTypeWrapper<Partial<RequestOutcome>>;
  RowCondition: ResolverTypeWrapper<Partial<RowCondition>>;
  RowScope: ResolverTypeWrapper<Partial<RowScope>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessHistoryFilter: Partial<AccessHistoryFilter>;
  AccessRecord: ShownRecord;
  AccessRecordConnection: Partial<Omit<AccessRecordConnection, 'edges'> & { edges: Array<ResolversParentTypes['AccessRecordEdge']> }>;
  AccessRecordEdge: Partial<Omit<AccessRecordEdge, 'node'> & { node?: Maybe<ResolversParentTypes['AccessRecord']> }>;
  AccessStatistic: Partial<AccessStatistic>;
  Int: Partial<Scalars['Int']['output']>;
  AccessStatisticConnection: Partial<AccessStatisticConnection>;
  AccessStatisticEdge: Partial<AccessStatisticEdge>;
  Date: Partial<Scalars['Date']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Person: Partial<Omit<Person, 'accessHistory'> & { accessHistory?: Maybe<ResolversParentTypes['AccessRecordConnection']> } | FederationReferenceTypes['Person']>;
  ID: Partial<Scalars['ID']['output']>;
  Query: Record<PropertyKey, never>;
  RecordedField: Partial<RecordedField>;
  RowCondition: Partial<RowCondition>;
  RowScope: Partial<RowScope>;
  String: Partial<Scalars['String']['output']>;
};

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

export type AccessRecordResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessRecord'] = ResolversParentTypes['AccessRecord']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  case?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  entity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<Maybe<Array<ResolversTypes['RecordedField']>>, ParentType, ContextType, Partial<AccessRecordFieldsArgs>>;
  freshness?: Resolver<Maybe<ResolversTypes['Freshness']>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  legalBasis?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['AccessOutcome']>, ParentType, ContextType>;
  permission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  proof?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registries?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  released?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  trace?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  withheld?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type AccessRecordConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessRecordConnection'] = ResolversParentTypes['AccessRecordConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccessRecordEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccessRecordEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessRecordEdge'] = ResolversParentTypes['AccessRecordEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AccessRecord']>, ParentType, ContextType>;
};

export type AccessStatisticResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessStatistic'] = ResolversParentTypes['AccessStatistic']> = {
  attribute?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  consumer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  day?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  operations?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  organisation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['RequestOutcome']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subjects?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AccessStatisticConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessStatisticConnection'] = ResolversParentTypes['AccessStatisticConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccessStatisticEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccessStatisticEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AccessStatisticEdge'] = ResolversParentTypes['AccessStatisticEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AccessStatistic']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accessHistory?: Resolver<Maybe<ResolversTypes['AccessRecordConnection']>, ParentType, ContextType, RequireFields<PersonAccessHistoryArgs, 'first'>>;
  accessHistoryProof?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  accessStatistics?: Resolver<Maybe<ResolversTypes['AccessStatisticConnection']>, ParentType, ContextType, RequireFields<QueryAccessStatisticsArgs, 'first'>>;
};

export type RecordedFieldResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['RecordedField'] = ResolversParentTypes['RecordedField']> = {
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, RequireFields<RecordedFieldLabelArgs, 'language'>>;
  outcome?: Resolver<Maybe<ResolversTypes['FieldOutcome']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  AccessRecord?: AccessRecordResolvers<ContextType>;
  AccessRecordConnection?: AccessRecordConnectionResolvers<ContextType>;
  AccessRecordEdge?: AccessRecordEdgeResolvers<ContextType>;
  AccessStatistic?: AccessStatisticResolvers<ContextType>;
  AccessStatisticConnection?: AccessStatisticConnectionResolvers<ContextType>;
  AccessStatisticEdge?: AccessStatisticEdgeResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecordedField?: RecordedFieldResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  lookup?: LookupDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
