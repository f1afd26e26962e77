package gatewaytest_test

import (
	"net/http"
	"regexp"
	"strings"
)

func objectBreaches() []breach {
	all := []breach{
		{name: "gives another item by id", answer: onPath("/object/WorkItem/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(`<WorkItem id="[0-9a-f]+"`).ReplaceAll(a.body, []byte(`<WorkItem id="0"`))
		}), found: []string{"an item by its id", "an item is told whole"}},
		{name: "finds what is not there", answer: func(_ *broken, r *http.Request, a *box) {
			if r.Method == http.MethodGet && a.status == http.StatusNotFound {
				a.status, a.body = http.StatusOK, []byte(`<WorkItem id="x"/>`)
			}
		}, found: []string{"an id that nobody has", "ids are refused", "a person is no workgroup", "excluded items are neither"}},
		{name: "invents a set", answer: swaps("/object/WorkItem", "<Map>",
			`<Map><entry key="approvalSet"><value><ApprovalSet><ApprovalItem id="1"/></ApprovalSet></value></entry>`),
			found: []string{"an item without an approval set", "an item is told whole"}},
		{name: "says modified of everything", answer: swaps("/object/WorkItem", "<WorkItem ", `<WorkItem modified="1" `),
			found: []string{"a new item has no modified"}},
		{name: "never says modified", answer: onPath("/object/WorkItem", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(` modified="[0-9]+"`).ReplaceAll(a.body, nil)
		}), found: []string{"a new item has no modified"}},
		{name: "lists what is excluded", ask: func(r *http.Request) { r.Header.Set("X-Nothing", "") }, answer: onPath("/object/WorkItem?",
			func(b *broken, r *http.Request, a *box) {
				if id := regexp.MustCompile(`^id=="([0-9a-f]{32})"$`).FindStringSubmatch(r.URL.Query().Get("filter")); id != nil {
					a.body = []byte(`<List><WorkItem id="` + id[1] + `"/></List>`)
				}
			}), found: []string{"excluded items are neither", "what an administrator's own filter"}},
		{name: "writes what it keeps with an item", answer: swaps("/object/WorkItem", "<Owner>", "<Plan/><Owner>"),
			found: []string{"no element is written"}},
		{name: "writes what it keeps with a line", answer: swaps("/object/WorkItem", "<ApprovalItem ", `<ApprovalItem plan="x" `),
			found: []string{"no element is written"}},
		{name: "writes what it keeps in a map", answer: swaps("/object/WorkItem", "<Map>", `<Map><entry key="plan" value="x"/>`),
			found: []string{"no element is written"}},
		{name: "replaces letters by others", answer: swaps("/object/WorkItem", "a b c", "a?b?c"), found: []string{"letters that XML"}},
		{name: "tells an item's first lines alone", answer: onPath("/object/WorkItem/", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(`(?s)<ApprovalItem [^>]*value="Group 9999"[^>]*(/>|></ApprovalItem>)`).ReplaceAll(a.body, nil)
		}), found: []string{"an item of 10,000 lines"}},
	}
	for _, one := range []struct{ what, old, with string }{
		{"loses values", "<String>", "<Text>"}, {"cuts display values", "GL &lt;read&gt;", "GL"}, {"loses reasons", "requesterComments",
			"other"},
		{"loses native identities", "nativeIdentity=", "other="}, {"loses dates", "endDate=", "other="}, {"loses violations",
			"Separation", "X"},
		{"loses the description", "For the ", ""}, {"loses operations", `operation="Set"`, ""}, {"changes names of lines",
			`name="memberOf"`,
			`name="x"`},
		{"changes white space in values", "&#9;", " "},
	} {
		answer := swaps("/object/WorkItem", one.old, one.with)
		if one.what == "loses values" {
			answer = onPath("/object/WorkItem", func(_ *broken, _ *http.Request, a *box) {
				a.swap("<String>", "<Text>")
				a.swap("</String>", "</Text>")
			})
		}
		all = append(all, breach{name: one.what, answer: answer, found: []string{"an item is told whole"}})
	}
	return all
}

func peopleBreaches() []breach {
	drop := func(form string) func(*broken, *http.Request, *box) {
		return onPath("/members", func(_ *broken, _ *http.Request, a *box) {
			a.body = regexp.MustCompile(form).ReplaceAll(a.body, []byte(`{"id":"x","name":"y","workgroup":false}`))
		})
	}
	return []breach{
		{name: "gives other members", answer: drop(`\{"displayName[^}]*\}`), found: []string{"members of nested groups",
			"members come expanded"}},
		{name: "does not say that groups are expanded", answer: swaps("/members", `"nested":true`, `"nested":false`),
			found: []string{"members come expanded"}},
		{name: "lists groups among the members", answer: swaps("/members", `"workgroup":false`, `"workgroup":true`),
			found: []string{"members come expanded"}},
		{name: "knows no group", answer: func(_ *broken, r *http.Request, a *box) {
			if strings.HasSuffix(r.URL.Path, "/members") {
				a.status = http.StatusNotFound
			}
		}, found: []string{"a workgroup's members are listed", "members of nested groups"}},
		{name: "says of everybody that they are active", answer: func(_ *broken, r *http.Request, a *box) {}, ask: func(r *http.Request) {
			q := r.URL.Query()
			q.Set("filter", strings.ReplaceAll(q.Get("filter"), "inactive == false", "name.notNull()"))
			r.URL.RawQuery = q.Encode()
		}, found: []string{"identities are found"}},
		{name: "leaves reviewers out", answer: swaps("/table/CertificationEntity", "certification.certifiers", "other"),
			found: []string{"reviews are told"}},
		{name: "takes open entities for done", answer: swaps("/table/CertificationEntity", `"Open"`, `"Complete"`),
			found: []string{"reviews are told"}},
	}
}
