package settings

import (
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/iiq-approvals/bot/internal/tracing"
)

type tracingEnv struct {
	Endpoint   string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	Headers    string `env:"OTEL_EXPORTER_OTLP_HEADERS"`
	Service    string `env:"OTEL_SERVICE_NAME,default=iiq-approvals"`
	Resource   string `env:"OTEL_RESOURCE_ATTRIBUTES"`
	Sampler    string `env:"OTEL_TRACES_SAMPLER,default=parentbased_always_on"`
	SamplerArg string `env:"OTEL_TRACES_SAMPLER_ARG,default=1"`
}

// Tracing says which traces are made, and where they go.
type Tracing struct {
	// Endpoint is "" when traces are off. It has no slash at its end.
	Endpoint string
	Headers  Secret
	Service  string
	// Resource has further attributes of this process, by name.
	Resource map[string]string
	Sampler  string
	// Ratio is 0 to 1.
	Ratio float64
}

func (e tracingEnv) parse(r *checker) Tracing {
	c := Tracing{
		Headers: Secret{value: e.Headers},
		Service: parse(r, "OTEL_SERVICE_NAME", e.Service, "a name without control characters",
			func(s string) (string, bool) { return s, printable(s) }),
		Resource: parse(r, "OTEL_RESOURCE_ATTRIBUTES", e.Resource, "name=value pairs with commas, values percent-encoded", pairs),
		Sampler:  r.choice("OTEL_TRACES_SAMPLER", e.Sampler, tracing.Samplers()...),
		Ratio:    parse(r, "OTEL_TRACES_SAMPLER_ARG", e.SamplerArg, "a number from 0 to 1", share),
	}
	if e.Endpoint != "" {
		c.Endpoint = r.address("OTEL_EXPORTER_OTLP_ENDPOINT", e.Endpoint)
	}
	if _, ok := Headers(e.Headers); !ok {
		r.wrong(tracingHeaders, "its value is a secret", "name=value pairs of HTTP headers with commas, values percent-encoded")
	}
	return c
}

// tracingHeaders is a setting that is secret as a whole, and in each header's value.
const tracingHeaders = "OTEL_EXPORTER_OTLP_HEADERS"

func share(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && f >= 0 && f <= 1 && !math.IsNaN(f)
}

// pairs reads OpenTelemetry's list form: a=b,c=d, with percent-encoded values.
// https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
func pairs(s string) (map[string]string, bool) {
	all := map[string]string{}
	if strings.TrimSpace(s) == "" {
		return nil, true
	}
	for pair := range strings.SplitSeq(s, ",") {
		name, value, found := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !found || name == "" || err != nil || !printable(name+value) {
			return nil, false
		}
		all[name] = value
	}
	return all, true
}

// Headers is pairs for HTTP Headers, without those that the sender sets itself.
func Headers(s string) (map[string]string, bool) {
	all, ok := pairs(s)
	// RFC 9110 section 5.6.2.
	token := regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
	for name, value := range all {
		switch http.CanonicalHeaderKey(name) {
		case "Content-Type", "Content-Length", "Host", "Transfer-Encoding", "Connection":
			return nil, false
		}
		if !token.MatchString(name) || strings.ContainsFunc(value, func(c rune) bool { return c > unicode.MaxASCII }) {
			return nil, false
		}
	}
	return all, ok
}
