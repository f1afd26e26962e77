package importrules

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/iiq-approvals/bot"

// anything is the allowance of those who know all.
const anything = "*"

// theMap says for each area (a folder and what is below it) which other areas
// it may import. Slack and IIQ never meet but in areas that may import all.
func theMap() map[string][]string {
	return map[string][]string{
		"cmd/bot":      {anything},
		"internal/app": {anything},
		"internal/settings": {"internal/approvals", "internal/looping", "internal/redaction", "internal/sensitivity",
			"internal/tracing"},
		"internal/settings/settingstest": {},
		"internal/demo":                  {anything},
		"internal/doctor": {"internal/approvals", "internal/audit", "internal/db", "internal/gatewaytest",
			"internal/gatewaytest/contract", "internal/gatewaytest/onsite", "internal/identitymap", "internal/iiq",
			"internal/postgres", "internal/slackui/webapi", "migrations"},
		"internal/campaign":         {anything},
		"internal/campaign/books":   {"internal/audit", "internal/iiqsim", "internal/slacksim"},
		"internal/campaign/stubrun": {"internal/campaign/books", "internal/gatewayhost", "internal/iiqsim"},
		"cmd/faultcampaign":         {"internal/campaign", "internal/campaign/books"},
		"cmd/shape":                 {"internal/shape"},
		"internal/shape":            {},
		"cmd/mutants":               {"internal/mutants"},
		"internal/mutants":          {},
		"cmd/speed": {"internal/demo", "internal/iiqsim", "internal/localpg", "internal/slacksim", "internal/speed",
			"internal/speed/pgcount", "migrations"},
		"internal/speed":         {},
		"internal/speed/pgcount": {},
		"internal/demo/page":     {"internal/iiqsim", "internal/shorten", "internal/slacksim"},
		"internal/e2e":           {anything},
		"migrations":             {"internal/postgres"},
		"internal/postgres":      {},
		"internal/audit":         {"internal/caseless", "internal/db", "internal/shorten"},
		"internal/db":            {},
		"internal/db/dbtest":     {"internal/localpg", "internal/patience", "internal/redaction", "internal/speed/pgcount", "migrations"},
		"internal/localpg":       {},
		"internal/importrules":   {},
		"internal/released":      {},
		"internal/redaction":     {},
		"internal/sensitivity":   {},
		"internal/tracing":       {},
		"internal/approvals":     {"internal/caseless", "internal/sensitivity"},
		"internal/caseless":      {},
		"internal/crowds":        {},
		"internal/store": {"internal/approvals", "internal/audit", "internal/crowds", "internal/caseless", "internal/db",
			"internal/postgres", "internal/schedule", "internal/sensitivity", "internal/store/absences", "internal/store/bulks",
			"internal/store/judging", "internal/store/contexts", "internal/store/owners",
			"internal/store/reminders", "internal/store/reviews", "internal/store/stored", "internal/store/tx"},
		"internal/store/catalogue": {"internal/approvals", "internal/db"},
		"internal/store/contexts": {"internal/approvals", "internal/caseless", "internal/db", "internal/store/owners",
			"internal/store/stored", "internal/store/tx"},
		"internal/itemcontext":    {"internal/approvals", "internal/store/contexts"},
		"internal/store/absences": {"internal/approvals", "internal/db", "internal/schedule", "internal/store/tx"},
		"internal/store/bulks":    {"internal/approvals", "internal/db", "internal/schedule", "internal/sensitivity", "internal/store/tx"},
		"internal/store/owners": {"internal/approvals", "internal/caseless", "internal/db", "internal/schedule",
			"internal/store/absences", "internal/store/stored", "internal/store/tx"},
		"internal/store/reviews": {"internal/approvals", "internal/caseless", "internal/db", "internal/schedule",
			"internal/store/absences", "internal/store/owners", "internal/store/stored", "internal/store/tx"},
		"internal/store/judging": {"internal/approvals", "internal/audit", "internal/db", "internal/schedule", "internal/sensitivity",
			"internal/store/reminders", "internal/store/stored", "internal/store/tx"},
		"internal/store/reminders": {"internal/approvals", "internal/db", "internal/schedule", "internal/store/stored",
			"internal/store/tx"},
		"internal/store/stored": {"internal/approvals", "internal/db", "internal/sensitivity"},
		"internal/store/tx": {"internal/approvals", "internal/audit", "internal/db", "internal/postgres", "internal/schedule",
			"internal/store/stored"},
		"internal/schedule":    {"internal/db", "internal/postgres", "internal/tracing"},
		"internal/looping":     {"internal/approvals"},
		"internal/identitymap": {"internal/approvals", "internal/audit", "internal/caseless", "internal/db"},
		"internal/metrics": {"internal/approvals", "internal/db", "internal/postgres", "internal/sensitivity", "internal/slackui",
			"internal/slackui/socket", "internal/store", "internal/store/absences", "internal/store/tx"},
		"internal/outbox": {"internal/approvals", "internal/db"},
		"internal/rounds": {"internal/approvals", "internal/schedule", "internal/store", "internal/store/absences",
			"internal/store/owners", "internal/store/reviews", "internal/tracing"},
		"internal/jobs": {"internal/approvals", "internal/db", "internal/identitymap", "internal/looping", "internal/rounds",
			"internal/schedule", "internal/sensitivity", "internal/shorten", "internal/store", "internal/store/absences",
			"internal/store/bulks", "internal/store/reminders", "internal/store/tx",
			"internal/tracing"},
		"internal/jobs/jobstest": {"internal/approvals", "internal/db/dbtest", "internal/jobs", "internal/looping",
			"internal/rounds", "internal/schedule", "internal/store", "internal/store/owners", "internal/store/tx"},
		"internal/iiq": {"internal/approvals", "internal/caseless", "internal/iiq/transport", "internal/iiq/trial", "internal/iiq/wire",
			"internal/shorten"},
		"internal/iiq/trial": {},
		"internal/iiq/transport": {"internal/approvals", "internal/iiq/trial", "internal/iiq/wire", "internal/retryafter",
			"internal/shorten", "internal/tracing"},
		"internal/iiq/wire":     {"internal/approvals", "internal/ascii", "internal/itemtag", "internal/shorten"},
		"internal/iiq/wiretest": {"internal/approvals"},
		"internal/shadow":       {"internal/caseless", "internal/db", "internal/shorten"},
		"internal/slackui": {"internal/approvals", "internal/looping", "internal/shorten", "internal/slackui/cards",
			"internal/slackui/query", "internal/slackui/socket", "internal/slackui/typed", "internal/slackui/webapi",
			"internal/tracing", "internal/words", "internal/words/answers", "internal/words/grammar"},
		"internal/slackui/cards": {"internal/approvals", "internal/ascii", "internal/caseless", "internal/looping", "internal/sensitivity",
			"internal/slackui/query",
			"internal/words", "internal/words/answers", "internal/words/grammar"},
		"internal/slackui/query":  {"internal/approvals", "internal/slackui/typed"},
		"internal/slackui/typed":  {},
		"internal/slackui/socket": {"internal/slackui/webapi"},
		"internal/slackui/webapi": {"internal/approvals", "internal/retryafter", "internal/slackui/cards", "internal/tracing"},
		"internal/patience":       {},
		"internal/testlog":        {},
		"internal/retryafter":     {},
		"internal/shorten":        {},
		"internal/ascii":          {},
		"internal/words":          {"internal/approvals", "internal/looping", "internal/words/grammar"},
		"internal/words/answers":  {"internal/approvals", "internal/words", "internal/words/grammar"},
		"internal/words/grammar":  {"internal/approvals"},
		"internal/iiqsim":         {"internal/itemtag"},
		"internal/itemtag":        {},
		"internal/gatewaytest":    {},
		"internal/gatewaytest/contract": {"internal/gatewaytest", "internal/gatewaytest/acting", "internal/gatewaytest/changes",
			"internal/gatewaytest/deciding", "internal/gatewaytest/reading"},
		"internal/gatewaytest/acting":   {"internal/gatewaytest"},
		"internal/gatewaytest/changes":  {"internal/gatewaytest"},
		"internal/gatewaytest/deciding": {"internal/gatewaytest"},
		"internal/gatewaytest/reading":  {"internal/gatewaytest"},
		"internal/gatewaytest/onsite":   {"internal/gatewaytest"},
		"internal/gatewayhost":          {"internal/patience"},
		"internal/slacksim":             {},
	}
}

// withoutMeaning are names that say nothing about what is inside.
func withoutMeaning() []string {
	return []string{"common", "util", "utils", "helper", "helpers", "model", "models", "type", "types", "service", "services", "misc"}
}

// withoutNetwork are areas that read and judge what others have fetched.
func withoutNetwork() []string { return []string{"internal/approvals", "internal/iiq/wire"} }

// area gives the nearest entry of the map above a folder, or "".
func area(folder string, rules map[string][]string) string {
	for at := folder; at != "."; at = path.Dir(at) {
		if _, known := rules[at]; known {
			return at
		}
	}
	return ""
}

// judge gives one sentence for each rule that the file breaks.
func judge(file sourceFile, rules map[string][]string) []string {
	var broken []string
	home := area(file.folder(), rules)
	if home == "" {
		broken = append(broken, file.path+": its package is not on the map of internal/importrules")
	}
	for _, imported := range file.imports {
		target := area(imported, rules)
		allowed := rules[home]
		if target != home && !slices.Contains(allowed, target) && !slices.Contains(allowed, anything) {
			broken = append(broken, fmt.Sprintf("%s: %s may not import %s", file.path, home, imported))
		}
	}
	name := strings.TrimSuffix(path.Base(file.path), ".go")
	for _, word := range withoutMeaning() {
		if file.pkg == word || (name == word && !file.generated) {
			broken = append(broken, fmt.Sprintf("%s: %q is no name for a package or a file", file.path, word))
		}
	}
	if file.network && slices.Contains(withoutNetwork(), home) {
		broken = append(broken, file.path+": imports net/http, and "+home+" calls nobody")
	}
	if file.inits > 0 {
		broken = append(broken, file.path+": has an init function")
	}
	return broken
}

func TestRulesAreKept(t *testing.T) {
	t.Parallel()
	files, err := sources(os.DirFS(moduleRoot(t)))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d files were found, want at least 10", len(files))
	}
	for _, file := range files {
		for _, broken := range judge(file, theMap()) {
			t.Error(broken)
		}
	}
}

// The map itself keeps Slack and IIQ apart, also by way of others. The doctor asks both, and nothing passes through it.
func TestSlackAndIIQNeverMeet(t *testing.T) {
	t.Parallel()
	rules := theMap()
	reach := func(from string) map[string]bool {
		seen, queue := map[string]bool{}, []string{from}
		for len(queue) > 0 {
			at := queue[0]
			queue = queue[1:]
			if !seen[at] {
				seen[at] = true
				queue = append(queue, rules[at]...)
			}
		}
		return seen
	}
	// What the rooms of slackui without a wire of their own hold, others may read.
	knowsSlack := func(seen map[string]bool) bool {
		return seen["internal/slackui"] || seen["internal/slackui/webapi"] || seen["internal/slackui/socket"]
	}
	knowsIIQ := func(seen map[string]bool) bool { return seen["internal/iiq"] || seen["internal/iiq/transport"] }
	if knowsSlack(reach("internal/iiq")) || knowsIIQ(reach("internal/slackui")) {
		t.Error("slackui and iiq reach each other")
	}
	for from := range rules {
		seen := reach(from)
		if from != "internal/doctor" && !seen[anything] && knowsSlack(seen) && knowsIIQ(seen) {
			t.Errorf("Slack and IIQ meet in %s", from)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	rules := theMap()
	tests := []struct {
		name string
		file sourceFile
		want string // in the sentence; "" for none
	}{
		{"down the map", sourceFile{path: "internal/rounds/poll.go", pkg: "rounds", imports: []string{"internal/approvals"}}, ""},
		{"within an area", sourceFile{path: "internal/iiqsim/filter/eval.go", pkg: "filter", imports: []string{"internal/iiqsim"}}, ""},
		{"everything", sourceFile{path: "cmd/bot/run.go", pkg: "main", imports: []string{"internal/iiq", "internal/slackui"}}, ""},
		{"Slack to IIQ", sourceFile{path: "internal/slackui/view.go", pkg: "slackui", imports: []string{"internal/iiq"}},
			"may not import internal/iiq"},
		{"IIQ to Slack", sourceFile{path: "internal/iiq/get.go", pkg: "iiq", imports: []string{"internal/slackui"}},
			"may not import internal/slackui"},
		{"IIQ's answers to the network", sourceFile{path: "internal/iiq/wire/get.go", pkg: "wire", network: true}, "calls nobody"},
		{"the client to the network", sourceFile{path: "internal/iiq/get.go", pkg: "iiq", network: true}, ""},
		{"up the map", sourceFile{path: "internal/approvals/sync.go", pkg: "approvals", imports: []string{"internal/jobs"}},
			"may not import internal/jobs"},
		{"tests' database", sourceFile{path: "internal/approvals/sync.go", pkg: "approvals", imports: []string{"internal/db/dbtest"}},
			"may not import internal/db/dbtest"},
		{"the root", sourceFile{path: "internal/approvals/sync.go", pkg: "approvals", imports: []string{"."}}, "may not import ."},
		{"not on the map", sourceFile{path: "internal/mail/send.go", pkg: "mail"}, "not on the map"},
		{"name of a package", sourceFile{path: "internal/iiq/util/x.go", pkg: "util"}, "no name"},
		{"name of a file", sourceFile{path: "internal/iiq/helpers.go", pkg: "iiq"}, "no name"},
		{"generated file", sourceFile{path: "internal/db/models.go", pkg: "db", generated: true}, ""},
		{"init", sourceFile{path: "internal/iiq/x.go", pkg: "iiq", inits: 1}, "init function"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(judge(test.file, rules), "; ")
			if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("judged %q, want %q", got, test.want)
			}
		})
	}
}
