package settings

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// parseObjects checks the settings about IIQ's objects: names of columns and attributes, the filter, the links.
func (e iiqEnv) parseObjects(r *checker, c *IIQ) {
	c.ESignAttribute = parse(r, "IIQ_ESIGN_ATTRIBUTE", e.ESignAttribute, "the name of an attribute, such as electronicSignature",
		func(s string) (string, bool) { return s, property(s) })
	c.ActiveFilter = parse(r, "IIQ_ACTIVE_FILTER", e.ActiveFilter, `a filter such as inactive == false, with its quotes and parentheses closed`,
		func(s string) (string, bool) { return s, closedFilter(s) })
	c.IdentityColumns = columns(r, "IIQ_IDENTITY_COLUMNS", e.IdentityColumns, "id", "name", "email")
	c.ReviewColumns = columns(r, "IIQ_REVIEW_COLUMNS", e.ReviewColumns, "id", "certification.id")
	c.LinkWorkItem = linkTemplate(r, "LINK_WORK_ITEM", e.LinkWorkItem, "{id}")
	c.LinkRequest = linkTemplate(r, "LINK_REQUEST", e.LinkRequest, "{name}")
	c.LinkReview = linkTemplate(r, "LINK_REVIEW", e.LinkReview, "{id}")
}

// property reports whether s can be the name of a property of IIQ, dots included.
func property(s string) bool {
	return len(s) <= 100 && regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`).MatchString(s)
}

// columns is a list of columns that includes the needed ones. field=column replaces a known column by another one.
func columns(r *checker, name, value string, needed ...string) []string {
	expected := "a list of columns with commas, at least " + strings.Join(needed, ",") + "; field=column reads a field from another column"
	return parse(r, name, value, expected, func(s string) ([]string, bool) {
		all, ok := list(s)
		var fields []string
		for _, c := range all {
			field, column, renamed := strings.Cut(c, "=")
			ok = ok && property(field) && (!renamed || property(column)) && !slices.Contains(fields, field)
			fields = append(fields, field)
		}
		for _, n := range needed {
			ok = ok && slices.Contains(fields, n)
		}
		return all, ok
	})
}

// closedFilter reports whether a filter can be combined with others: it leaves nothing open, and closes nothing that
// it has not opened.
func closedFilter(s string) bool {
	depth, inQuotes := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case inQuotes && s[i] == '\\':
			i++
		case s[i] == '"':
			inQuotes = !inQuotes
		case !inQuotes && s[i] == '(':
			depth++
		case !inQuotes && s[i] == ')':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0 && !inQuotes && len(s) <= 500 && printable(s) && strings.TrimSpace(s) != ""
}

// linkTemplate is an address with {root} or a host of its own, and with the key of the object.
func linkTemplate(r *checker, name, value, key string) string {
	expected := "an address with " + key + " and without user, such as {root}/path?id=" + key
	return parse(r, name, value, expected, func(s string) (string, bool) {
		filled := strings.NewReplacer("{root}", "https://iiq.example.com/identityiq", key, "1").Replace(s)
		begins := strings.HasPrefix(s, "{root}") || strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
		whole := regexp.MustCompile(`^https?://[^\s{}<>|"]+$`).MatchString(filled)
		return s, begins && whole && strings.Contains(s, key) && len(s) <= 1000 && withoutUser(filled)
	})
}

// withoutUser reports whether an address has no login in it, since people see links.
func withoutUser(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.User == nil
}
