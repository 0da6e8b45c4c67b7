/** The linking part of the surface that clients are promised. */
export const PROMISED_LINKING = `
type Company implements Node { id: ID! name: String! externalId: String links: [CompanyLink!]! createdAt: DateTime! }
type CompanyConnection { edges: [CompanyEdge!]! nodes: [Company!]! pageInfo: PageInfo! }
type CompanyEdge { cursor: String! node: Company! }
enum LinkStatus { PENDING LINKED UNLINKED DEAUTHORIZED }
enum LinkStatusReason { LINK_REQUESTED CUSTOMER_CANCELLED COUNTRY_MISMATCH LINK_EXPIRED NO_BUSINESS NO_ACTIVE_SUBSCRIPTION RESOURCE_OWNER_MISSING DIFFERENT_BUSINESS PLATFORM_ERROR AWAITING_CHOICE LINKED RELINKED RECOVERED UNLINKED_BY_WORKSPACE REVOKED_OR_EXPIRED REFRESH_TOKEN_EXPIRED ROTATION_ANSWER_LOST TOKENS_UNREADABLE }
type CompanyLink implements Node { id: ID! company: Company! integration: Integration! credentialSet: CredentialSet status: LinkStatus! statusReason: LinkStatusReason! statusChangedAt: DateTime! countryCode: CountryCode business: Business availableBusinesses(first: Int = 50, after: String, search: String): BusinessConnection! linkedAt: DateTime refreshTokenExpiresAt: DateTime lastRefreshedAt: DateTime linkUrlExpiresAt: DateTime }
type BusinessConnection { edges: [BusinessEdge!]! nodes: [Business!]! pageInfo: PageInfo! }
type BusinessEdge { cursor: String! node: Business! }
type Business { id: String! name: String! countryCode: CountryCode isLead: Boolean! details: String }
input CreateCompanyInput { name: String! externalId: String }
union CreateCompanyResult = CreateCompanySuccess | ExternalIdTaken
type CreateCompanySuccess { company: Company! }
type ExternalIdTaken implements Problem { code: String! message: String! company: Company! }
input LinkCompanyInput { companyId: ID! integrationKey: String! countryCode: CountryCode returnUrl: URL }
union LinkCompanyResult = LinkCompanySuccess | CompanyNotFound | IntegrationNotFound | IntegrationDisabled | RegionNotSupported | AlreadyLinked | ReturnUrlNotAllowed
type LinkCompanySuccess { link: CompanyLink! linkUrl: URL! expiresAt: DateTime! warnings: [String!]! }
type CompanyNotFound implements Problem { code: String! message: String! }
type IntegrationDisabled implements Problem { code: String! message: String! }
type RegionNotSupported implements Problem { code: String! message: String! linkableCountries: [CountryCode!]! }
type AlreadyLinked implements Problem { code: String! message: String! link: CompanyLink! }
type ReturnUrlNotAllowed implements Problem { code: String! message: String! }
input ChooseBusinessInput { linkId: ID! businessId: String! }
union ChooseBusinessResult = ChooseBusinessSuccess | LinkNotFound | BusinessNotAvailable | BusinessDiffers | ChoiceNotOpen | SubscriptionInactive | PlatformUnavailable | IntegrationDisabled
type ChooseBusinessSuccess { link: CompanyLink! }
type LinkNotFound implements Problem { code: String! message: String! }
type BusinessNotAvailable implements Problem { code: String! message: String! }
type BusinessDiffers implements Problem { code: String! message: String! previous: Business! }
type ChoiceNotOpen implements Problem { code: String! message: String! }
type SubscriptionInactive implements Problem { code: String! message: String! }
input SetReturnUrlsInput { returnUrls: [URL!]! }
union SetReturnUrlsResult = SetReturnUrlsSuccess | ReturnUrlNotAllowed
type SetReturnUrlsSuccess { workspace: Workspace! }
input UnlinkCompanyInput { linkId: ID! }
union UnlinkCompanyResult = UnlinkCompanySuccess | LinkNotFound
type UnlinkCompanySuccess { link: CompanyLink! revokedAtPlatform: Boolean! }
type PlatformUnavailable implements Problem { code: String! message: String! retryAfterSeconds: Int }`;
