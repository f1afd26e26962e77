package settings

import "time"

type iiqEnv struct {
	URL             string `env:"IIQ_URL"`
	PublicURL       string `env:"IIQ_PUBLIC_URL"`
	ClientID        string `env:"IIQ_CLIENT_ID"`
	ClientSecret    string `env:"IIQ_CLIENT_SECRET"`
	PluginPath      string `env:"IIQ_PLUGIN_PATH,default=plugin/rest/moveworks-plugin"`
	ActionMethod    string `env:"IIQ_ACTION_METHOD,default=PUT"`
	Gateway         string `env:"IIQ_GATEWAY,default=auto"`
	TrialWorkflow   string `env:"IIQ_TRIAL_WORKFLOW"`
	TrialDecisions  string `env:"IIQ_TRIAL_DECISIONS,default=off"`
	DecisionKey     string `env:"IIQ_DECISION_KEY"`
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

func (e iiqEnv) parse(r *checker) IIQ {
	c := IIQ{
		ClientSecret: r.secret("IIQ_CLIENT_SECRET", e.ClientSecret, "the secret of the OAuth client, without control characters",
			printable),
		PluginPath:     parse(r, "IIQ_PLUGIN_PATH", e.PluginPath, "a path below IIQ_URL, such as plugin/rest/name", pluginPath),
		ActionMethod:   r.choice("IIQ_ACTION_METHOD", e.ActionMethod, "PUT", "POST"),
		Gateway:        r.choice("IIQ_GATEWAY", e.Gateway, "auto", "vendor", "required"),
		PageSize:       r.number("IIQ_PAGE_SIZE", e.PageSize, 1, 1000),
		Timeout:        r.span("IIQ_TIMEOUT", e.Timeout, shortestTimeout),
		MaxConcurrency: r.number("IIQ_MAX_CONCURRENCY", e.MaxConcurrency, 1, 100),
		IdentitySource: r.choice("IDENTITY_SOURCE", e.IdentitySource, "table", "scim"),
	}
	if e.URL == "" {
		r.missing("IIQ_URL", addressExpected)
	} else {
		c.URL = r.address("IIQ_URL", e.URL)
	}
	c.PublicURL = c.URL
	if e.PublicURL != "" {
		c.PublicURL = r.address("IIQ_PUBLIC_URL", e.PublicURL)
	}
	if e.ClientID == "" {
		r.missing("IIQ_CLIENT_ID", clientIDExpected)
	} else {
		c.ClientID = r.account("IIQ_CLIENT_ID", e.ClientID, clientIDExpected)
	}
	e.parseTrial(r, &c)
	if e.DecisionKey != "" {
		c.DecisionKey = r.secret("IIQ_DECISION_KEY", e.DecisionKey,
			"what the plugin's setting decisionKey has: 32 printable characters or more, without blanks at the ends", decisionKey)
	}
	e.parseSCIM(r, &c)
	e.parseObjects(r, &c)
	return c
}

// parseSCIM checks SCIM's own account. It needs both values or none, since half an account would fail only at the
// first call.
func (e iiqEnv) parseSCIM(r *checker, c *IIQ) {
	if e.SCIMUsername == "" && e.SCIMPassword == "" {
		return
	}
	if e.SCIMUsername == "" {
		r.missing("SCIM_USERNAME", scimUserExpected+"; SCIM_PASSWORD is set")
	} else {
		c.SCIMUser = r.account("SCIM_USERNAME", e.SCIMUsername, scimUserExpected)
	}
	c.SCIMPassword = r.secret("SCIM_PASSWORD", e.SCIMPassword, "the password of SCIM_USERNAME, without control characters", printable)
}

// IIQ is how to reach IdentityIQ, and the form of its objects here.
type IIQ struct {
	// URL and PublicURL have no slash at the end.
	URL, PublicURL string
	ClientID       string
	ClientSecret   Secret
	PluginPath     string
	ActionMethod   string
	// Gateway is auto, vendor or required.
	Gateway string
	// TrialWorkflow is the name of the workflow by which IdentityIQ is asked in the place of a plugin, "" for none. TrialDecisions
	// lets it decide as well.
	TrialWorkflow  string
	TrialDecisions bool
	// DecisionKey is the key of the proofs that go with decisions; not set, none are sent.
	DecisionKey    Secret
	PageSize       int
	Timeout        time.Duration
	MaxConcurrency int
	IdentitySource string
	// SCIMUser is "" when SCIM is sent the OAuth client's token.
	SCIMUser        string
	SCIMPassword    Secret
	ESignAttribute  string
	ActiveFilter    string
	IdentityColumns []string
	ReviewColumns   []string
	// The templates contain {root}, and {id} or {name}.
	LinkWorkItem, LinkRequest, LinkReview string
	// Language is no setting of this group: it picks among the descriptions in IdentityIQ's catalogue, "" is en.
	Language string
	// ReadOnly and Refused are no settings: a shadow refuses every request that might write, and counts it.
	ReadOnly bool
	Refused  func(endpoint string)
}

const scimUserExpected = "the name of an account, without : and control characters, or nothing where SCIM is asked with the OAuth client"
