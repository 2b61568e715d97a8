import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A row condition, JSON in the form that `policies/model.ts` gives it */
  Condition: { input: unknown; output: unknown; }
  /** Moment in time, ISO 8601 with offset */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** What provider and consumer signed (vienošanās) */
export type Agreement = {
  readonly __typename?: 'Agreement';
  /** Whether a request must carry a case reference (lietas numurs) */
  readonly caseRequired: Scalars['Boolean']['output'];
  /** Id of the receiving organisation, as tokens carry it */
  readonly consumer: Scalars['String']['output'];
  /** What is forbidden, whatever is granted */
  readonly forbids: ReadonlyArray<Grant>;
  /** What is granted */
  readonly grants: ReadonlyArray<Grant>;
  /** Legal basis (tiesiskais pamats) */
  readonly legalBasis: Scalars['String']['output'];
  /** Its name (datu saņēmējs) */
  readonly organisation: Scalars['String']['output'];
  /** The number that requests name (atļaujas numurs) */
  readonly permission: Scalars['String']['output'];
  /** Purpose (datu izmantošanas mērķis) */
  readonly purpose: Scalars['String']['output'];
  /** active, suspended or ended */
  readonly status: Scalars['String']['output'];
  /** Begin of validity, included */
  readonly validFrom: Scalars['DateTime']['output'];
  /** End of validity, excluded; none: until further notice */
  readonly validTo?: Maybe<Scalars['DateTime']['output']>;
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

/** One line of an agreement */
export type Grant = {
  readonly __typename?: 'Grant';
  /** What must hold for each row; none: nothing */
  readonly condition?: Maybe<Scalars['Condition']['output']>;
  /** Schema coordinate */
  readonly coordinate: Scalars['String']['output'];
  /** Id, the reason in decisions */
  readonly id: Scalars['String']['output'];
};

/** All policies of one epoch */
export type PolicySet = {
  readonly __typename?: 'PolicySet';
  /** All agreements (vienošanās), also those that are suspended, ended or not yet valid */
  readonly agreements: ReadonlyArray<Agreement>;
  /** Registered applications (lietotnes) */
  readonly applications: ReadonlyArray<Application>;
  /** Number of the epoch; 0 where nothing has been published */
  readonly epoch: Scalars['Int']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** Everything that is in force, all of one epoch */
  readonly policySet: PolicySet;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


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





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Agreement: ResolverTypeWrapper<Partial<Agreement>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  Application: ResolverTypeWrapper<Partial<Application>>;
  Condition: ResolverTypeWrapper<Partial<Scalars['Condition']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  Grant: ResolverTypeWrapper<Partial<Grant>>;
  PolicySet: ResolverTypeWrapper<Partial<PolicySet>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Agreement: Partial<Agreement>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  String: Partial<Scalars['String']['output']>;
  Application: Partial<Application>;
  Condition: Partial<Scalars['Condition']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  Grant: Partial<Grant>;
  PolicySet: Partial<PolicySet>;
  Int: Partial<Scalars['Int']['output']>;
  Query: Record<PropertyKey, never>;
};

export type AgreementResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Agreement'] = ResolversParentTypes['Agreement']> = {
  caseRequired?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  consumer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  forbids?: Resolver<ReadonlyArray<ResolversTypes['Grant']>, ParentType, ContextType>;
  grants?: Resolver<ReadonlyArray<ResolversTypes['Grant']>, ParentType, ContextType>;
  legalBasis?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permission?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  validFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  validTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ApplicationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Application'] = ResolversParentTypes['Application']> = {
  consumer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  defaultPermission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface ConditionScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Condition'], any> {
  name: 'Condition';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type GrantResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Grant'] = ResolversParentTypes['Grant']> = {
  condition?: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicySetResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicySet'] = ResolversParentTypes['PolicySet']> = {
  agreements?: Resolver<ReadonlyArray<ResolversTypes['Agreement']>, ParentType, ContextType>;
  applications?: Resolver<ReadonlyArray<ResolversTypes['Application']>, ParentType, ContextType>;
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  policySet?: Resolver<ResolversTypes['PolicySet'], ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  Agreement?: AgreementResolvers<ContextType>;
  Application?: ApplicationResolvers<ContextType>;
  Condition?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Grant?: GrantResolvers<ContextType>;
  PolicySet?: PolicySetResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

