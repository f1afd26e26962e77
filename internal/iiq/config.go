package iiq

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/iiq/transport"
	"github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/iiq/wire"
)

// Defaults of Config; docs/settings.md lists the settings that change them.
const (
	DefaultPluginPath     = "plugin/rest/moveworks-plugin"
	DefaultPageSize       = 100
	DefaultTimeout        = 15 * time.Second
	DefaultMaxConcurrency = 4
	DefaultESignAttribute = "electronicSignature"
	DefaultActiveFilter   = "inactive == false"
	DefaultLinkWorkItem   = "{root}/ui/rest/redirect?rp1=/workitem/commonWorkItem.jsf&rp2=commonWorkItem/{id}"
	DefaultLinkRequest    = "{root}/ui/rest/redirect?rp1=/identityRequest/identityRequest.jsf&rp2=/request/{name}"
	DefaultLinkReview     = "{root}/ui/rest/redirect?rp1=/certification/certification.jsf&rp2=certification/{id}"
)

// The sources of identities.
const (
	SourceTable = "table"
	SourceSCIM  = "scim"
)

// maxPageSize is the largest page that may be configured.
const maxPageSize = 1000

// Config says where IIQ is and how to speak to it. In every field but RootURL, ClientID and ClientSecret the zero
// value means the default.
type Config struct {
	// RootURL is where IIQ is: http or https, host, context root. PublicURL is the same for the links that people click.
	RootURL, PublicURL string
	// ClientID and ClientSecret are the OAuth client. The id must have no colon (RFC 7617 section 2).
	ClientID, ClientSecret string
	// PluginPath is the plugin's base below RootURL. ActionMethod is PUT or POST.
	PluginPath   string
	ActionMethod string
	// PageSize is 1 to 1000. Timeout is for one request. MaxConcurrency counts requests in flight.
	PageSize       int
	Timeout        time.Duration
	MaxConcurrency int
	// IdentitySource is where people are read from: SourceTable (the plugin's table) or SourceSCIM. Workgroups and their
	// members come from the plugin in both cases.
	IdentitySource string
	// SCIMUser and SCIMPassword are an account for SCIM's Basic authentication. Without them SCIM is sent the OAuth token.
	SCIMUser, SCIMPassword string
	// Language picks among the catalogue's descriptions, such as de; "" is en.
	Language string
	// ESignAttribute is the name of the attribute that demands an electronic signature for a work item.
	ESignAttribute string
	// ActiveFilter is the filter for active identities where the column `inactive` is refused.
	ActiveFilter string
	// IdentityColumns and ReviewColumns are the requested columns. `field=column` replaces a known column by another one
	// of this installation, for example `department=costCenter`.
	IdentityColumns, ReviewColumns []string
	// LinkWorkItem, LinkRequest and LinkReview are templates with {root}, {id} and {name}.
	LinkWorkItem, LinkRequest, LinkReview string
	// Gateway says whether the plugin may be the gateway: GatewayAuto, GatewayVendor or GatewayRequired. It is asked by
	// WatchGateway alone.
	Gateway string
	// TrialWorkflow is the name of the workflow that is launched by SCIM in the place of the plugin's calls; "" for none. PluginPath
	// counts for nothing then. TrialDecides lets it decide as well.
	TrialWorkflow string
	TrialDecides  bool
	// DecisionKey is the key of the proofs by which a gateway knows that a call which changes something is the bot's; "" sends none.
	DecisionKey string
	// ReadOnly refuses every request that might write, with ErrReadOnly. Refused, which may be nil, is called with the
	// name of each refused call.
	ReadOnly bool
	Refused  func(endpoint string)
}

func (c Config) withDefaults() Config {
	c.RootURL = strings.TrimRight(c.RootURL, "/")
	c.PublicURL = strings.TrimRight(cmp.Or(c.PublicURL, c.RootURL), "/")
	c.PluginPath = strings.Trim(cmp.Or(c.PluginPath, DefaultPluginPath), "/")
	if c.TrialWorkflow != "" {
		c.PluginPath = trial.Path
	}
	c.ActionMethod = cmp.Or(c.ActionMethod, http.MethodPut)
	c.PageSize = cmp.Or(c.PageSize, DefaultPageSize)
	c.Timeout = cmp.Or(c.Timeout, DefaultTimeout)
	c.MaxConcurrency = cmp.Or(c.MaxConcurrency, DefaultMaxConcurrency)
	c.Gateway = cmp.Or(c.Gateway, GatewayAuto)
	c.IdentitySource = cmp.Or(c.IdentitySource, SourceTable)
	c.Language = cmp.Or(c.Language, "en")
	c.ESignAttribute = cmp.Or(c.ESignAttribute, DefaultESignAttribute)
	c.ActiveFilter = cmp.Or(c.ActiveFilter, DefaultActiveFilter)
	c.LinkWorkItem = cmp.Or(c.LinkWorkItem, DefaultLinkWorkItem)
	c.LinkRequest = cmp.Or(c.LinkRequest, DefaultLinkRequest)
	c.LinkReview = cmp.Or(c.LinkReview, DefaultLinkReview)
	if len(c.IdentityColumns) == 0 {
		c.IdentityColumns = identityFields()
	}
	if len(c.ReviewColumns) == 0 {
		c.ReviewColumns = reviewFields()
	}
	return c
}

func (c Config) forCalls() transport.Config {
	return transport.Config{
		RootURL: c.RootURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret, SCIMUser: c.SCIMUser, SCIMPassword: c.SCIMPassword,
		TrialWorkflow: c.TrialWorkflow, TrialDecides: c.TrialDecides,
		PluginURL: c.RootURL + "/" + c.PluginPath, DecisionKey: c.DecisionKey,
		Timeout: c.Timeout, MaxConcurrency: c.MaxConcurrency, ReadOnly: c.ReadOnly, Refused: c.Refused,
	}
}

// check gives all errors of a Config that has its defaults, joined.
func (c Config) check() error {
	var wrong []error
	note := func(name, expected string, ok bool) {
		if !ok {
			wrong = append(wrong, fmt.Errorf("%s: %s is expected", name, expected))
		}
	}
	note("RootURL", "an http or https address without query or user", isRoot(c.RootURL))
	note("PublicURL", "an http or https address without query or user", isRoot(c.PublicURL))
	note("ClientID", "a value without colon and control characters", isCredential(c.ClientID) && !strings.Contains(c.ClientID, ":"))
	note("ClientSecret", "a value without control characters", isCredential(c.ClientSecret))
	note("PluginPath", "a plain path", isPlainPath(c.PluginPath))
	note("ActionMethod", "PUT or POST", c.ActionMethod == http.MethodPut || c.ActionMethod == http.MethodPost)
	note("PageSize", "1 to 1000", c.PageSize >= 1 && c.PageSize <= maxPageSize)
	note("Timeout", "more than 0", c.Timeout > 0)
	note("MaxConcurrency", "1 or more", c.MaxConcurrency >= 1)
	note("IdentitySource", "table or scim", c.IdentitySource == SourceTable || c.IdentitySource == SourceSCIM)
	note("Gateway", "auto, vendor or required", slices.Contains([]string{GatewayAuto, GatewayVendor, GatewayRequired}, c.Gateway))
	note("SCIMUser", "a value without colon and control characters, and a password with it",
		(c.SCIMUser == "") == (c.SCIMPassword == "") && (c.SCIMUser == "" || isCredential(c.SCIMUser) && !strings.Contains(c.SCIMUser, ":")))
	note("SCIMPassword", "a value without control characters", c.SCIMPassword == "" || isCredential(c.SCIMPassword))
	note("DecisionKey", "a value without control characters", c.DecisionKey == "" || isCredential(c.DecisionKey))
	note("ESignAttribute", "a name", isProperty(c.ESignAttribute))
	note("ActiveFilter", "a filter with its parentheses and quotes closed", checkOwnFilter(c.ActiveFilter) == nil)
	note("LinkWorkItem", "an http or https address with {id}", isLink(c.LinkWorkItem, c.PublicURL, "{id}"))
	note("LinkRequest", "an http or https address with {name}", isLink(c.LinkRequest, c.PublicURL, "{name}"))
	note("LinkReview", "an http or https address with {id}", isLink(c.LinkReview, c.PublicURL, "{id}"))
	for _, check := range []struct {
		name           string
		columns, needs []string
	}{{"IdentityColumns", c.IdentityColumns, []string{"id", "name", "email"}}, {"ReviewColumns", c.ReviewColumns, []string{"id"}}} {
		_, err := readColumns(check.columns, check.needs)
		note(check.name, "a list of columns with "+strings.Join(check.needs, ", "), err == nil)
	}
	return errors.Join(wrong...)
}

func isRoot(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
}

func isCredential(s string) bool {
	return s != "" && s == wire.Printable(s) && !strings.ContainsAny(s, "\n\t")
}

func isPlainPath(s string) bool {
	for _, part := range strings.Split(s, "/") {
		if !pathPart.MatchString(part) || part == ".." || part == "." {
			return false
		}
	}
	return true
}
