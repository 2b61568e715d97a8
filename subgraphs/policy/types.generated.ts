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
  /** An agreement in force or over, JSON in the form that `Agreement` in `policies/model.ts` gives it */
  AgreementTerms: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
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

/** All policies of one epoch */
export type PolicySet = {
  readonly __typename?: 'PolicySet';
  /** All agreements (vienošanās), also those that are suspended, ended or not yet valid */
  readonly agreements: ReadonlyArray<Scalars['AgreementTerms']['output']>;
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
  AgreementTerms: ResolverTypeWrapper<Partial<Scalars['AgreementTerms']['output']>>;
  Application: ResolverTypeWrapper<Partial<Application>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  PolicySet: ResolverTypeWrapper<Partial<PolicySet>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AgreementTerms: Partial<Scalars['AgreementTerms']['output']>;
  Application: Partial<Application>;
  String: Partial<Scalars['String']['output']>;
  PolicySet: Partial<PolicySet>;
  Int: Partial<Scalars['Int']['output']>;
  Query: Record<PropertyKey, never>;
  Boolean: Partial<Scalars['Boolean']['output']>;
};

export interface AgreementTermsScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['AgreementTerms'], any> {
  name: 'AgreementTerms';
}

export type ApplicationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Application'] = ResolversParentTypes['Application']> = {
  consumer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  defaultPermission?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicySetResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PolicySet'] = ResolversParentTypes['PolicySet']> = {
  agreements?: Resolver<ReadonlyArray<ResolversTypes['AgreementTerms']>, ParentType, ContextType>;
  applications?: Resolver<ReadonlyArray<ResolversTypes['Application']>, ParentType, ContextType>;
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  policySet?: Resolver<ResolversTypes['PolicySet'], ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  AgreementTerms?: GraphQLScalarType;
  Application?: ApplicationResolvers<ContextType>;
  PolicySet?: PolicySetResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
};

