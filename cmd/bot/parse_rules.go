package main

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// shortestInterval is what every interval takes at least.
	shortestInterval = time.Second
	// shortestTimeout bounds IIQ_TIMEOUT from below.
	shortestTimeout = 100 * time.Millisecond
	// shortestRetention bounds AUDIT_RETENTION and ITEM_RETENTION from below.
	shortestRetention = 24 * time.Hour
)

func (e rulesEnv) parse(r *reader) RulesConfig {
	c := RulesConfig{
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
		CardsAtOnce:          r.number("CARDS_AT_ONCE", e.CardsAtOnce, 0, 1000),
		LinkOnlyTypes:        r.types("LINK_ONLY_TYPES", e.LinkOnlyTypes, linkOnlyTypes(), approvals.DefaultLinkOnlyTypes()),
		TellRequester:        r.choice("TELL_REQUESTER", e.TellRequester, "on", "off") == "on",
		RetiredEntity:        parse(r, "REVIEW_DECISIONS", e.ReviewDecisions, "off (lines, to decide single lines here, is not available yet)", reviewDecisions),
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

func (e rulesEnv) parseReminders(r *reader, c *RulesConfig) {
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

func linkOnlyTypes() []approvals.ItemType {
	return []approvals.ItemType{
		approvals.TypeDelegation, approvals.TypeSignoff, approvals.TypeChallenge, approvals.TypeViolationReview,
		approvals.TypePolicyViolation, approvals.TypeForm, approvals.TypeRemediation, approvals.TypeManualAction,
	}
}

func remindTypes() []approvals.ItemType {
	return append([]approvals.ItemType{approvals.TypeApproval, approvals.TypeCertification}, linkOnlyTypes()...)
}

// types is a list of work item types. Names alone are the whole list; names with + and - change the default; none is
// the empty list.
func (r *reader) types(name, value string, allowed []approvals.ItemType, byDefault map[approvals.ItemType]bool) map[approvals.ItemType]bool {
	words := make([]string, len(allowed))
	for i, t := range allowed {
		words[i] = string(t)
	}
	expected := "none, or a list with commas of " + strings.Join(words, " ") + "; with + or - before each name it changes the default"
	return parse(r, name, value, expected, func(s string) (map[approvals.ItemType]bool, bool) {
		if s == "none" {
			return map[approvals.ItemType]bool{}, true
		}
		return readTypes(s, allowed, byDefault)
	})
}

func readTypes(s string, allowed []approvals.ItemType, byDefault map[approvals.ItemType]bool) (map[approvals.ItemType]bool, bool) {
	names, ok := list(s)
	if !ok {
		return nil, false
	}
	chosen, changes := map[approvals.ItemType]bool{}, 0
	if strings.ContainsRune("+-", rune(names[0][0])) {
		for t := range byDefault {
			chosen[t] = true
		}
	}
	for _, name := range names {
		bare := strings.TrimLeft(name, "+-")
		if len(name)-len(bare) > 1 || !slices.Contains(allowed, approvals.ItemType(bare)) {
			return nil, false
		}
		changes += len(name) - len(bare)
		if name[0] == '-' {
			delete(chosen, approvals.ItemType(bare))
		} else {
			chosen[approvals.ItemType(bare)] = true
		}
	}
	return chosen, changes == 0 || changes == len(names)
}

// channelID keeps to ids; https://docs.slack.dev/reference/objects/conversation-object
func channelID(s string) (string, bool) {
	return s, regexp.MustCompile(`^[CG][A-Z0-9]{1,30}$`).MatchString(s)
}

// language takes the first language that there are texts for out of a list as locales have it; en when there is none.
// The form is that of gettext's variable of the same name, which many systems set for everybody.
func language(s string) (string, bool) {
	chosen := ""
	for _, locale := range strings.Split(s, ":") {
		parts := regexp.MustCompile(`^(C|POSIX|[A-Za-z]{2,3})([-_.@][\w.@-]*)?$`).FindStringSubmatch(locale)
		if parts == nil {
			return "en", false
		}
		if code := strings.ToLower(parts[1]); chosen == "" && slices.Contains(approvals.Languages(), approvals.Language(code)) {
			chosen = code
		}
	}
	if chosen == "" {
		chosen = "en"
	}
	return chosen, true
}
