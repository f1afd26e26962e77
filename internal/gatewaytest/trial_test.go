package gatewaytest_test

import (
	"flag"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/gatewayhost"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	feed "github.com/iiq-approvals/bot/internal/gatewaytest/changes"
	"github.com/iiq-approvals/bot/internal/gatewaytest/deciding"
	"github.com/iiq-approvals/bot/internal/gatewaytest/reading"
	"github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/patience"
)

// byWorkflow reaches the target by the trial workflow in the place of its plugin.
func byWorkflow(t *testing.T, target *gatewaytest.Target, decides bool) *gatewaytest.Target {
	t.Helper()
	through := &http.Transport{}
	t.Cleanup(through.CloseIdleConnections)
	target.Path = trial.Path
	target.HTTP = &http.Client{Transport: &trial.Workflow{Base: through, Root: target.Root, Name: iiqsim.TrialWorkflow, Decides: decides}}
	return asGateway(t, target)
}

// readingByWorkflow are the checks of reading that a workflow which only reads can pass: the same ones as for the plugin.
func readingByWorkflow(target *gatewaytest.Target) []gatewaytest.Check {
	return slices.DeleteFunc(slices.Concat(reading.Checks(), feed.Checks()), func(c gatewaytest.Check) bool {
		// The workflow has no such filter.
		return !c.Applies(target) || c.Name == "what an administrator's own filter keeps out is not seen"
	})
}

// decidingByWorkflow are the checks of decisions on whole items. What the plugin alone has is left out: settings that the workflow
// lacks, JSON answers, and its memory of what was decided.
func decidingByWorkflow() []gatewaytest.Check {
	return slices.DeleteFunc(deciding.Checks(), func(c gatewaytest.Check) bool {
		return slices.Contains([]string{
			"a decision has its audit row and its outcome",
			"refused: an approval without the reason that is demanded",
			"refused: more decisions in a minute than an administrator allows",
			"bodies that are no decision are refused",
			"keys that are not known are left alone",
			"of several reasons the first of the gate's order is told",
		}, c.Name)
	})
}

// wholeTrial is for whoever changes the workflow. A launch parses the whole script, so some checks take half a minute each.
var wholeTrial = flag.Bool("trial", false, "make all checks of the trial workflow, which takes minutes")

// slowByWorkflow begin the names of the checks that the flag -trial makes.
func slowByWorkflow() []string {
	return []string{"changes that are not settled", "filters take listed properties", "items with one stamp", "no change is missed",
		"what is settled stays", "an item that moves while", "an item of 10,000 lines", "the bare rows have what",
		"what cannot be read of a list"}
}

// shortOf leaves the short form the checks whose names begin so, and the long form all but the slow ones.
func shortOf(all []gatewaytest.Check, names ...string) []gatewaytest.Check {
	beginsWith := func(c gatewaytest.Check, any []string) bool {
		return slices.ContainsFunc(any, func(name string) bool { return strings.HasPrefix(c.Name, name) })
	}
	long := len(patience.Some(1, []int{1, 2})) > 1
	return slices.DeleteFunc(all, func(c gatewaytest.Check) bool {
		switch {
		case *wholeTrial:
			return false
		case long:
			return beginsWith(c, slowByWorkflow())
		}
		return !beginsWith(c, names)
	})
}

// hosted is the very BeanShell of the file that is imported into IdentityIQ, on stand-ins of IdentityIQ's classes.
func hosted(t *testing.T, decides bool, settings ...string) *gatewaytest.Target {
	t.Helper()
	host := gatewayhost.Start(t, settings...)
	return byWorkflow(t, &gatewaytest.Target{
		// Each launch parses the whole script.
		Changes: 60,
		Root:    host.Root, ClientID: iiqsim.DefaultClientID, ClientSecret: iiqsim.DefaultClientSecret,
		Fixtures: &gatewaytest.Control{Base: host.Base},
		Columns:  []string{"displayName", "firstname", "lastname", "inactive", "workgroup", "manager.id", "department"},
	}, decides)
}

func TestTheTrialWorkflowReads(t *testing.T) {
	t.Parallel()
	target := hosted(t, false)
	want := []string{"list", "get", "changes", "states", "outcomes", "members.nested", "identities"}
	if !slices.Equal(target.Operations, want) {
		t.Errorf("got the operations %v, want %v: it only reads until its own setting says otherwise", target.Operations, want)
	}
	checks := shortOf(readingByWorkflow(target), "capabilities", "the self-test", "an item is told whole", "members come expanded",
		"a sweep has each item once")
	if len(checks) < 5 {
		t.Errorf("got %d checks, want 5 and more", len(checks))
	}
	runThese(t, target, checks)
}

func TestTheTrialWorkflowDecidesWhereItMay(t *testing.T) {
	t.Parallel()
	target := hosted(t, true, "decide=true")
	checks := shortOf(decidingByWorkflow(), "a denial ends", "refused: somebody outside", "refused: the target as", "what was shown")
	if ran, _ := runThese(t, target, checks); ran < 4 {
		t.Errorf("got %d checks, want 4 and more; it offers %v", ran, target.Operations)
	}
}

// A workflow that only reads decides nothing, also for a bot that would.
func TestTheTrialWorkflowRefusesToDecide(t *testing.T) {
	t.Parallel()
	patience.Long(t)
	target := hosted(t, true)
	i, err := target.Item(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := target.Decide(t.Context(), i.ID, gatewaytest.Decision(target.People().Owner, gatewaytest.Approved, ""))
	if err == nil {
		_, err = r.Refused(http.StatusUnprocessableEntity, "excluded")
	}
	if err != nil {
		t.Error(err)
	}
	if list, err := target.Items(t.Context(), "filter", `id=="`+i.ID+`"`); err != nil || len(list) != 1 {
		t.Errorf("after a refused decision: got %d items, %v, want it open as before", len(list), err)
	}
}

func TestTheSimulatorAsTheTrialWorkflow(t *testing.T) {
	t.Parallel()
	reader := func() *gatewaytest.Target {
		_, target := simulated(t, trial.Path, iiqsim.Options{Gateway: true, Trial: iiqsim.TrialReads})
		return byWorkflow(t, target, false)
	}
	target := reader()
	if ran, _ := runBeside(t, nil, readingByWorkflow(target), target, reader()); ran < 25 {
		t.Errorf("reading: got %d checks, want 25 and more", ran)
	}
	_, target = simulated(t, trial.Path, iiqsim.Options{Gateway: true, Trial: iiqsim.TrialDecides})
	if ran, _ := runThese(t, byWorkflow(t, target, true), decidingByWorkflow()); ran < 20 {
		t.Errorf("deciding: got %d checks, want 20 and more", ran)
	}
}
