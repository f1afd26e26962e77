package approvals

// roleApplication is what a line says of a role in the place of its application; roleAttribute is the attribute under which the bot
// keeps what it knows of roles, whether they are assigned or detected.
const (
	roleApplication = "IIQ"
	roleAttribute   = "assignedRoles"
)

// CatalogueKey names an access in IIQ's catalogue: an entitlement by its application, attribute and value, a role as one of the
// application IIQ, an application by its name alone.
type CatalogueKey struct{ Application, Attribute, Value string }

// Role reports whether the key names a role. Its value is the role's name.
func (k CatalogueKey) Role() bool {
	return k.Application == roleApplication && k.Attribute == roleAttribute
}

// Whole reports whether the key names an application as a whole, as a request for an account does.
func (k CatalogueKey) Whole() bool { return k.Attribute == "" && k.Value == "" }

// maxCatalogueValue bounds each part of a key, in bytes. An index of Postgres holds no more than 2,704 in all.
const maxCatalogueValue = 1000

// CatalogueKeyOf gives the access that a line asks for; ok is false where the line names none that a catalogue could have: several
// values at once, an attribute without a value, a role without a name.
func CatalogueKeyOf(l ApprovalItem) (k CatalogueKey, ok bool) {
	k = CatalogueKey{l.Application, l.Name, l.Value}
	if l.Role() {
		k.Attribute = roleAttribute
	}
	switch {
	case l.Values != nil || k.Application == "":
		return CatalogueKey{}, false
	case len(k.Application)+len(k.Attribute) > maxCatalogueValue || len(k.Value) > maxCatalogueValue:
		return CatalogueKey{}, false
	case k.Whole():
		return k, k.Application != roleApplication
	}
	return k, k.Attribute != "" && k.Value != "" && (k.Role() || k.Application != roleApplication)
}

// CatalogueEntry is what IIQ's catalogue says of an access. One without a description, an owner and classifications says that nothing
// is known of it.
type CatalogueEntry struct {
	CatalogueKey
	Description string
	// Owner is the display name of whoever owns the access.
	Owner           string
	Classifications []string
}

// Known reports whether the catalogue says anything of the access.
func (e CatalogueEntry) Known() bool {
	return e.Description != "" || e.Owner != "" || len(e.Classifications) > 0
}

// CatalogueKeysOf gives the accesses that lines ask for, each once, in the order of the lines.
func CatalogueKeysOf(lines []ApprovalItem) []CatalogueKey {
	var keys []CatalogueKey
	seen := map[CatalogueKey]bool{}
	for _, l := range lines {
		if k, ok := CatalogueKeyOf(l); ok && !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}

// LinesByCatalogue gives what the catalogue says of lines, in their order. A line of which nothing is known is left out, as is one
// without an id, by which it could not be found again.
func LinesByCatalogue(lines []ApprovalItem, known map[CatalogueKey]CatalogueEntry) []LineContext {
	var all []LineContext
	for _, l := range lines {
		k, ok := CatalogueKeyOf(l)
		if e := known[k]; ok && l.ID != "" && e.Known() {
			all = append(all, LineContext{LineID: l.ID, Description: e.Description, Owner: e.Owner, Classifications: e.Classifications})
		}
	}
	return all
}
