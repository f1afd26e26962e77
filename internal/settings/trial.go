package settings

import "log/slog"

// Texts about the trial workflow, for the log at the start and for doctor.
const (
	TrialWarning = "IIQ_TRIAL_WORKFLOW is set: the bot's account may launch EVERY workflow of this IdentityIQ, with all rights; " +
		"for a trial on a test system alone"
	TrialCure = "end the trial as docs/trial.md tells: install the gateway, unset IIQ_TRIAL_WORKFLOW, and take the capability away"
)

// mostWorkflowName bounds the name of a workflow, in bytes: IdentityIQ's own column is no longer.
const mostWorkflowName = 128

// parseTrial checks the settings of the trial workflow.
func (e iiqEnv) parseTrial(r *checker, c *IIQ) {
	c.TrialDecisions = r.choice("IIQ_TRIAL_DECISIONS", e.TrialDecisions, "on", "off") == "on"
	if e.TrialWorkflow != "" {
		c.TrialWorkflow = parse(r, "IIQ_TRIAL_WORKFLOW", e.TrialWorkflow, "the name of a workflow, such as Approvals Gateway Trial",
			func(s string) (string, bool) { return s, len(s) <= mostWorkflowName && printable(s) })
	}
}

// WarnOfTrial logs what the trial workflow gives away, where it is used.
func (c IIQ) WarnOfTrial(logger *slog.Logger) {
	if c.TrialWorkflow != "" {
		logger.Warn(TrialWarning, "workflow", c.TrialWorkflow, "decisions", c.TrialDecisions, "cure", TrialCure)
	}
}
