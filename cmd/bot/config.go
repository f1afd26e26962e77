package main

// environment names every setting, with its default; docs/settings.md explains them. Values are text here: an empty
// one counts as not set, and parsing.go and its neighbours check them, so that all wrong ones are told of at once.
type environment struct {
	Database    databaseEnv
	Slack       slackEnv
	IIQ         iiqEnv
	Rules       rulesEnv
	Sensitivity sensitivityEnv
	HTTP        httpEnv
	Log         logEnv
	Tracing     tracingEnv
}

type databaseEnv struct {
	URL string `env:"DATABASE_URL"`
}

type slackEnv struct {
	AppToken string `env:"SLACK_APP_TOKEN"`
	BotToken string `env:"SLACK_BOT_TOKEN"`
	APIURL   string `env:"SLACK_API_URL,default=https://slack.com/api/"`
	Limits   string `env:"SLACK_LIMITS,default=on"`
}

type iiqEnv struct {
	URL             string `env:"IIQ_URL"`
	PublicURL       string `env:"IIQ_PUBLIC_URL"`
	ClientID        string `env:"IIQ_CLIENT_ID"`
	ClientSecret    string `env:"IIQ_CLIENT_SECRET"`
	PluginPath      string `env:"IIQ_PLUGIN_PATH,default=plugin/rest/moveworks-plugin"`
	ActionMethod    string `env:"IIQ_ACTION_METHOD,default=PUT"`
	PageSize        string `env:"IIQ_PAGE_SIZE,default=100"`
	Timeout         string `env:"IIQ_TIMEOUT,default=15s"`
	MaxConcurrency  string `env:"IIQ_MAX_CONCURRENCY,default=4"`
	IdentitySource  string `env:"IDENTITY_SOURCE,default=table"`
	SCIMUsername    string `env:"SCIM_USERNAME"`
	SCIMPassword    string `env:"SCIM_PASSWORD"`
	ESignAttribute  string `env:"IIQ_ESIGN_ATTRIBUTE,default=electronicSignature"`
	ActiveFilter    string `env:"IIQ_ACTIVE_FILTER,default=inactive == false"`
	IdentityColumns string `env:"IIQ_IDENTITY_COLUMNS,default=id,name,email,displayName,firstname,lastname,inactive,workgroup,manager.id,department"`
	ReviewColumns   string `env:"IIQ_REVIEW_COLUMNS,default=id,identity,targetDisplayName,summaryStatus,completed,created,modified,certification.id,certification.name,certification.expiration,certification.phase,certification.signed,certification.certifiers"`
	LinkWorkItem    string `env:"LINK_WORK_ITEM,default={root}/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/{id}"`
	LinkRequest     string `env:"LINK_REQUEST,default={root}/ui/rest/redirect?rp1=/identityRequest/identityRequest.jsf&rp2=/request/{name}"`
	LinkReview      string `env:"LINK_REVIEW,default={root}/ui/rest/redirect?rp1=/certification/certification.jsf&rp2=certification/{id}"`
}

type rulesEnv struct {
	PollInterval         string `env:"IIQ_POLL_INTERVAL,default=10s"`
	ReconcileInterval    string `env:"RECONCILE_INTERVAL,default=1m"`
	IdentitySyncInterval string `env:"IDENTITY_SYNC_INTERVAL,default=4h"`
	IdentityRefresh      string `env:"IDENTITY_REFRESH_INTERVAL,default=2m"`
	WorkgroupRefresh     string `env:"WORKGROUP_REFRESH,default=5m"`
	ReviewUpdateInterval string `env:"REVIEW_UPDATE_INTERVAL,default=10m"`
	DecisionKeep         string `env:"DECISION_KEEP,default=24h"`
	DenyComment          string `env:"DENY_COMMENT,default=required"`
	ApproveComment       string `env:"APPROVE_COMMENT,default=optional"`
	SelfApproval         string `env:"SELF_APPROVAL,default=view"`
	CardsAtOnce          string `env:"CARDS_AT_ONCE,default=3"`
	LinkOnlyTypes        string `env:"LINK_ONLY_TYPES,default=Delegation,Signoff,Challenge,ViolationReview,PolicyViolation,Form"`
	RemindAfter          string `env:"REMIND_AFTER,default=24h"`
	RemindHours          string `env:"REMIND_HOURS,default=09:00-17:00"`
	RemindDays           string `env:"REMIND_DAYS,default=Mon-Fri"`
	RemindTypes          string `env:"REMIND_TYPES,default=Approval,Certification,Delegation,Signoff,Challenge,ViolationReview,PolicyViolation,Form,Remediation,ManualAction"`
	Holidays             string `env:"HOLIDAYS"`
	TellRequester        string `env:"TELL_REQUESTER,default=off"`
	ReviewDecisions      string `env:"REVIEW_DECISIONS,default=off"`
	AdminChannel         string `env:"ADMIN_CHANNEL"`
	AuditRetention       string `env:"AUDIT_RETENTION,default=0"`
	ItemRetention        string `env:"ITEM_RETENTION,default=2160h"`
	Language             string `env:"LANGUAGE,default=en"`
}

type sensitivityEnv struct {
	File string `env:"SENSITIVITY_RULES"`
}

type httpEnv struct {
	Addr string `env:"HTTP_ADDR,default=:8080"`
}

type logEnv struct {
	Level  string `env:"LOG_LEVEL,default=info"`
	Format string `env:"LOG_FORMAT,default=json"`
}

type tracingEnv struct {
	Endpoint   string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	Headers    string `env:"OTEL_EXPORTER_OTLP_HEADERS"`
	Service    string `env:"OTEL_SERVICE_NAME,default=iiq-approvals"`
	Resource   string `env:"OTEL_RESOURCE_ATTRIBUTES"`
	Sampler    string `env:"OTEL_TRACES_SAMPLER,default=parentbased_always_on"`
	SamplerArg string `env:"OTEL_TRACES_SAMPLER_ARG,default=1"`
}

// secretNames lists the settings that are never printed and that can be given as a file.
func secretNames() []string {
	return []string{"DATABASE_URL", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN", "IIQ_CLIENT_SECRET", "SCIM_PASSWORD", tracingHeaders}
}

// addressNames lists the settings that are addresses and no secrets. None may have a user and a password in it; what is given
// all the same is not printed.
func addressNames() []string {
	return []string{"SLACK_API_URL", "IIQ_URL", "IIQ_PUBLIC_URL", "LINK_WORK_ITEM", "LINK_REQUEST", "LINK_REVIEW", "OTEL_EXPORTER_OTLP_ENDPOINT"}
}

// proxyNames lists what net/http reads from the environment by itself: https://pkg.go.dev/net/http#ProxyFromEnvironment.
func proxyNames() []string { return []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} }
