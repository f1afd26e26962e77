package main

import (
	"context"
	"net/http"

	"github.com/iiq-approvals/bot/internal/doctor"
	"github.com/iiq-approvals/bot/internal/gatewaytest"
	workflow "github.com/iiq-approvals/bot/internal/iiq/trial"
	"github.com/iiq-approvals/bot/internal/settings"
)

// gateway checks IdentityIQ's plugin against the contract. It needs the settings of IdentityIQ alone.
func (d *doctorCommand) gateway(ctx context.Context, p *process, tell func(doctor.Finding)) ([]doctor.Finding, error) {
	c, err := p.Load(settings.NeedIIQ)
	if err != nil {
		return nil, err
	}
	target := &gatewaytest.Target{
		Root: c.IIQ.URL, Path: c.IIQ.PluginPath, ClientID: c.IIQ.ClientID, ClientSecret: c.IIQ.ClientSecret.Reveal(), Quiet: true,
		HTTP: &http.Client{
			Timeout: c.IIQ.Timeout,
			// The token must not go to another address.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if c.IIQ.TrialWorkflow != "" {
		target.Path = workflow.Path
		target.HTTP.Transport = &workflow.Workflow{Base: http.DefaultTransport, Root: c.IIQ.URL, Name: c.IIQ.TrialWorkflow,
			User: c.IIQ.SCIMUser, Password: c.IIQ.SCIMPassword.Reveal()}
	}
	clean := func(text string) string { return settings.Plain(p.Guard.Clean(text)) }
	return doctor.ExamineGateway(ctx, target, clean, tell), nil
}
