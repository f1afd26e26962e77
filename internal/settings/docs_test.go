package settings

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

// docs/settings.md has every setting once, with its default.
func TestDocsHaveEverySetting(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "settings.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (.+?) \\| .+ \\|$").FindAllStringSubmatch(string(data), -1)
	told := map[string]string{}
	for _, row := range rows {
		if _, twice := told[row[1]]; twice {
			t.Errorf("%s stands there twice", row[1])
		}
		told[row[1]] = row[2]
	}
	for name, byDefault := range Names() {
		want := []string{"`" + byDefault + "`"}
		switch {
		case name == "IIQ_PUBLIC_URL":
			want = []string{"`IIQ_URL`"}
		case byDefault == "":
			want = []string{"required", "none"}
		}
		if !slices.Contains(want, told[name]) {
			t.Errorf("%s: the default is told as %q, want one of %q", name, told[name], want)
		}
		if _, isRequired := settingstest.Required()[name]; isRequired != (told[name] == "required") {
			t.Errorf("%s is told as %s, want isRequired %v", name, told[name], told[name] == "required")
		}
		delete(told, name)
	}
	for name := range told {
		t.Errorf("%s is no setting", name)
	}
}
