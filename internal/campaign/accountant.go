package campaign

import "github.com/iiq-approvals/bot/internal/campaign/books"

// accountant balances the books of this world.
func (w *world) accountant() *books.Accountant {
	a := &books.Accountant{
		Seed: w.opts.Seed, Dir: w.dir, Binary: w.opts.Binary, DatabaseURL: w.settings["DATABASE_URL"],
		Pool: w.pool, IIQ: w.iiq, Slack: w.slack, People: w.people,
		Book: w.book, Journal: w.journal, Answers: w.answers, WriteWindow: writeWindow, Keep: decisionKeep,
		Unsayable: []string{w.settings["SLACK_APP_TOKEN"], w.settings["SLACK_BOT_TOKEN"], w.settings["IIQ_CLIENT_SECRET"], reasonBegins},
	}
	if w.gateway != nil {
		a.Gateway, a.Keyless = w.gateway, w.opts.Released
	}
	for _, r := range w.replicas {
		a.Replicas = append(a.Replicas, r)
	}
	return a
}
