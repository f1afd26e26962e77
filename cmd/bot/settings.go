package main

import (
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// Config is the settings after they were checked. Only the parts that a command asked for are filled in.
type Config struct {
	Database    DatabaseConfig
	Slack       SlackConfig
	IIQ         IIQConfig
	Rules       RulesConfig
	Sensitivity SensitivityConfig
	HTTP        HTTPConfig
	Log         LogConfig
	Tracing     TracingConfig
	// Shadow is no setting: `bot run --shadow` says it.
	Shadow bool
}

// DatabaseConfig says where Postgres is.
type DatabaseConfig struct{ URL Secret }

// SlackConfig is what is needed to speak to Slack.
type SlackConfig struct {
	AppToken Secret
	BotToken Secret
	// APIURL ends with a slash.
	APIURL string
	// Limits keeps our own limits; otherwise only what Slack's 429 says counts.
	Limits bool
}

// IIQConfig is what is needed to speak to IdentityIQ, and how its objects look here.
type IIQConfig struct {
	// URL and PublicURL have no slash at the end.
	URL, PublicURL string
	ClientID       string
	ClientSecret   Secret
	PluginPath     string
	ActionMethod   string
	PageSize       int
	Timeout        time.Duration
	MaxConcurrency int
	IdentitySource string
	// SCIMUser is "" when SCIM is asked with the OAuth client's token.
	SCIMUser        string
	SCIMPassword    Secret
	ESignAttribute  string
	ActiveFilter    string
	IdentityColumns []string
	ReviewColumns   []string
	// The templates have {root}, and {id} or {name}.
	LinkWorkItem, LinkRequest, LinkReview string
	// ReadOnly and Refused are no settings: a shadow refuses every request that might write, and counts it.
	ReadOnly bool
	Refused  func(endpoint string)
}

// RulesConfig is how the bot behaves.
type RulesConfig struct {
	PollInterval         time.Duration
	ReconcileInterval    time.Duration
	IdentitySyncInterval time.Duration
	// IdentityRefresh is how often changed identities are looked for.
	IdentityRefresh      time.Duration
	WorkgroupRefresh     time.Duration
	ReviewUpdateInterval time.Duration
	DecisionKeep         time.Duration
	DenyCommentNeeded    bool
	ApproveCommentNeeded bool
	AllowSelf            bool
	// CardsAtOnce is 0 when every item gets a card.
	CardsAtOnce   int
	LinkOnlyTypes map[approvals.ItemType]bool
	// RemindAfter is 0 when there are no reminders.
	RemindAfter time.Duration
	RemindHours Hours
	// RemindDays is indexed by time.Weekday.
	RemindDays    [7]bool
	RemindTypes   map[approvals.ItemType]bool
	Holidays      []Holiday
	TellRequester bool
	// RetiredEntity is true where REVIEW_DECISIONS has the older value entity, which is read as off.
	RetiredEntity bool
	// AdminChannel is "" when there is none.
	AdminChannel string
	// AuditRetention lengthens what the owner of the decision log has set; 0 leaves it as it is.
	AuditRetention time.Duration
	// ItemRetention is 0 when closed work items are kept for good.
	ItemRetention time.Duration
	// Language is a two-letter code.
	Language string
}

// Policy is the part of the rules that says what may be decided in Slack.
func (r RulesConfig) Policy() approvals.Policy {
	return approvals.Policy{
		AllowSelf:      r.AllowSelf,
		ApproveComment: r.ApproveCommentNeeded,
		DenyComment:    r.DenyCommentNeeded,
		LinkOnlyTypes:  r.LinkOnlyTypes,
	}
}

// HTTPConfig says where health and metrics are served.
type HTTPConfig struct{ Addr string }

// LogConfig says how logs look.
type LogConfig struct {
	Level slog.Level
	// JSON is false for plain text.
	JSON bool
}
