// Package judging holds the rules on sensitive content against items: how much of an item may go to Slack, and what a decision on
// it requires. The rules of the process that last put others into force are in force for all replicas.
//
//	AdoptRules ──▶ a generation ──▶ JudgeAnew: each open item ──▶ its verdict, with the generation that gave it
//	an item seen ──▶ JudgeSeen ──▶ the stricter of both verdicts, where newer rules have judged it
//
// The rules themselves are those of package sensitivity.
package judging
