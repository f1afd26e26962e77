package app

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/identitymap"
	"github.com/iiq-approvals/bot/internal/iiq"
	"github.com/iiq-approvals/bot/internal/jobs"
	"github.com/iiq-approvals/bot/internal/rounds"
	"github.com/iiq-approvals/bot/internal/schedule"
	"github.com/iiq-approvals/bot/internal/settings"
	"github.com/iiq-approvals/bot/internal/store/tx"
)

// The names of the scheduled rounds, as the table schedules has them.
const (
	roundPoll       = "poll"
	roundReconcile  = "reconcile"
	roundWorkgroups = "workgroups"
	roundAbsences   = "absences"
	roundIdentities = "identities"
	roundChanges    = "identity_changes"
	roundTidy       = "tidy"
	roundRetain     = "audit_retention"
	roundRemove     = "item_retention"
	roundAlerts     = "alerts"
	roundTexts      = "texts"
	roundRemind     = "remind"
	roundReviews    = "reviews"
)

// openWork makes the workers, the scheduled rounds and the sweep.
func (b *bot) openWork(context.Context) error {
	iiqPort := iiqPort{b.iiq}
	people := workerPeople{Map: b.people, members: iiqPort, report: b.iiq.IdentityReport, noGroups: &noGroups{clock: b.dated.Now}}
	b.witness = &rounds.Witness{Store: b.store, People: b.iiq}
	groups := &rounds.Groups{Store: b.store, Members: iiqPort, People: people, Witness: b.witness, Unmarked: people.unmarked}
	cards := slackPort{bot: b}
	workers := river.NewWorkers()
	submit := &jobs.SubmitDecisionWorker{
		Store: b.store, Writer: iiqPort, Repeat: b.iiq, Outcomes: b.iiq, Requests: b.iiq, Entities: reviewPort{b.iiq},
		Lease: 3 * b.cfg.IIQ.Timeout,
		Keep:  b.cfg.Rules.DecisionKeep,
		Judge: &jobs.Judge{Store: b.store, Items: b.iiq, Groups: groups, Requests: b.iiq, Witness: b.witness, Log: b.log,
			People: workerPeople{Map: b.judgePeople, members: iiqPort, report: b.iiq.IdentityReport, noGroups: people.noGroups}},
		Log: b.log, Urgent: iiq.Urgent, Redact: b.guard.Clean, Ended: b.metrics.DecisionEnded,
	}
	show := &jobs.ShowCardWorker{Store: b.store, People: people, Cards: cards, Answers: cards, Items: b.iiq, Context: b.context,
		TeamID: b.workspace.TeamID, Log: b.log, Ended: b.metrics.CardEnded,
		Changed: b.metrics.CardChanged(b.store, b.dated.Now, b.log)}
	around := append([]rivertype.Middleware{&jobs.ClicksFirst{AwaitCalm: b.clickStore.AwaitCalm}},
		append(b.traces.jobs(b.store), &jobsGuarded{guard: b.guard})...)
	b.handed = jobs.HandOverWorkers{Submit: submit, Show: show, Recording: b.store.ShowRecording, Around: around}
	river.AddWorker(workers, submit)
	river.AddWorker(workers, show)
	river.AddWorker(workers, &jobs.TellClickerWorker{Store: b.store, Answers: cards, Clock: b.dated.Now, Log: b.log})
	river.AddWorker(workers, &jobs.TellBulkWorker{Store: b.store, Sender: cards, Log: b.log, Ended: b.metrics.BulkTold})
	river.AddWorker(workers, &jobs.PublishHomeWorker{Store: b.store, Homes: cards, TeamID: b.workspace.TeamID})
	river.AddWorker(workers, &jobs.RemindPersonWorker{Store: b.store, People: people, Sender: cards, Clock: b.dated.Now, Log: b.log,
		Ended: b.metrics.ReminderEnded})
	river.AddWorker(workers, &jobs.FoldReminderWorker{Store: b.store, Sender: cards})
	river.AddWorker(workers, &jobs.TellRequesterWorker{Store: b.store, People: people, Slack: cards, Log: b.log})
	var err error
	b.client, err = jobs.NewClient(b.pool, workers, jobs.Work{
		Decisions: decisionsAtOnce(b.cfg), Interactive: interactiveAtOnce, Homes: 12, Posts: 12, Updates: 6, Reminders: 2, Bulks: 4,
		Around: append([]rivertype.Middleware{&jobs.Unneeded{HandOver: b.handOver}}, around...), Dated: b.dated.Now,
	}, quiet(b.log))
	if err != nil {
		return err
	}
	b.identities = &rounds.Identities{Store: b.store, Map: refresher{b.people}, Log: b.log}
	all := b.rounds(groups)
	b.sweep = &jobs.Sweep{Store: b.store, Log: b.log, Marks: tx.Marks(3 * b.cfg.IIQ.Timeout), PulledIn: b.metrics.PulledIn}
	for _, r := range all {
		b.sweep.Marks = append(b.sweep.Marks, tx.RoundMarks(r.Name, r.Every)...)
	}
	b.schedules = schedule.NewLoop(b.store.Rounds, b.guarded(all), b.log, b.metrics.RoundEnded, b.traces.tracer)
	b.metrics.RegisterWork(b.store, b.pool)
	b.metrics.RegisterStampsAhead(b.iiq.StampsAhead)
	b.metrics.RegisterRules(b.store.RulesReplaced)
	b.metrics.RegisterUnread(b.iiq.DatesUnread, b.iiq.ItemsUnusable)
	b.metrics.RegisterLog(func() bool { return b.decisionLog.witness.WentBack() })
	return nil
}

// interactiveAtOnce is how many cards that somebody looks at are shown at once.
const interactiveAtOnce = 20

// decisionsAtOnce is how many decisions are worked at once. They may wait for IIQ's slots, so more workers than that would only hold
// connections to the database.
func decisionsAtOnce(c settings.Config) int { return 4 * c.IIQ.MaxConcurrency }

func (b *bot) rounds(groups *rounds.Groups) []schedule.Round {
	r := b.cfg.Rules
	poll := &rounds.Poll{Store: b.store, Items: iiqPort{b.iiq}, Changes: b.iiq, Groups: groups, Requests: b.iiq,
		Types: ShownTypes(r.Policy()), Page: b.cfg.IIQ.PageSize, Log: b.log}
	reconcile := &rounds.Reconcile{Store: b.store, Items: iiqPort{b.iiq}, Requests: b.iiq, Groups: groups, Bulk: b.iiq, Witness: b.witness,
		Clock: b.dated.Now, Log: b.log, Corrected: b.metrics.BookingCorrected}
	workgroups := &rounds.Workgroups{Store: b.store, Groups: groups, Refresh: r.WorkgroupRefresh, Log: b.log}
	absences := &rounds.Absences{Store: b.store, Reconcile: reconcile, Workgroups: workgroups, Log: b.log}
	changes := &rounds.IdentityChanges{Store: b.store, Map: refresher{b.people}, Log: b.log}
	users := &rounds.SlackUsers{Store: b.store, Map: b.people, Log: b.log}
	all := []schedule.Round{
		{Name: roundPoll, Every: r.PollInterval, Run: poll.Run},
		{Name: roundReconcile, Every: r.ReconcileInterval, Run: reconcile.Run},
		{Name: roundWorkgroups, Every: max(time.Second, r.WorkgroupRefresh/5), Run: workgroups.Run},
		{Name: roundAbsences, Every: rounds.AbsencesEvery, Sooner: absences.Sooner, Run: absences.Run},
		{Name: roundIdentities, Every: r.IdentitySyncInterval, Run: b.identities.Run},
		{Name: roundChanges, Every: r.IdentityRefresh, Run: func(ctx context.Context, l schedule.Lease) error {
			_, err := b.people.ExpireLinks(ctx)
			return errors.Join(err, changes.Run(ctx, l))
		}},
		{Name: identitymap.UserListRound, Every: rounds.SlackUsersEvery, Sooner: users.Sooner, Run: users.Run},
		{Name: roundTidy, Every: time.Hour, Run: b.tidy},
		b.remindRound(),
		b.reviewsRound(groups),
		{Name: roundRetain, Every: 24 * time.Hour, Run: b.decisionLog.retain},
		{Name: roundTexts, Every: textsEvery, Run: (&rounds.Texts{Store: b.store, People: b.people, Log: b.log}).Run},
		{Name: roundRemove, Every: time.Hour, Run: (&rounds.Retention{Store: b.store, Keep: r.ItemRetention, Log: b.log}).Run},
	}
	if r.AdminChannel == "" {
		return all
	}
	alerts := &rounds.Alerts{Store: b.store, Channel: adminChannel{b}, People: adminChannel{b}, Clock: b.dated.Now, Log: b.log,
		SocketTrouble: func() string { return b.sockets.Status().Fatal }, LogHead: b.decisionLog.head}
	return append(all, schedule.Round{Name: roundAlerts, Every: alertsEvery, Run: alerts.Run})
}

// guarded removes secrets from the stored error of a failed round, since administrators see it.
func (b *bot) guarded(all []schedule.Round) []schedule.Round {
	for i := range all {
		run := all[i].Run
		all[i].Run = func(ctx context.Context, l schedule.Lease) error { return b.guard.CleanError(run(ctx, l)) }
	}
	return all
}

// textsEvery is how often the round looks for missing texts of open items; a search makes those that it misses.
const textsEvery = 5 * time.Minute

// alertsEvery is how often the bot looks for news for administrators.
const alertsEvery = 30 * time.Second

// ShownTypes are the types of work items that IdentityIQ is asked for.
func ShownTypes(p approvals.Policy) []approvals.ItemType {
	// Work items of access reviews name the reviewers.
	types := []approvals.ItemType{approvals.TypeApproval, approvals.TypeCertification}
	for t, shown := range p.LinkOnlyTypes {
		if shown {
			types = append(types, t)
		}
	}
	return types
}
