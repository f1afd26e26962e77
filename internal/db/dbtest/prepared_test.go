package dbtest

import (
	"context"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/localpg"
	"github.com/iiq-approvals/bot/migrations"
)

// A second process with the same migrations runs none of them; the template that it finds is whole.
func TestTheTemplateIsKeptForTheNextProcess(t *testing.T) {
	t.Parallel()
	fingerprint, err := migrations.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	p, err := prepared()
	if err != nil || !strings.HasPrefix(p.Content, fingerprint) {
		t.Fatalf("got content %q, %v, want it to change with the migrations, whose sum is %s", p.Content, err, fingerprint)
	}
	first, err := startPrepared(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	stopAfter(t, first)
	p.Make = func(context.Context, *localpg.Server) error {
		t.Error("the template is made again, want the one that is kept")
		return nil
	}
	server, err := localpg.Start(t.Context(), localpg.Options{Fast: true, Prepared: p})
	if err != nil {
		t.Fatal(err)
	}
	stopAfter(t, server)
	s := use(t, server.URL("postgres"))
	kept := databases(t, s, templatePrefix)
	template, err := s.migrated(t.Context())
	if err != nil || len(kept) != 1 || kept[0] != template {
		t.Fatalf("got the templates %v, %v, want %s alone", kept, err, template)
	}
	if err := s.create(t.Context(), "copied", template); err != nil {
		t.Fatal(err)
	}
	current, wanted, err := migrations.Pending(t.Context(), Open(t, server.URL("copied")))
	if err != nil || current != wanted || wanted == 0 {
		t.Errorf("got a template at %d of %d, %v, want all migrations", current, wanted, err)
	}
}
