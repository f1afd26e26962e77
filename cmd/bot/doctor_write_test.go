package main

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/demo"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/gatewaytest/onsite"
)

func TestAgrees(t *testing.T) {
	t.Parallel()
	for want, answers := range map[bool][]string{
		true:  {"yes\n", " yes \r\n", "yes"},
		false: {"y\n", "no\n", "", "\nyes\n", strings.Repeat(" ", 200) + "yes\n"},
	} {
		for _, answer := range answers {
			var out strings.Builder
			got := agrees(strings.NewReader(answer), &out, "This decides.")
			if got != want || !strings.Contains(out.String(), "This decides.\nType yes") {
				t.Errorf("%q: got %v after %q, want %v after the question", answer, got, out.String(), want)
			}
		}
	}
}

func TestDoctorTriesWhatTheGatewayWrites(t *testing.T) {
	t.Parallel()
	w := wardIn(t, demo.Options{DatabaseURL: "postgres://nobody@127.0.0.1:1/none", People: 30, Seed: 1, Gateway: true})
	base, _, _ := strings.Cut(strings.TrimPrefix(w.IIQRoot, "http://"), "/")
	if _, err := onsite.Imported(t.Context(), &gatewaytest.Control{Base: "http://" + base}, 2); err != nil {
		t.Fatal(err)
	}
	for _, line := range [][]string{{"doctor", "--write"}, {"doctor", "--gateway", "--yes"}} {
		if got := play(t, w.env, line...); got.code != exitWrong {
			t.Errorf("%q: got %+v, want exit code %d", line, got, exitWrong)
		}
	}
	got := play(t, w.env, "doctor", "--gateway", "--write", "--yes")
	if got.code != exitDone || !strings.Contains(got.stdout, "cleaned up: ") || strings.Contains(got.stdout, "\nfail") {
		t.Errorf("got exit code %d, want %d, and all cleaned up:\n%s%s", got.code, exitDone, got.stdout, got.stderr)
	}
	open := 0
	for _, one := range w.IIQ.OpenItems() {
		if one.RequesterName == "ApprovalsGateway.Fixture.Requester" && (one.State == "" || one.State == "Pending") {
			open++
		}
	}
	if open > 0 {
		t.Errorf("got %d items of the fixture open, want none", open)
	}
}
