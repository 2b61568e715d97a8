import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AddressRow } from './source.ts';
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
  /** Municipality or state city (novads, valstspilsēta) */
  adminUnit: Maybe<Scalars['String']['output']>;
  /** ATVK code of the administrative territory */
  atvk: Maybe<Scalars['String']['output']>;
  /** VARIS code (adreses kods) */
  code: Maybe<Scalars['String']['output']>;
  /** Full text of the address (locn:fullAddress) */
  fullAddress: Maybe<Scalars['String']['output']>;
  /** VARIS code, for joins */
  id: Scalars['ID']['output'];
  /** Level in the address tree */
  kind: Maybe<AddressKind>;
  /** WGS 84 latitude, degrees */
  latitude: Maybe<Scalars['Float']['output']>;
  /** Town, parish or village */
  locality: Maybe<Scalars['String']['output']>;
  /** WGS 84 longitude, degrees */
  longitude: Maybe<Scalars['Float']['output']>;
  /** ATVK code of the municipality or state city */
  municipality: Maybe<Scalars['String']['output']>;
  /** Own name or number at its level */
  name: Maybe<Scalars['String']['output']>;
  /** Next higher address */
  parent: Maybe<Address>;
  /** Addresses directly below, in the order of their codes, at most 1,000 */
  parts: Maybe<Array<Address>>;
  /** Post code, LV-1010 */
  postCode: Maybe<Scalars['String']['output']>;
  /** Status: EKS existing, DEL deleted, ERR erroneous */
  status: Maybe<Scalars['String']['output']>;
  /** VARIS codes of the address and of everything above it, from below; null where the way up is broken */
  territories: Maybe<Array<Scalars['String']['output']>>;
  /** Street (locn:thoroughfare) */
  thoroughfare: Maybe<Scalars['String']['output']>;
};


/** An address of the State Address Register (Valsts adrešu reģistrs) */
export type AddressPartsArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A page of addresses */
export type AddressConnection = {
  __typename?: 'AddressConnection';
  /** Rows of the page with their cursors */
  edges: Array<AddressEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of addresses */
export type AddressEdge = {
  __typename?: 'AddressEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<Address>;
};

/** Level of an address in the VARIS tree (adresācijas objekta veids) */
export type AddressKind =
  /** Ēka vai apbūvei paredzēta zemes vienība */
  | 'BUILDING'
  /** Rajons, until 2009 */
  | 'DISTRICT'
  /** Novads */
  | 'MUNICIPALITY'
  /** Pagasts */
  | 'PARISH'
  /** Telpu grupa */
  | 'PREMISE_GROUP'
  /** Latvijas Republika */
  | 'REPUBLIC'
  /** Iela */
  | 'STREET'
  /** Pilsēta */
  | 'TOWN'
  /** Ciems */
  | 'VILLAGE';

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

export type Query = {
  __typename?: 'Query';
  /** One address by its VARIS code (adreses kods) */
  address: Maybe<Address>;
  /** Addresses by text, post code, kind or parent, in the order of their codes */
  addresses: Maybe<AddressConnection>;
};


export type QueryAddressArgs = {
  code: Scalars['String']['input'];
  scope?: InputMaybe<RowScope>;
};


export type QueryAddressesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kind?: InputMaybe<AddressKind>;
  parentCode?: InputMaybe<Scalars['String']['input']>;
  postCode?: InputMaybe<Scalars['String']['input']>;
  scope?: InputMaybe<RowScope>;
  text?: InputMaybe<Scalars['String']['input']>;
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
  Address: Address;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Address:
    ( { __typename: 'Address' }
    & GraphQLRecursivePick<FederationTypes['Address'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<AddressRow>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  AddressConnection: ResolverTypeWrapper<Partial<Omit<AddressConnection, 'edges'> & { edges: Array<ResolversTypes['AddressEdge']> }>>;
  AddressEdge: ResolverTypeWrapper<Partial<Omit<AddressEdge, 'node'> & { node?: Maybe<ResolversTypes['Address']> }>>;
  AddressKind: ResolverTypeWrapper<Partial<AddressKind>>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RowCondition: ResolverTypeWrapper<Partial<RowCondition>>;
  RowScope: ResolverTypeWrapper<Partial<RowScope>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: AddressRow;
  ID: Partial<Scalars['ID']['output']>;
  Float: Partial<Scalars['Float']['output']>;
  AddressConnection: Partial<Omit<AddressConnection, 'edges'> & { edges: Array<ResolversParentTypes['AddressEdge']> }>;
  AddressEdge: Partial<Omit<AddressEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Address']> }>;
  Date: Partial<Scalars['Date']['output']>;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
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

export type AddressResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address'], FederationReferenceType extends FederationReferenceTypes['Address'] = FederationReferenceTypes['Address']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Address']> | FederationReferenceType, FederationReferenceType, ContextType>;
  adminUnit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  atvk?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['AddressKind']>, ParentType, ContextType>;
  latitude?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  locality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  longitude?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  municipality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  parts?: Resolver<Maybe<Array<ResolversTypes['Address']>>, ParentType, ContextType, Partial<AddressPartsArgs>>;
  postCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  territories?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  thoroughfare?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AddressConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AddressConnection'] = ResolversParentTypes['AddressConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AddressEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AddressEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['AddressEdge'] = ResolversParentTypes['AddressEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType, RequireFields<QueryAddressArgs, 'code'>>;
  addresses?: Resolver<Maybe<ResolversTypes['AddressConnection']>, ParentType, ContextType, RequireFields<QueryAddressesArgs, 'first'>>;
};

export type Resolvers<ContextType = unknown> = {
  Address?: AddressResolvers<ContextType>;
  AddressConnection?: AddressConnectionResolvers<ContextType>;
  AddressEdge?: AddressEdgeResolvers<ContextType>;
  Date?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  hot?: HotDirectiveResolver<any, any, ContextType>;
  lookup?: LookupDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
