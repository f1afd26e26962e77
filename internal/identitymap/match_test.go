package identitymap

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	person := human(1, "sam@ex.com")
	with := func(n int, change func(*approvals.Identity)) approvals.Identity {
		i := human(n, "sam@ex.com")
		change(&i)
		return i
	}
	inactive := with(2, func(i *approvals.Identity) { i.Inactive = true })
	unknown := with(3, func(i *approvals.Identity) { i.ActivityKnown = false })
	group := with(4, func(i *approvals.Identity) { i.Workgroup = true })
	shouting := with(5, func(i *approvals.Identity) { i.Email = " SAM@EX.COM " })
	stranger := human(6, "lee@ex.com")
	lookAlike := with(7, func(i *approvals.Identity) { i.Email = "sam@e\u212A.com" })

	tests := map[string]struct {
		found   []approvals.Identity
		address string
		want    approvals.RefusalCode
		wantID  string
	}{
		"one":                              {[]approvals.Identity{person}, "sam@ex.com", "", person.ID},
		"the case does not matter":         {[]approvals.Identity{shouting}, "sam@ex.com", "", shouting.ID},
		"the same one told twice":          {[]approvals.Identity{person, person}, "Sam@Ex.com", "", person.ID},
		"none":                             {nil, "sam@ex.com", approvals.RefusedNoIdentity, ""},
		"nobody with this address":         {[]approvals.Identity{stranger}, "sam@ex.com", approvals.RefusedNoIdentity, ""},
		"two active":                       {[]approvals.Identity{person, shouting}, "sam@ex.com", approvals.RefusedAmbiguous, ""},
		"an inactive one beside":           {[]approvals.Identity{inactive, person}, "sam@ex.com", "", person.ID},
		"inactive alone":                   {[]approvals.Identity{inactive}, "sam@ex.com", approvals.RefusedInactive, ""},
		"not known whether active":         {[]approvals.Identity{unknown}, "sam@ex.com", approvals.RefusedInactive, ""},
		"a workgroup is nobody":            {[]approvals.Identity{group}, "sam@ex.com", approvals.RefusedNoIdentity, ""},
		"a workgroup beside":               {[]approvals.Identity{group, person}, "sam@ex.com", "", person.ID},
		"no address":                       {[]approvals.Identity{human(8, "")}, "", approvals.RefusedNoEmail, ""},
		"blanks are no address":            {[]approvals.Identity{human(8, " ")}, "  ", approvals.RefusedNoEmail, ""},
		"a look-alike sign is another one": {[]approvals.Identity{lookAlike}, "sam@ek.com", approvals.RefusedNoIdentity, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := choose(tt.found, tt.address)
			wantRefusal(t, err, tt.want)
			if got.ID != tt.wantID {
				t.Errorf("chose %q, want %q", got.ID, tt.wantID)
			}
		})
	}
}

func TestAddressBeyondItsLimitIsNone(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxEmail) + "@ex.com"
	for _, bad := range []string{long, "a b@ex.com", "a\x00@ex.com", "a\n@ex.com", "\xff@ex.com", "\t", ""} {
		if got := email(bad); got != "" {
			t.Errorf("email(%q) = %q, want none", bad, got)
		}
	}
	if got := email("\tSam@Ex.com \n"); got != "Sam@Ex.com" {
		t.Errorf(`got %q, want "Sam@Ex.com"`, got)
	}
}

func TestTextIsStorable(t *testing.T) {
	t.Parallel()
	long := text(strings.Repeat("é", maxText))
	if len(long) > maxText || !strings.HasSuffix(long, "é") {
		t.Errorf(`cut to %d bytes, ending %q, want a length of at most %v and long that ends with "é"`,
			len(long), long[len(long)-3:], maxText)
	}
	if got := text("a\x00b\xffc"); got != "ab\uFFFDc" {
		t.Errorf(`got %q, want "ab�c"`, got)
	}
}

func TestAliasesAreBounded(t *testing.T) {
	t.Parallel()
	var a aliases
	for n := range 3 * maxAliases {
		a.learn(id32(n), "W1")
		if len(a.to) > maxAliases {
			t.Fatalf("%d aliases, want at most %v", len(a.to), maxAliases)
		}
	}
	if got := a.of(id32(3*maxAliases - 1)); got != "W1" {
		t.Errorf(`the last one is %q, want "W1"`, got)
	}
	if a.learn("U1", "U1"); a.of("U1") != "U1" || a.of("U2") != "U2" {
		t.Error("an id without an alias is itself")
	}
}
