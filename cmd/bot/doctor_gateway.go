package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	"github.com/iiq-approvals/bot/internal/iiq"
	workflow "github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/settings"
)

// gateway checks IdentityIQ's plugin against the contract. It needs the settings of IdentityIQ alone.
func (d *doctorCommand) gateway(ctx context.Context, p *process, tell func(doctor.Finding)) ([]doctor.Finding, error) {
	c, err := p.Load(settings.NeedIIQ)
	if err != nil {
		return nil, err
	}
	clean := func(text string) string { return settings.Plain(p.Guard.Clean(text)) }
	if d.Write {
		agreed := func(what string) bool { return d.Yes || agrees(os.Stdin, p.stderr, what) }
		return doctor.TryGateway(ctx, gatewayAt(c.IIQ), agreed, time.Now, clean, tell), nil
	}
	return doctor.ExamineGateway(ctx, gatewayAt(c.IIQ), time.Now, clean, tell), nil
}

// agrees says what will be done, and waits for a line that says yes. No line is no.
func agrees(in io.Reader, out io.Writer, what string) bool {
	fmt.Fprintf(out, "%s\nType yes to go on: ", what)
	line, err := bufio.NewReader(io.LimitReader(in, longestAnswer)).ReadString('\n')
	return (err == nil || errors.Is(err, io.EOF)) && strings.TrimSpace(line) == "yes"
}

// longestAnswer bounds what is read of an answer, in bytes.
const longestAnswer = 100

// gatewayAt is the plugin of the settings, whatever it is.
func gatewayAt(c settings.IIQ) doctor.Gateway {
	g := doctor.Gateway{Mode: c.Gateway, Key: c.DecisionKey.Reveal(), Target: &gatewaytest.Target{
		Root: c.URL, Path: c.PluginPath, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), Quiet: true,
		HTTP: &http.Client{
			Timeout: c.Timeout,
			// The token must not go to another address.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}}
	if c.IdentitySource == iiq.SourceSCIM && c.SCIMUser == "" {
		g.Needed = []string{"SCIMExecutor"}
	}
	if c.TrialWorkflow != "" {
		g.Target.Path = workflow.Path
		g.Target.HTTP.Transport = &workflow.Workflow{Base: http.DefaultTransport, Root: c.URL, Name: c.TrialWorkflow,
			User: c.SCIMUser, Password: c.SCIMPassword.Reveal()}
	}
	return g
}

// gatewayUnlessVendor is gatewayAt, without a target where the settings say that the plugin is the vendor's.
func gatewayUnlessVendor(c settings.IIQ) doctor.Gateway {
	g := gatewayAt(c)
	if c.Gateway == iiq.GatewayVendor {
		g.Target = nil
	}
	return g
}
