import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PropertyRow, ParcelRow, BuildingRow, PremiseGroupRow, OwnershipRow, LegalEntityReference, PersonReference } from './source.ts';
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

/** A building or engineering structure (būve) */
export type Building = {
  __typename?: 'Building';
  /** Address, by VARIS code */
  address: Maybe<Address>;
  /** Total area, square metres */
  area: Maybe<Scalars['Float']['output']>;
  /** Cadastral designation, 14 digits */
  cadastralNumber: Maybe<Scalars['String']['output']>;
  /** Physical depreciation, V1 to V5 or per cent */
  depreciation: Maybe<Scalars['String']['output']>;
  /** Floors above ground */
  groundFloors: Maybe<Scalars['Int']['output']>;
  /** Cadastral designation, for joins */
  id: Scalars['ID']['output'];
  /** Name */
  name: Maybe<Scalars['String']['output']>;
  /** Premise groups in the building */
  premiseGroups: Maybe<Array<PremiseGroup>>;
  /** Floors below ground */
  undergroundFloors: Maybe<Scalars['Int']['output']>;
  /** Code of the kind of use */
  useCode: Maybe<Scalars['String']['output']>;
  /** Kind of use in Latvian */
  useLabel: Maybe<Scalars['String']['output']>;
  /** Year of first use */
  usedSinceYear: Maybe<Scalars['String']['output']>;
};


/** A building or engineering structure (būve) */
export type BuildingPremiseGroupsArgs = {
  scope?: InputMaybe<RowScope>;
};

/** An encumbrance of a property (apgrūtinājums) */
export type Encumbrance = {
  __typename?: 'Encumbrance';
  /** Area, square metres */
  area: Maybe<Scalars['Float']['output']>;
  /** Date of establishment */
  establishedOn: Maybe<Scalars['Date']['output']>;
  /** Code of the kind */
  kindCode: Maybe<Scalars['String']['output']>;
  /** Kind in Latvian */
  kindLabel: Maybe<Scalars['String']['output']>;
  /** Measure as written in the cadastre */
  measure: Maybe<Scalars['String']['output']>;
  /** Number */
  number: Maybe<Scalars['String']['output']>;
};

/** A purpose of use of land (nekustamā īpašuma lietošanas mērķis) */
export type LandPurpose = {
  __typename?: 'LandPurpose';
  /** Area, square metres */
  area: Maybe<Scalars['Float']['output']>;
  /** Code, 0601 */
  code: Maybe<Scalars['String']['output']>;
  /** Name in Latvian */
  label: Maybe<Scalars['String']['output']>;
};

/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntity = {
  __typename?: 'LegalEntity';
  /** Registration number, for joins */
  id: Scalars['ID']['output'];
  /** Properties that the legal entity owns or holds */
  properties: Maybe<Array<Property>>;
};


/** A legal entity of the Register of Enterprises (Uzņēmumu reģistrs) */
export type LegalEntityPropertiesArgs = {
  scope?: InputMaybe<RowScope>;
};

/** An owner: a person or a legal entity */
export type Owner = LegalEntity | Person;

/** A right to a property, with its share (īpašumtiesības) */
export type Ownership = {
  __typename?: 'Ownership';
  /** The owner, where the cadastre identifies one */
  owner: Maybe<Owner>;
  /** Kind of owner, fiziska persona */
  ownerKind: Maybe<Scalars['String']['output']>;
  /** Share, 1/2 */
  share: Maybe<Scalars['String']['output']>;
  /** First day */
  since: Maybe<Scalars['Date']['output']>;
  /** Kind of right, Īpašnieks */
  status: Maybe<Scalars['String']['output']>;
  /** Id of the data subject: personal code, or the row where the cadastre does not say it; none for other owners */
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

/** A parcel (zemes vienība) */
export type Parcel = {
  __typename?: 'Parcel';
  /** Address, by VARIS code */
  address: Maybe<Address>;
  /** Area, square metres */
  area: Maybe<Scalars['Float']['output']>;
  /** ATVK code of the municipality */
  atvk: Maybe<Scalars['String']['output']>;
  /** Buildings that stand on the parcel */
  buildings: Maybe<Array<Building>>;
  /** Cadastral designation (kadastra apzīmējums) */
  cadastralNumber: Maybe<Scalars['String']['output']>;
  /** Cadastral designation, for joins */
  id: Scalars['ID']['output'];
  /** Purposes of use (lietošanas mērķi) */
  landPurposes: Maybe<Array<LandPurpose>>;
  /** Status */
  status: Maybe<Scalars['String']['output']>;
};


/** A parcel (zemes vienība) */
export type ParcelBuildingsArgs = {
  scope?: InputMaybe<RowScope>;
};


/** A parcel (zemes vienība) */
export type ParcelLandPurposesArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A natural person (Fizisko personu reģistrs; person:Person) */
export type Person = {
  __typename?: 'Person';
  /** Every personal code that the person has had */
  codes: Maybe<Array<Maybe<Scalars['String']['output']>>>;
  /** Personal code as the referring registry holds it, for joins */
  id: Scalars['ID']['output'];
  /** Properties that the person owns or holds (īpašumi) */
  properties: Maybe<Array<Property>>;
};


/** A natural person (Fizisko personu reģistrs; person:Person) */
export type PersonPropertiesArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A premise group: a flat or other part of a building (telpu grupa) */
export type PremiseGroup = {
  __typename?: 'PremiseGroup';
  /** Address, by VARIS code */
  address: Maybe<Address>;
  /** Area, square metres */
  area: Maybe<Scalars['Float']['output']>;
  /** Cadastral designation, 17 digits */
  cadastralNumber: Maybe<Scalars['String']['output']>;
  /** Floor */
  floor: Maybe<Scalars['String']['output']>;
  /** Cadastral designation, for joins */
  id: Scalars['ID']['output'];
  /** Name */
  name: Maybe<Scalars['String']['output']>;
  /** Number of rooms */
  premiseCount: Maybe<Scalars['Int']['output']>;
  /** Kind of use in Latvian */
  useLabel: Maybe<Scalars['String']['output']>;
};

/** An immovable property (nekustamais īpašums) */
export type Property = {
  __typename?: 'Property';
  /** Address, by VARIS code: the property's own, or that of its first premise group, building or parcel that has one */
  address: Maybe<Address>;
  /** Buildings (būves) */
  buildings: Maybe<Array<Building>>;
  /** Cadastral number (kadastra numurs) */
  cadastralNumber: Maybe<Scalars['String']['output']>;
  /** Encumbrances of the property and of its parts (apgrūtinājumi) */
  encumbrances: Maybe<Array<Encumbrance>>;
  /** Cadastral number, for joins */
  id: Scalars['ID']['output'];
  /** Kind, Zemes un būvju īpašums */
  kind: Maybe<Scalars['String']['output']>;
  /** Land register folio (zemesgrāmatas nodalījums) */
  landbookFolio: Maybe<Scalars['String']['output']>;
  /** ATVK code of the municipality where it lies */
  municipality: Maybe<Scalars['String']['output']>;
  /** Name */
  name: Maybe<Scalars['String']['output']>;
  /** Ownerships with shares (īpašumtiesības) */
  ownerships: Maybe<Array<Ownership>>;
  /** Total area of parcels, square metres */
  parcelArea: Maybe<Scalars['Float']['output']>;
  /** Parcels (zemes vienības) */
  parcels: Maybe<Array<Parcel>>;
  /** Total area of premise groups, square metres */
  premiseGroupArea: Maybe<Scalars['Float']['output']>;
  /** Premise groups (telpu grupas) */
  premiseGroups: Maybe<Array<PremiseGroup>>;
  /** Cadastral values: as stated of the property, or else those of its parts together, each by the property's share */
  valuation: Maybe<Valuation>;
};


/** An immovable property (nekustamais īpašums) */
export type PropertyBuildingsArgs = {
  scope?: InputMaybe<RowScope>;
};


/** An immovable property (nekustamais īpašums) */
export type PropertyEncumbrancesArgs = {
  scope?: InputMaybe<RowScope>;
};


/** An immovable property (nekustamais īpašums) */
export type PropertyOwnershipsArgs = {
  scope?: InputMaybe<RowScope>;
};


/** An immovable property (nekustamais īpašums) */
export type PropertyParcelsArgs = {
  scope?: InputMaybe<RowScope>;
};


/** An immovable property (nekustamais īpašums) */
export type PropertyPremiseGroupsArgs = {
  scope?: InputMaybe<RowScope>;
};

/** A page of properties */
export type PropertyConnection = {
  __typename?: 'PropertyConnection';
  /** Rows of the page with their cursors */
  edges: Array<PropertyEdge>;
  /** Where the page starts and ends */
  pageInfo: PageInfo;
};

/** A row of a page of properties */
export type PropertyEdge = {
  __typename?: 'PropertyEdge';
  /** Position of the row */
  cursor: Scalars['String']['output'];
  /** The row */
  node: Maybe<Property>;
};

export type Query = {
  __typename?: 'Query';
  /** Properties by numbers, kind, municipality or land register folio, in the order of their numbers */
  properties: Maybe<PropertyConnection>;
  /** One property by its cadastral number (kadastra numurs) */
  property: Maybe<Property>;
};


export type QueryPropertiesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  cadastralNumbers?: InputMaybe<Array<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kind?: InputMaybe<Scalars['String']['input']>;
  landbookFolio?: InputMaybe<Scalars['String']['input']>;
  municipality?: InputMaybe<Scalars['String']['input']>;
  scope?: InputMaybe<RowScope>;
};


export type QueryPropertyArgs = {
  cadastralNumber: Scalars['String']['input'];
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

/** Cadastral values of a property (kadastrālā vērtība) */
export type Valuation = {
  __typename?: 'Valuation';
  /** Fiscal value, EUR */
  fiscal: Maybe<Scalars['Float']['output']>;
  /** Date of the fiscal value */
  fiscalOn: Maybe<Scalars['Date']['output']>;
  /** Universal value, EUR */
  universal: Maybe<Scalars['Float']['output']>;
  /** Date of the universal value */
  universalOn: Maybe<Scalars['Date']['output']>;
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
  Building: Building;
  LegalEntity: LegalEntity;
  Parcel: Parcel;
  Person: Person;
  PremiseGroup: PremiseGroup;
  Property: Property;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Building:
    ( { __typename: 'Building' }
    & GraphQLRecursivePick<FederationTypes['Building'], {"id":true}> );
  LegalEntity:
    ( { __typename: 'LegalEntity' }
    & GraphQLRecursivePick<FederationTypes['LegalEntity'], {"id":true}> );
  Parcel:
    ( { __typename: 'Parcel' }
    & GraphQLRecursivePick<FederationTypes['Parcel'], {"id":true}> );
  Person:
    ( { __typename: 'Person' }
    & GraphQLRecursivePick<FederationTypes['Person'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Person'], {"codes":true}> ) );
  PremiseGroup:
    ( { __typename: 'PremiseGroup' }
    & GraphQLRecursivePick<FederationTypes['PremiseGroup'], {"id":true}> );
  Property:
    ( { __typename: 'Property' }
    & GraphQLRecursivePick<FederationTypes['Property'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Owner:
    | ( LegalEntityReference )
    | ( PersonReference )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Address: ResolverTypeWrapper<Partial<Address>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Building: ResolverTypeWrapper<BuildingRow>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  Date: ResolverTypeWrapper<Partial<Scalars['Date']['output']>>;
  Encumbrance: ResolverTypeWrapper<Partial<Encumbrance>>;
  LandPurpose: ResolverTypeWrapper<Partial<LandPurpose>>;
  LegalEntity: ResolverTypeWrapper<LegalEntityReference>;
  Owner: Partial<ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Owner']>>;
  Ownership: ResolverTypeWrapper<OwnershipRow>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  Parcel: ResolverTypeWrapper<ParcelRow>;
  Person: ResolverTypeWrapper<PersonReference>;
  PremiseGroup: ResolverTypeWrapper<PremiseGroupRow>;
  Property: ResolverTypeWrapper<PropertyRow>;
  PropertyConnection: ResolverTypeWrapper<Partial<Omit<PropertyConnection, 'edges'> & { edges: Array<ResolversTypes['PropertyEdge']> }>>;
  PropertyEdge: ResolverTypeWrapper<Partial<Omit<PropertyEdge, 'node'> & { node?: Maybe<ResolversTypes['Property']> }>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RowCondition: ResolverTypeWrapper<Partial<RowCondition>>;
  RowScope: ResolverTypeWrapper<Partial<RowScope>>;
  Valuation: ResolverTypeWrapper<Partial<Valuation>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Address: Partial<Address>;
  ID: Partial<Scalars['ID']['output']>;
  Building: BuildingRow;
  Float: Partial<Scalars['Float']['output']>;
  Date: Partial<Scalars['Date']['output']>;
  Encumbrance: Partial<Encumbrance>;
  LandPurpose: Partial<LandPurpose>;
  LegalEntity: LegalEntityReference;
  Owner: Partial<ResolversUnionTypes<ResolversParentTypes>['Owner']>;
  Ownership: OwnershipRow;
  PageInfo: Partial<PageInfo>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  Parcel: ParcelRow;
  Person: PersonReference;
  PremiseGroup: PremiseGroupRow;
  Property: PropertyRow;
  PropertyConnection: Partial<Omit<PropertyConnection, 'edges'> & { edges: Array<ResolversParentTypes['PropertyEdge']> }>;
  PropertyEdge: Partial<Omit<PropertyEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Property']> }>;
  Query: Record<PropertyKey, never>;
  RowCondition: Partial<RowCondition>;
  RowScope: Partial<RowScope>;
  Valuation: Partial<Valuation>;
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

export type BuildingResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Building'] = ResolversParentTypes['Building'], FederationReferenceType extends FederationReferenceTypes['Building'] = FederationReferenceTypes['Building']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Building']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  cadastralNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  depreciation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  groundFloors?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  premiseGroups?: Resolver<Maybe<Array<ResolversTypes['PremiseGroup']>>, ParentType, ContextType, Partial<BuildingPremiseGroupsArgs>>;
  undergroundFloors?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  useCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  useLabel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usedSinceYear?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export type EncumbranceResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Encumbrance'] = ResolversParentTypes['Encumbrance']> = {
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  establishedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  kindCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kindLabel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  measure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LandPurposeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LandPurpose'] = ResolversParentTypes['LandPurpose']> = {
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity'], FederationReferenceType extends FederationReferenceTypes['LegalEntity'] = FederationReferenceTypes['LegalEntity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['LegalEntity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  properties?: Resolver<Maybe<Array<ResolversTypes['Property']>>, ParentType, ContextType, Partial<LegalEntityPropertiesArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OwnerResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Owner'] = ResolversParentTypes['Owner']> = {
  __resolveType: TypeResolveFn<'LegalEntity' | 'Person', ParentType, ContextType>;
};

export type OwnershipResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Ownership'] = ResolversParentTypes['Ownership']> = {
  owner?: Resolver<Maybe<ResolversTypes['Owner']>, ParentType, ContextType>;
  ownerKind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  share?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParcelResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Parcel'] = ResolversParentTypes['Parcel'], FederationReferenceType extends FederationReferenceTypes['Parcel'] = FederationReferenceTypes['Parcel']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Parcel']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  atvk?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  buildings?: Resolver<Maybe<Array<ResolversTypes['Building']>>, ParentType, ContextType, Partial<ParcelBuildingsArgs>>;
  cadastralNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  landPurposes?: Resolver<Maybe<Array<ResolversTypes['LandPurpose']>>, ParentType, ContextType, Partial<ParcelLandPurposesArgs>>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PersonResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Person'] = ResolversParentTypes['Person'], FederationReferenceType extends FederationReferenceTypes['Person'] = FederationReferenceTypes['Person']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Person']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  properties?: Resolver<Maybe<Array<ResolversTypes['Property']>>, ParentType, ContextType, Partial<PersonPropertiesArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PremiseGroupResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PremiseGroup'] = ResolversParentTypes['PremiseGroup'], FederationReferenceType extends FederationReferenceTypes['PremiseGroup'] = FederationReferenceTypes['PremiseGroup']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['PremiseGroup']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  area?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  cadastralNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  floor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  premiseCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  useLabel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PropertyResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Property'] = ResolversParentTypes['Property'], FederationReferenceType extends FederationReferenceTypes['Property'] = FederationReferenceTypes['Property']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Property']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  buildings?: Resolver<Maybe<Array<ResolversTypes['Building']>>, ParentType, ContextType, Partial<PropertyBuildingsArgs>>;
  cadastralNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encumbrances?: Resolver<Maybe<Array<ResolversTypes['Encumbrance']>>, ParentType, ContextType, Partial<PropertyEncumbrancesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  landbookFolio?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  municipality?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerships?: Resolver<Maybe<Array<ResolversTypes['Ownership']>>, ParentType, ContextType, Partial<PropertyOwnershipsArgs>>;
  parcelArea?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  parcels?: Resolver<Maybe<Array<ResolversTypes['Parcel']>>, ParentType, ContextType, Partial<PropertyParcelsArgs>>;
  premiseGroupArea?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  premiseGroups?: Resolver<Maybe<Array<ResolversTypes['PremiseGroup']>>, ParentType, ContextType, Partial<PropertyPremiseGroupsArgs>>;
  valuation?: Resolver<Maybe<ResolversTypes['Valuation']>, ParentType, ContextType>;
};

export type PropertyConnectionResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PropertyConnection'] = ResolversParentTypes['PropertyConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PropertyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PropertyEdgeResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['PropertyEdge'] = ResolversParentTypes['PropertyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  properties?: Resolver<Maybe<ResolversTypes['PropertyConnection']>, ParentType, ContextType, Partial<QueryPropertiesArgs>>;
  property?: Resolver<Maybe<ResolversTypes['Property']>, ParentType, ContextType, RequireFields<QueryPropertyArgs, 'cadastralNumber'>>;
};

export type ValuationResolvers<ContextType = unknown, ParentType extends ResolversParentTypes['Valuation'] = ResolversParentTypes['Valuation']> = {
  fiscal?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  fiscalOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  universal?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  universalOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = unknown> = {
  Address?: AddressResolvers<ContextType>;
  Building?: BuildingResolvers<ContextType>;
  Date?: GraphQLScalarType;
  Encumbrance?: EncumbranceResolvers<ContextType>;
  LandPurpose?: LandPurposeResolvers<ContextType>;
  LegalEntity?: LegalEntityResolvers<ContextType>;
  Owner?: OwnerResolvers<ContextType>;
  Ownership?: OwnershipResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Parcel?: ParcelResolvers<ContextType>;
  Person?: PersonResolvers<ContextType>;
  PremiseGroup?: PremiseGroupResolvers<ContextType>;
  Property?: PropertyResolvers<ContextType>;
  PropertyConnection?: PropertyConnectionResolvers<ContextType>;
  PropertyEdge?: PropertyEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Valuation?: ValuationResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = unknown> = {
  hot?: HotDirectiveResolver<any, any, ContextType>;
  lookup?: LookupDirectiveResolver<any, any, ContextType>;
  personal?: PersonalDirectiveResolver<any, any, ContextType>;
  scopes?: ScopesDirectiveResolver<any, any, ContextType>;
};
