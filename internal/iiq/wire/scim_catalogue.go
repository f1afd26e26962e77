package wire

import (
	"cmp"
	"encoding/json"
	"io"
	"strings"

	"github.com/iiq-approvals/bot/internal/shorten"
)

// CatalogueAttributes are the requested attributes of each entitlement, role or application; id is always returned.
func CatalogueAttributes(entitlements bool) string {
	if entitlements {
		return "application,attribute,value,descriptions,owner,classifications"
	}
	return "name,descriptions,owner,classifications"
}

// Bounds of what is read of one resource.
const (
	maxLocales         = 50
	maxClassifications = 20
)

// CatalogueRow is one entitlement, role or application of SCIM: docs/iiq-wire.md#entitlements-roles-and-applications
type CatalogueRow struct {
	ID string
	// Application, Attribute and Value name an entitlement, Name a role or an application. They are compared as they came.
	Application, Attribute, Value, Name string
	// Descriptions are by locale, such as en_US; one without a locale is under "".
	Descriptions []Described
	// Owner is a display name, "" where SCIM gives the owner's id alone.
	Owner           string
	Classifications []string
}

// Described is a description in one language.
type Described struct{ Locale, Text string }

// CataloguePage is one page of entitlements, roles or applications.
type CataloguePage struct {
	Rows []CatalogueRow
	// Total is totalResults, and -1 where the page does not give it.
	Total int
}

// ReadCataloguePage streams a list of entitlements, roles or applications.
func ReadCataloguePage(body io.Reader) (page CataloguePage, err error) {
	page.Total, err = readResources(body, func(r Row) error {
		page.Rows = append(page.Rows, readCatalogueRow(r))
		return nil
	})
	return page, err
}

// readCatalogueRow needs nothing: what is missing or has another shape is left out.
func readCatalogueRow(r Row) CatalogueRow {
	application := r.oneOf("application")
	out := CatalogueRow{
		ID: r.Text("id"), Application: OneLine(cmp.Or(application.Text("displayName"), r.Text("application"))),
		Attribute: OneLine(r.Text("attribute")), Value: OneLine(r.Text("value")), Name: OneLine(r.Text("name")),
		Owner: Label(r.oneOf("owner").Text("displayName")),
	}
	for _, d := range r.objects("descriptions", maxLocales) {
		if text := shorten.To(maxProse, Flat(AsProse(d.Text("value")))); text != "" {
			out.Descriptions = append(out.Descriptions, Described{strings.ToLower(d.Text("locale")), text})
		}
	}
	for _, c := range r.objects("classifications", maxClassifications) {
		inner := c.object("classification")
		if name := Label(cmp.Or(inner.Text("displayName"), inner.Text("name"))); name != "" {
			out.Classifications = append(out.Classifications, name)
		}
	}
	return out
}

// In picks the description in a language, such as "de": that one, else English, else the first. SCIM's locales are the language, and
// mostly a country behind it.
func (c CatalogueRow) In(language string) string {
	for _, wanted := range []string{language, "en"} {
		for _, d := range c.Descriptions {
			if d.Locale == wanted || strings.HasPrefix(d.Locale, wanted+"_") || strings.HasPrefix(d.Locale, wanted+"-") {
				return d.Text
			}
		}
	}
	if len(c.Descriptions) > 0 {
		return c.Descriptions[0].Text
	}
	return ""
}

// objects reads a list of objects, or one object, up to a bound.
func (r Row) objects(name string, most int) []Row {
	var list []Row
	if json.Unmarshal(r[name], &list) == nil {
		return list[:min(len(list), most)]
	}
	if one := r.object(name); one != nil {
		return []Row{one}
	}
	return nil
}

// oneOf reads an object, or the only one of a list; the empty row for anything else.
func (r Row) oneOf(name string) Row {
	if list := r.objects(name, 2); len(list) == 1 {
		return list[0]
	}
	return nil
}
