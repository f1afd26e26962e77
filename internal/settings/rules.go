package settings

import (
	"log/slog"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/looping"
)

// ContextSCIM is the value of CONTEXT that asks SCIM what helps to decide, too.
const ContextSCIM = "scim"

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
	LineDecisions        string `env:"LINE_DECISIONS,default=on"`
	CardsAtOnce          string `env:"CARDS_AT_ONCE,default=3"`
	BulkMax              string `env:"BULK_MAX,default=0"`
	LinkOnlyTypes        string `env:"LINK_ONLY_TYPES,default=Delegation,Signoff,Challenge,ViolationReview,PolicyViolation,Form"`
	RemindAfter          string `env:"REMIND_AFTER,default=24h"`
	RemindHours          string `env:"REMIND_HOURS,default=09:00-17:00"`
	RemindDays           string `env:"REMIND_DAYS,default=Mon-Fri"`
	RemindTypes          string `env:"REMIND_TYPES,default=Approval,Certification,Delegation,Signoff,Challenge,ViolationReview,PolicyViolation,Form,Remediation,ManualAction"`
	Holidays             string `env:"HOLIDAYS"`
	TellRequester        string `env:"TELL_REQUESTER,default=off"`
	ReviewDecisions      string `env:"REVIEW_DECISIONS,default=off"`
	Context              string `env:"CONTEXT,default=gateway"`
	AdminChannel         string `env:"ADMIN_CHANNEL"`
	AuditRetention       string `env:"AUDIT_RETENTION,default=0"`
	ItemRetention        string `env:"ITEM_RETENTION,default=2160h"`
	Language             string `env:"LANGUAGE,default=en"`
}

func (e rulesEnv) parse(r *checker) Rules {
	c := Rules{
		PollInterval:         r.span("IIQ_POLL_INTERVAL", e.PollInterval, shortestInterval),
		ReconcileInterval:    r.span("RECONCILE_INTERVAL", e.ReconcileInterval, shortestInterval),
		IdentitySyncInterval: r.span("IDENTITY_SYNC_INTERVAL", e.IdentitySyncInterval, shortestInterval),
		IdentityRefresh:      r.span("IDENTITY_REFRESH_INTERVAL", e.IdentityRefresh, shortestInterval),
		WorkgroupRefresh:     r.span("WORKGROUP_REFRESH", e.WorkgroupRefresh, shortestInterval),
		ReviewUpdateInterval: r.span("REVIEW_UPDATE_INTERVAL", e.ReviewUpdateInterval, shortestInterval),
		DecisionKeep:         r.span("DECISION_KEEP", e.DecisionKeep, shortestInterval),
		DenyCommentNeeded:    r.choice("DENY_COMMENT", e.DenyComment, "required", "optional") == "required",
		ApproveCommentNeeded: r.choice("APPROVE_COMMENT", e.ApproveComment, "required", "optional") == "required",
		AllowSelf:            r.choice("SELF_APPROVAL", e.SelfApproval, "view", "allow") == "allow",
		LineDecisions:        r.choice("LINE_DECISIONS", e.LineDecisions, "on", "off") == "on",
		CardsAtOnce:          r.number("CARDS_AT_ONCE", e.CardsAtOnce, 0, 1000),
		BulkMax:              r.number("BULK_MAX", e.BulkMax, 0, 100),
		LinkOnlyTypes:        r.types("LINK_ONLY_TYPES", e.LinkOnlyTypes, linkOnlyTypes(), approvals.DefaultLinkOnlyTypes()),
		TellRequester:        r.choice("TELL_REQUESTER", e.TellRequester, "on", "off") == "on",
		RetiredEntity:        parse(r, "REVIEW_DECISIONS", e.ReviewDecisions, "off (lines, to decide single lines here, is not available yet)", reviewDecisions),
		Context:              r.choice("CONTEXT", e.Context, "gateway", ContextSCIM, "off"),
		AuditRetention:       r.spanOrZero("AUDIT_RETENTION", e.AuditRetention, shortestRetention, "to leave it to the owner of the log"),
		ItemRetention:        r.spanOrZero("ITEM_RETENTION", e.ItemRetention, shortestRetention, "to keep everything"),
		Language:             parse(r, "LANGUAGE", e.Language, "a language such as en, or a list as in a locale (de_DE:en)", language),
	}
	if e.AdminChannel != "" {
		c.AdminChannel = parse(r, "ADMIN_CHANNEL", e.AdminChannel, "the id of a channel (C… or G…), not its name", channelID)
	}
	e.parseReminders(r, &c)
	return c
}

func (e rulesEnv) parseReminders(r *checker, c *Rules) {
	c.RemindAfter = r.spanOrZero("REMIND_AFTER", e.RemindAfter, shortestInterval, "to send no reminders")
	c.RemindHours = parse(r, "REMIND_HOURS", e.RemindHours, "two different times, such as 09:00-17:00 or 22:00-06:00; 00:00-24:00 is always", parseHours)
	c.RemindDays = parse(r, "REMIND_DAYS", e.RemindDays, "days and ranges of days, such as Mon-Fri or Sun-Thu or Mon,Wed,Fri", parseDays)
	everything := map[approvals.ItemType]bool{}
	for _, t := range remindTypes() {
		everything[t] = true
	}
	c.RemindTypes = r.types("REMIND_TYPES", e.RemindTypes, remindTypes(), everything)
	if e.Holidays != "" {
		c.Holidays = parse(r, "HOLIDAYS", e.Holidays, "dates with commas, such as 2027-01-01 or, for every year, 12-25", parseHolidays)
	}
}

// Rules is the bot's behaviour.
type Rules struct {
	PollInterval         time.Duration
	ReconcileInterval    time.Duration
	IdentitySyncInterval time.Duration
	// IdentityRefresh is how often the bot looks for changed identities.
	IdentityRefresh      time.Duration
	WorkgroupRefresh     time.Duration
	ReviewUpdateInterval time.Duration
	DecisionKeep         time.Duration
	DenyCommentNeeded    bool
	ApproveCommentNeeded bool
	AllowSelf            bool
	// LineDecisions lets single lines be decided, where IdentityIQ's side takes them.
	LineDecisions bool
	// TrialReads is true where IdentityIQ is asked by the trial workflow, and only read. It comes from the settings of IdentityIQ.
	TrialReads bool
	// CardsAtOnce is 0 when every item gets a card.
	CardsAtOnce int
	// BulkMax is how many items may be approved at once; 0: none.
	BulkMax       int
	LinkOnlyTypes map[approvals.ItemType]bool
	// RemindAfter is 0 when there are no reminders.
	RemindAfter time.Duration
	RemindHours Hours
	// RemindDays is indexed by time.Weekday.
	RemindDays    [7]bool
	RemindTypes   map[approvals.ItemType]bool
	Holidays      []Holiday
	TellRequester bool
	// RetiredEntity is true where REVIEW_DECISIONS has the old value entity, which is read as off.
	RetiredEntity bool
	// Context says where facts about access come from: gateway, scim, or off.
	Context string
	// AdminChannel is "" when there is none.
	AdminChannel string
	// AuditRetention lengthens the retention that the owner of the decision log has set; 0 leaves it as it is.
	AuditRetention time.Duration
	// ItemRetention is 0 when closed work items are kept for good.
	ItemRetention time.Duration
	// Language is a two-letter code.
	Language string
}

// Policy is the part of the rules about what may be decided in Slack.
func (r Rules) Policy() approvals.Policy {
	return approvals.Policy{
		AllowSelf:      r.AllowSelf,
		ReadOnly:       r.TrialReads,
		ApproveComment: r.ApproveCommentNeeded,
		DenyComment:    r.DenyCommentNeeded,
		Lines:          r.LineDecisions,
		BulkMax:        r.BulkMax,
		LinkOnlyTypes:  r.LinkOnlyTypes,
	}
}

// Reminders is the part of the rules about when people are reminded.
func (r Rules) Reminders() looping.Reminders {
	p := looping.Reminders{After: r.RemindAfter, Week: looping.Week{
		Hours: approvals.Hours{From: r.RemindHours.From, To: r.RemindHours.To}, Days: r.RemindDays,
	}, Zones: &looping.Zones{}}
	for _, h := range r.Holidays {
		p.Holidays = append(p.Holidays, looping.Holiday{Year: h.Year, Month: h.Month, Day: h.Day})
	}
	return p
}

// ReminderRules are the same rules in the desk's form.
func (r Rules) ReminderRules() approvals.ReminderRules {
	p := r.Reminders()
	return approvals.ReminderRules{Plan: p.Plan, Types: r.RemindTypes, Hours: p.Week.Hours, Days: p.Week.Days}
}

// Texts about values of earlier versions, for the log at the start and for doctor.
const (
	RetiredEntity     = "REVIEW_DECISIONS=entity is read as off: access reviews are decided in IdentityIQ"
	RetiredEntityCure = "set REVIEW_DECISIONS to off, or leave it out; docs/settings.md tells why"
)

// reviewDecisions reads REVIEW_DECISIONS. retired is true for the value of version 0.1.0, which is read as off.
func reviewDecisions(s string) (retired, ok bool) { return s == "entity", s == "off" || s == "entity" }

// Warn logs once, at the start, which settings have lost their old meaning.
func (r Rules) Warn(logger *slog.Logger) {
	if r.RetiredEntity {
		logger.Warn(RetiredEntity, "cure", RetiredEntityCure)
	}
}
