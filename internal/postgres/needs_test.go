package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/iiq-approvals/bot/internal/postgres"
)

// well is a database that meets every need.
func well() postgres.Facts {
	return postgres.Facts{Version: 140000, VersionName: "14.0", Encoding: "UTF8", Session: map[string]string{"client_encoding": "UTF8",
		"DateStyle": "ISO, DMY", "TimeZone": "UTC", "standard_conforming_strings": "on", "IntervalStyle": "postgres"},
		Schema: 9, Wanted: 9, MayChange: true}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	const (
		old, encoded, session, readOnly = postgres.NeedVersion, postgres.NeedEncoding, postgres.NeedSession, postgres.NeedReadWrite
		pooler, schema, rights          = postgres.NeedPooler, postgres.NeedSchema, postgres.NeedRights
	)
	set := func(name, value string) func(*postgres.Facts) {
		return func(f *postgres.Facts) { f.Session[name] = value }
	}
	for name, tc := range map[string]struct {
		spoil              func(*postgres.Facts)
		read, migrate, run string
		word               string
	}{
		"nothing":              {func(*postgres.Facts) {}, "", "", "", ""},
		"an old version":       {func(f *postgres.Facts) { f.Version, f.VersionName = 130012, "13.12" }, old, old, old, "13.12"},
		"LATIN1":               {func(f *postgres.Facts) { f.Encoding = "LATIN1" }, encoded, encoded, encoded, "LATIN1"},
		"bytes alone":          {func(f *postgres.Facts) { f.Encoding = "SQL_ASCII" }, encoded, encoded, encoded, "SQL_ASCII"},
		"client_encoding":      {set("client_encoding", "LATIN1"), session, session, session, "client_encoding LATIN1"},
		"DateStyle":            {set("DateStyle", "German, DMY"), session, session, session, "DateStyle German"},
		"TimeZone":             {set("TimeZone", "UTC+3"), session, session, session, "TimeZone UTC+3"},
		"strings with escapes": {set("standard_conforming_strings", "off"), session, session, session, "standard_conforming_strings off"},
		"IntervalStyle":        {set("IntervalStyle", "sql_standard"), session, session, session, "IntervalStyle sql_standard"},
		"read-only":            {func(f *postgres.Facts) { f.ReadOnly = true }, "", readOnly, readOnly, "default_transaction_read_only"},
		"a standby":            {func(f *postgres.Facts) { f.ReadOnly, f.Standby = true, true }, "", readOnly, readOnly, "standby"},
		"transaction mode":     {func(f *postgres.Facts) { f.Shared = true }, "", pooler, pooler, "session mode"},
		"an old schema":        {func(f *postgres.Facts) { f.Schema = 8 }, schema, "", schema, "bot migrate up"},
		"a newer schema":       {func(f *postgres.Facts) { f.Schema = 10 }, "", "", "", ""},
		"a hidden schema":      {func(f *postgres.Facts) { f.SchemaHidden = true }, schema, "", schema, "grants.sql"},
		"a missing right":      {func(f *postgres.Facts) { f.Lacking = "cards" }, "", "", rights, "missing on cards"},
		"a newer table":        {func(f *postgres.Facts) { f.Schema, f.Lacking = 10, "newer" }, "", "", "", ""},
		"not the owner":        {func(f *postgres.Facts) { f.Schema, f.MayChange = 8, false }, schema, rights, schema, ""},
		"nothing to migrate":   {func(f *postgres.Facts) { f.MayChange = false }, "", "", "", ""},
		"what all rests on":    {func(f *postgres.Facts) { f.Encoding, f.Schema, f.ReadOnly = "LATIN1", 1, true }, encoded, encoded, encoded, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := well()
			tc.spoil(&f)
			wants := map[postgres.Purpose]string{postgres.ToRead: tc.read, postgres.ToMigrate: tc.migrate, postgres.ToRun: tc.run}
			for purpose, want := range wants {
				err, got := f.Judge(purpose), ""
				if unmet := postgres.InWords(err); unmet != nil {
					got = unmet.Need
				}
				if got != want {
					t.Errorf("purpose %d: got %q (%v), want %q", purpose, got, err, want)
				}
				// /readyz cuts a line that is longer.
				line := fmt.Sprint(err)
				if !strings.Contains(line, tc.word) && want != "" || len(line) > 300 || strings.Contains(line, "\n") {
					t.Errorf("purpose %d: got %v, want one line of 300 bytes at most with %q", purpose, err, tc.word)
				}
			}
		})
	}
}

func TestInWords(t *testing.T) {
	t.Parallel()
	unmet := &postgres.Unmet{Need: postgres.NeedPooler, What: "a", Cure: "b"}
	for name, tc := range map[string]struct {
		err  error
		need string
	}{
		"nothing":                     {nil, ""},
		"another error":               {errors.New("away"), ""},
		"a need":                      {fmt.Errorf("start: %w", unmet), postgres.NeedPooler},
		"a need among errors":         {fmt.Errorf("connect: %w", errors.Join(errors.New("refused"), unmet)), postgres.NeedPooler},
		"a write on a read-only one":  {fmt.Errorf("insert: %w", &pgconn.PgError{Code: "25006"}), postgres.NeedReadWrite},
		"a statement that is refused": {&pgconn.PgError{Code: "42501"}, ""},
	} {
		got := ""
		if u := postgres.InWords(tc.err); u != nil {
			got = u.Need
		}
		if got != tc.need {
			t.Errorf("%s: got %q, want %q", name, got, tc.need)
		}
	}
}
