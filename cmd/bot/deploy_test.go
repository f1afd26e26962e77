package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/settings"
)

// What is started by hand sets nothing that does not exist, and forgets nothing that has to be there.
func TestWhatIsDeployedUsesRealSettings(t *testing.T) {
	t.Parallel()
	real := settings.Names()
	for _, tt := range []struct {
		path []string
		name string
	}{
		{[]string{"compose.yaml"}, `(?m)^ {6}([A-Z][A-Z_]+): `},
		{[]string{"deploy", "systemd", "iiq-approvals.service"}, `(?m)^Environment=([A-Z_]+)=`},
		{[]string{"deploy", "helm", "iiq-approvals", "values.yaml"}, `(?m)^ +([A-Z][A-Z_]+): `},
		{[]string{"deploy", "helm", "iiq-approvals", "templates", "deployment.yaml"}, `\{name: ([A-Z][A-Z_]+), `},
	} {
		text := fromRoot(t, tt.path...)
		found := regexp.MustCompile(tt.name).FindAllStringSubmatch(text, -1)
		if len(found) < 2 {
			t.Errorf("%v: no settings were found, want a length of at least 2", tt.path)
		}
		for _, f := range found {
			name := strings.TrimSuffix(f[1], "_FILE")
			if _, ok := real[name]; !ok && name != "SSL_CERT" && !strings.HasPrefix(name, "POSTGRES_") {
				t.Errorf("%v sets %s, which is no setting", tt.path, f[1])
			}
		}
	}
	for _, name := range settings.SecretNames() {
		for _, path := range [][]string{{"compose.yaml"}, {"deploy", "systemd", "iiq-approvals.service"}} {
			if !strings.Contains(fromRoot(t, path...), name+"_FILE") {
				t.Errorf("%v does not set %s_FILE", path, name)
			}
		}
		if !strings.Contains(fromRoot(t, "deploy", "helm", "iiq-approvals", "values.yaml"), name+": ") {
			t.Errorf("the chart does not know %s", name)
		}
	}
}

// Images are named without a registry, and the one that builds has the Go of go.mod.
func TestImages(t *testing.T) {
	t.Parallel()
	dockerfile := fromRoot(t, "Dockerfile")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(fromRoot(t, "go.mod"))
	if version == nil || !strings.Contains(dockerfile, "FROM golang:"+version[1]+" ") {
		t.Errorf("the image is not built with Go %v", version)
	}
	names := regexp.MustCompile(`(?m)^(?:FROM|\s*image:)\s+(\S+)`)
	for _, f := range names.FindAllStringSubmatch(dockerfile+"\n"+fromRoot(t, "compose.yaml"), -1) {
		if strings.Contains(f[1], "/") {
			t.Errorf("image %s names a registry", f[1])
		}
	}
	if !strings.Contains(dockerfile, "\nUSER 65532:65532\n") {
		t.Error("the image runs as root")
	}
}

// The chart carries a copy of the alerts, since a chart reads its own folder alone.
func TestTheChartHasTheAlerts(t *testing.T) {
	t.Parallel()
	if fromRoot(t, "deploy", "helm", "iiq-approvals", "files", "alerts.yaml") != fromRoot(t, "deploy", "prometheus", "alerts.yaml") {
		t.Error("deploy/helm/iiq-approvals/files/alerts.yaml is not deploy/prometheus/alerts.yaml: copy it")
	}
}

func TestTheChartRenders(t *testing.T) {
	t.Parallel()
	helm := tool(t, "helm")
	const chart = "deploy/helm/iiq-approvals"
	least := []string{"--kube-version", "1.31.0", "--set", "settings.IIQ_URL=https://iiq.example.com/identityiq,settings.IIQ_CLIENT_ID=bot"}
	check(t, chart, helm, append([]string{"lint", ".", "--strict", "--quiet"}, least...)...)
	plain := check(t, chart, helm, append([]string{"template", "approvals", "."}, least...)...)
	for _, want := range []string{"kind: Deployment", "kind: Service\n", "kind: ServiceAccount", "kind: PodDisruptionBudget",
		"helm.sh/hook: pre-install,pre-upgrade",
		"readOnlyRootFilesystem: true", "runAsNonRoot: true", `{name: SLACK_BOT_TOKEN_FILE, value: "/secrets/slack-bot-token"}`, "path: /readyz"} {
		if !strings.Contains(plain, want) {
			t.Errorf("the chart renders without %q", want)
		}
	}
	if strings.Contains(plain, "monitoring.coreos.com") {
		t.Error("the chart needs the Prometheus operator without being asked to")
	}
	all := check(t, chart, helm, append([]string{"template", "approvals", ".", "--set",
		"serviceMonitor.enabled=true,prometheusRule.enabled=true,certificates.configMap=own,sensitivity.configMap=rules,proxy.HTTPS_PROXY=http://proxy:3128,migrate.secretName=owner"}, least...)...)
	for _, want := range []string{"kind: ServiceMonitor", "alert: IIQApprovalsDown", `{name: SSL_CERT_FILE, value: "/certificates/ca.crt"}`, `{name: SENSITIVITY_RULES, value: "/rules/sensitivity.yaml"}`,
		`{name: HTTPS_PROXY, value: "http://proxy:3128"}`, "secretName: owner"} {
		if !strings.Contains(all, want) {
			t.Errorf("with everything switched on, the chart renders without %q", want)
		}
	}
}

// A value that the chart does not know, a secret among the settings, or a missing address is refused.
func TestTheChartRefusesWrongValues(t *testing.T) {
	t.Parallel()
	helm := tool(t, "helm")
	for _, wrong := range []string{"settings.IIQ_URL=", "settings.SLACK_BOT_TOKEN=xoxb-1", "replicas=3", "replicaCount=0",
		"secret.keys.DATABASE_URL="} {
		cmd := quietly(t, "deploy/helm/iiq-approvals", helm, "template", "approvals", ".", "--kube-version", "1.31.0",
			"--set", "settings.IIQ_URL=https://iiq.example.com/identityiq,settings.IIQ_CLIENT_ID=bot", "--set", wrong)
		if out, err := cmd.CombinedOutput(); err == nil {
			t.Errorf("%s is taken:\n%.300s", wrong, out)
		}
	}
}

// The unit is one that systemd understands, and leaves the process next to nothing.
func TestTheUnitIsSound(t *testing.T) {
	t.Parallel()
	analyze := tool(t, "systemd-analyze")
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The program is not installed here; any other that can be run stands in.
	unit := strings.Replace(fromRoot(t, "deploy", "systemd", "iiq-approvals.service"), "ExecStart=/usr/local/bin/iiq-approvals ",
		"ExecStart="+binary+" ", 1)
	path := filepath.Join(t.TempDir(), "iiq-approvals.service")
	write(t, path, unit)
	out := check(t, ".", analyze, "verify", path)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "iiq-approvals") }) {
		t.Errorf("systemd says:\n%s", out)
	}
	check(t, ".", analyze, "security", "--offline=true", "--threshold=15", path)
}
