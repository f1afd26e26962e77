package settings

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/approvals"
)

const (
	// shortestInterval bounds every interval from below.
	shortestInterval = time.Second
	// shortestTimeout bounds IIQ_TIMEOUT from below.
	shortestTimeout = 100 * time.Millisecond
	// shortestRetention bounds AUDIT_RETENTION and ITEM_RETENTION from below.
	shortestRetention = 24 * time.Hour
)

func linkOnlyTypes() []approvals.ItemType {
	return []approvals.ItemType{
		approvals.TypeDelegation, approvals.TypeSignoff, approvals.TypeChallenge, approvals.TypeViolationReview,
		approvals.TypePolicyViolation, approvals.TypeForm, approvals.TypeRemediation, approvals.TypeManualAction,
	}
}

func remindTypes() []approvals.ItemType {
	return append([]approvals.ItemType{approvals.TypeApproval, approvals.TypeCertification}, linkOnlyTypes()...)
}

// types is a list of work item types. Plain names are the whole list; names with + and - change the default; none is
// the empty list.
func (r *checker) types(name, value string, allowed []approvals.ItemType,
	byDefault map[approvals.ItemType]bool) map[approvals.ItemType]bool {
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

// channelID accepts ids alone: https://docs.slack.dev/reference/objects/conversation-object
func channelID(s string) (string, bool) {
	return s, regexp.MustCompile(`^[CG][A-Z0-9]{1,30}$`).MatchString(s)
}

// language takes the first supported language from a list of locales; en when there is none. The form is that of
// gettext's variable of the same name, which many systems set for everybody.
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
