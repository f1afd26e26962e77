package reading

import (
	"context"
	"net/http"
	"strings"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// lists are the calls that take limit, offset, filter and orderby.
func lists() []string {
	return []string{"/object/WorkItem", "/object/IdentityRequest", "/table/Identity", "/table/CertificationEntity"}
}

func checkBadLists(ctx context.Context, t *gatewaytest.Target) error {
	for _, path := range lists() {
		for _, bad := range []struct{ name, value, word string }{
			{"limit", "many", "bad_filter"}, {"limit", "0", "bad_filter"}, {"limit", "-1", "bad_filter"}, {"offset", "-1", "bad_filter"},
			{"offset", "x", "bad_filter"},
			{"filter", "id==", "bad_filter"}, {"filter", `id=="a`, "bad_filter"}, {"filter", `(id=="a"`, "bad_filter"},
			{"filter", `id=="a" id=="b"`, "bad_filter"}, {"filter", `id.matches("a")`, "bad_filter"}, {"filter", `created>="yesterday"`,
				"bad_filter"},
			{"filter", strings.Repeat("(", 300) + `id=="a"` + strings.Repeat(")", 300), "bad_filter"},
			{"orderby", "noSuchColumn", "bad_column"}, {"orderby", "-password", "bad_column"},
		} {
			r, err := t.Get(ctx, path, bad.name, bad.value)
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusBadRequest, bad.word); err != nil {
				return err
			}
		}
	}
	for _, path := range []string{"/table/Identity", "/table/CertificationEntity"} {
		for _, columns := range []string{"id,noSuchColumn", "password", "id,attributes", "preferences"} {
			r, err := t.Get(ctx, path, "attributes", columns)
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusBadRequest, "bad_column"); err != nil {
				return err
			}
		}
	}
	return nil
}

// secretProperties are mapped in IdentityIQ, or look as if they were. An answer that depends on one of them tells its
// value letter by letter.
func secretProperties() []string {
	return []string{"password", "attributes", "preferences", "owner.password", "identity.password", "requester.password",
		"assignee.password",
		"class", "manager.password", "authenticationAnswers", "certification.attributes"}
}

func checkFilterOracle(ctx context.Context, t *gatewaytest.Target) error {
	for _, path := range lists() {
		for _, property := range secretProperties() {
			for _, filter := range []string{
				property + `=="a"`, property + `.notNull()`, property + `.startsWith("a")`, `id=="a" || ` + property + `=="a"`,
				`!(` + property + `=="a")`, `!` + property + `.isNull()`,
			} {
				r, err := t.Get(ctx, path, "filter", filter)
				if err != nil {
					return err
				}
				if _, err := r.Refused(http.StatusBadRequest, "bad_filter"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func checkBadIDs(ctx context.Context, t *gatewaytest.Target) error {
	for _, bad := range []string{"1", "not-an-id", strings.Repeat("a", 33), "%22%20or%201==1", strings.Repeat("z", 32)} {
		for _, path := range []string{"/object/WorkItem/" + bad, "/object/IdentityRequest/" + bad,
			"/object/workgroup/" + bad + "/members"} {
			r, err := t.Get(ctx, path)
			if err != nil {
				return err
			}
			if _, err := r.Refused(http.StatusBadRequest, "bad_id"); err != nil {
				return err
			}
		}
	}
	for _, class := range []string{"WorkItem", "IdentityRequest"} {
		r, err := t.Get(ctx, "/object/"+class+"/"+gatewaytest.AbsentID())
		if err != nil {
			return err
		}
		if _, err := r.Refused(http.StatusNotFound, "gone"); err != nil {
			return err
		}
	}
	r, err := t.Get(ctx, "/object/workgroup/"+gatewaytest.AbsentID()+"/members")
	if err != nil {
		return err
	}
	_, err = r.Refused(http.StatusNotFound, "no_workgroup")
	return err
}
