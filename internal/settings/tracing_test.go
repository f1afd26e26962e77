package settings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/settings/settingstest"
)

func TestTracingSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		get         func(Tracing) any
		want        any
	}{
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.com:4318/otlp/", func(c Tracing) any { return c.Endpoint },
			"https://collector.example.com:4318/otlp"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20abc, x-tenant = one ", func(c Tracing) any {
			h, _ := Headers(c.Headers.Reveal())
			return h
		}, map[string]string{"Authorization": "Bearer abc", "x-tenant": "one"}},
		{"OTEL_SERVICE_NAME", "approvals-test", func(c Tracing) any { return c.Service }, "approvals-test"},
		{"OTEL_RESOURCE_ATTRIBUTES", "a.b=c%2Cd,e=", func(c Tracing) any { return c.Resource }, map[string]string{"a.b": "c,d", "e": ""}},
		{"OTEL_TRACES_SAMPLER", "traceidratio", func(c Tracing) any { return c.Sampler }, "traceidratio"},
		{"OTEL_TRACES_SAMPLER_ARG", "0.25", func(c Tracing) any { return c.Ratio }, 0.25},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := loadFrom(settingstest.With(tt.name, tt.value), NeedAll)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.get(c.Tracing)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrongTracingSettings(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": {"collector:4318", "grpc://collector:4317", "https://u:p@collector", "https://c?x=1"},
		"OTEL_EXPORTER_OTLP_HEADERS":  {"opensesame", "=a", "a=%zz", "a b=c", "a=b\nc: d", "a=%0Ab", "a=é", "Content-Type=x", "host=x"},
		"OTEL_SERVICE_NAME":           {"a\x00b"},
		"OTEL_RESOURCE_ATTRIBUTES":    {"a", "a=b,", "=b", "a=%", "a=%01"},
		"OTEL_TRACES_SAMPLER":         {"on", "ALWAYS_ON", "jaeger_remote"},
		"OTEL_TRACES_SAMPLER_ARG":     {"1.1", "-0.1", "half", "NaN"},
	} {
		for _, value := range values {
			t.Run(name+"="+value, func(t *testing.T) {
				t.Parallel()
				_, err := loadFrom(settingstest.With(name, value), NeedAll)
				expectProblem(t, err, name)
				if name == tracingHeaders && strings.Contains(err.Error(), value) {
					t.Errorf("the secret is printed: %v", err)
				}
			})
		}
	}
}

// What is in the headers is no more printed than the setting as a whole.
func TestHeadersOfTracesAreSecret(t *testing.T) {
	t.Parallel()
	g := NewRedactor(envconfig.MapLookuper(map[string]string{"OTEL_EXPORTER_OTLP_HEADERS": "Authorization=Bearer%20key-of-the-collector,x-api-key=another%2Fkey-of-ours"}))
	for _, text := range []string{
		"Authorization=Bearer%20key-of-the-collector,x-api-key=another%2Fkey-of-ours", "got key-of-the-collector", "got another/key-of-ours",
	} {
		if got := g.Clean(text); strings.Contains(got, "key-of-") {
			t.Errorf(`%q is left of %q, want got without "key-of-"`, got, text)
		}
	}
}
