package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// reviewDeciding are the checks of decisions on lines of reviews, and of sign-offs.
func reviewDeciding() []gatewaytest.Check {
	decide, sign := []string{"reviews.decide", "reviews.lines"}, []string{"reviews.sign", "reviews.lines"}
	return []gatewaytest.Check{
		{Name: "lines of a review are decided, and taken back", Gateway: true, Writes: true, Needs: decide, Run: checkDecideLines},
		{Name: "lines that are decided along are named", Gateway: true, Writes: true, Needs: decide, Run: checkDecidedAlong},
		{Name: "a line of a review is refused alone", Gateway: true, Writes: true, Needs: decide, Run: checkLineRefused},
		{Name: "a line that must not be named refuses the call", Gateway: true, Writes: true, Needs: decide, Run: checkLinesRefused},
		{Name: "more lines in a minute than an administrator allows", Gateway: true, Writes: true, Needs: decide, Run: checkLinesPace},
		{Name: "members of a group that reviews decide and sign", Gateway: true, Writes: true, Needs: append(decide, sign...),
			Run: checkGroupReviews},
		{Name: "reviews that are over, not out or switched off are not decided", Gateway: true, Writes: true, Needs: append(decide,
			sign...),
			Run: checkReviewOver},
		{Name: "a review is signed as it was shown", Gateway: true, Writes: true, Needs: sign, Run: checkSigned},
		{Name: "a review that must not be signed", Gateway: true, Writes: true, Needs: sign, Run: checkSignRefused},
		{Name: "a review goes on to the next who signs", Gateway: true, Writes: true, Needs: sign, Run: checkSignedTwice},
		{Name: "of many who sign at once one does", Gateway: true, Writes: true, Needs: sign, Run: checkSignRace},
	}
}

func checkDecideLines(ctx context.Context, t *gatewaytest.Target) error {
	lines := make([]gatewaytest.ReviewLine, 3)
	for n := range lines {
		lines[n] = gatewaytest.ReviewLine{Application: "Active Directory", Attribute: "memberOf", Value: fmt.Sprint(n)}
	}
	r, err := certifyingOf(t).review(ctx, nil, lines...)
	if err != nil {
		return err
	}
	until := soon()
	got, err := certifyingOf(t).decideLines(ctx, r, r.wish(2, "Mitigated", "until", until), r.wish(0, "Approved"),
		r.wish(1, "Remediated", "comment", "too <wide> 👍"))
	if err == nil {
		err = certifyingOf(t).results(ctx, &r, got, []int{2, 0, 1}, []string{"ok", "ok", "ok"})
	}
	if err != nil {
		return err
	}
	row, err := certifyingOf(t).row(ctx, r.id)
	if err := errors.Join(err, gatewaytest.SameJSON("lines that are done", row["done"], 3),
		gatewaytest.SameJSON("it can be signed", row["signable"],
			true)); err != nil {
		return err
	}
	decided, err := certifyingOf(t).reviewLines(ctx, r.id)
	if err != nil {
		return err
	}
	for n, want := range []told{{"status": "Approved", "comment": ""}, {"status": "Remediated", "comment": "too <wide> 👍"},
		{"status": "Mitigated", "until": until}} {
		decision, _ := decided[r.lines[n]]["decision"].(told)
		at, _ := decision["at"].(float64)
		found := []error{gatewaytest.SameJSON("status of the line", decided[r.lines[n]]["status"], "Complete"),
			gatewaytest.SameJSON("who decided", decision["by"],
				r.c.Names[r.c.Owner]), gatewaytest.Same("the time is told", at > 0, true)}
		for name, value := range want {
			found = append(found, gatewaytest.SameJSON(name, decision[name], value))
		}
		if err := errors.Join(found...); err != nil {
			return err
		}
	}
	if got, err = certifyingOf(t).decideLines(ctx, r, r.wish(1, "Cleared")); err == nil {
		err = certifyingOf(t).results(ctx, &r, got, []int{1}, []string{"ok"})
	}
	if err != nil {
		return err
	}
	decided, err = certifyingOf(t).reviewLines(ctx, r.id)
	return errors.Join(err, gatewaytest.SameJSON("status after taking back", decided[r.lines[1]]["status"], "Open"),
		gatewaytest.SameJSON("decision after taking back", decided[r.lines[1]]["decision"], nil))
}

// checkDecidedAlong decides an account: IdentityIQ decides along what is in it, and the tags of those lines are old then.
func checkDecidedAlong(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	app := t.Unique("Directory")
	in := func(kind, value, entity string) gatewaytest.ReviewLine {
		return gatewaytest.ReviewLine{Type: kind, Application: app, Attribute: "memberOf", Value: value, Entity: entity}
	}
	r, err := certifyingOf(t).review(ctx, nil, in("Account", "", ""), in("Exception", "a", ""), in("Exception", "b", ""),
		in("Exception", "c",
			c.Requester),
		gatewaytest.ReviewLine{Application: "Other", Value: "d"})
	if err != nil {
		return err
	}
	got, err := certifyingOf(t).decideLines(ctx, r, r.wish(1, "Remediated", "comment", "no"), r.wish(0, "Remediated", "comment", "no"))
	if err != nil {
		return err
	}
	now, err := certifyingOf(t).lineTags(ctx, r.id)
	if err != nil {
		return err
	}
	also := slices.Concat(got[0].Also, got[1].Also)
	if err := gatewaytest.SameJSON("lines decided along", also,
		[]told{{"id": r.lines[2], "status": "Complete", "tag": now[r.lines[2]]}}); err != nil {
		return err
	}
	for _, n := range []int{3, 4} {
		if err := gatewaytest.Same("tag of a line that is left alone", now[r.lines[n]], r.tags[r.lines[n]]); err != nil {
			return err
		}
	}
	return nil
}

func checkLineRefused(ctx context.Context, t *gatewaytest.Target) error {
	line := func(n int, status, kind string) gatewaytest.ReviewLine {
		return gatewaytest.ReviewLine{Application: "Active Directory", Attribute: "memberOf", Value: fmt.Sprint(n), Status: status,
			Type: kind}
	}
	running := line(6, "Complete", "")
	running.Decision, running.CarriedOut = "Remediated", true
	r, err := certifyingOf(t).review(ctx, nil, line(0, "Delegated", ""), line(1, "Challenged", ""), line(2, "WaitingReview", ""),
		line(3, "",
			"PolicyViolation"),
		line(4, "", ""), line(5, "", ""), running, line(7, "Returned", ""))
	if err != nil {
		return err
	}
	stale := r.wish(5, "Approved")
	stale["tag"] = r.tags[r.lines[4]]
	wishes := []told{r.wish(0, "Approved"), r.wish(1, "Approved"), r.wish(2, "Approved"), r.wish(3, "Approved"), r.wish(4, "Remediated",
		"comment",
		" \n"), stale, r.wish(6, "Approved")}
	words := []string{"not_owner", "wrong_type", "wrong_type", "wrong_type", "comment_required", "changed", "line_decided"}
	err = t.Leaves(ctx, r.stored, func() error {
		got, err := certifyingOf(t).decideLines(ctx, r, wishes...)
		if err != nil {
			return err
		}
		return certifyingOf(t).results(ctx, &r, got, []int{0, 1, 2, 3, 4, 5, 6}, words)
	})
	if err != nil {
		return err
	}
	return on(t).notes(ctx, 1, func() error {
		got, err := certifyingOf(t).decideLines(ctx, r, wishes[0], r.wish(7, "Approved"))
		if err != nil {
			return err
		}
		return certifyingOf(t).results(ctx, &r, got, []int{0, 7}, []string{"not_owner", "ok"})
	})
}

func checkLinesRefused(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	r, err := certifyingOf(t).review(ctx, func(r *gatewaytest.Review) { r.Targets = append(r.Targets, c.Owner) },
		gatewaytest.ReviewLine{Value: "a",
			Application: "Active Directory"},
		gatewaytest.ReviewLine{Value: "b", Application: app}, gatewaytest.ReviewLine{Value: "c", Application: "Active Directory",
			Entity: c.Owner})
	if err != nil {
		return err
	}
	other, err := certifyingOf(t).review(ctx, nil)
	if err != nil {
		return err
	}
	good, unprocessable, bad := r.wish(0, "Approved"), http.StatusUnprocessableEntity, http.StatusBadRequest
	return t.With(ctx, map[string]string{"excludeApplications": app}, func() error {
		for what, one := range map[string]struct {
			wish told
			as   refusedAs
		}{
			"a line of another review": {other.wish(0, "Approved"), refusedAs{unprocessable, "unknown_line"}},
			"a line that nobody has": {told{"id": gatewaytest.AbsentID(), "status": "Approved", "tag": "x"}, refusedAs{unprocessable,
				"unknown_line"}},
			"the id of the review":    {told{"id": r.id, "status": "Approved", "tag": "x"}, refusedAs{unprocessable, "unknown_line"}},
			"a line that is kept out": {r.wish(1, "Approved"), refusedAs{unprocessable, "unknown_line"}},
			"one's own line":          {r.wish(2, "Approved"), refusedAs{unprocessable, "self_approval"}},
			"a line twice":            {good, refusedAs{bad, "bad_line"}},
			"a line without an id":    {told{"status": "Approved", "tag": "x"}, refusedAs{bad, "bad_line"}},
			"a state that is none":    {r.wish(1, "approved"), refusedAs{bad, "bad_state"}},
			"no state":                {told{"id": r.lines[1], "tag": "x"}, refusedAs{bad, "bad_state"}},
		} {
			if _, _, err := on(t).refuses(ctx, actOf("decide-lines"), r.subject, r.decides(c.Owner, good, one.wish), one.as); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		return t.With(ctx, map[string]string{"selfApproval": "true"}, func() error {
			got, err := certifyingOf(t).decideLines(ctx, r, r.wish(2, "Approved"))
			return errors.Join(err, gatewaytest.Same("results", len(got) == 1 && got[0].Result == "ok", true))
		})
	})
}

func checkLinesPace(ctx context.Context, t *gatewaytest.Target) error {
	r, err := certifyingOf(t).review(ctx, nil)
	if err != nil {
		return err
	}
	return t.With(ctx, map[string]string{"maxDecisionsPerMinute": "1"}, func() error {
		_, answer, err := on(t).refuses(ctx, actOf("decide-lines"), r.subject, r.decides(r.c.Owner, r.wish(0, "Approved"), r.wish(1,
			"Approved")),
			refusedAs{http.StatusTooManyRequests, "too_many"})
		return errors.Join(err, gatewaytest.WantRetryAfter(nil, gatewaytest.Item{}, gatewaytest.Problem{}, answer.Header))
	})
}

func (r reviewed) sign(who string, items, kept, revoked int) told {
	return told{"approver": who, "expect": told{"items": items, "kept": kept, "revoked": revoked}}
}

func checkGroupReviews(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	r, err := certifyingOf(t).review(ctx, func(r *gatewaytest.Review) { r.Reviewers = []string{c.Group} })
	if err != nil {
		return err
	}
	for _, who := range []string{c.Owner, c.Left} {
		word := map[string]string{c.Owner: "not_owner", c.Left: "inactive"}[who]
		_, _, err := on(t).refuses(ctx, actOf("decide-lines"), r.subject, r.decides(who, r.wish(0, "Approved")),
			refusedAs{http.StatusUnprocessableEntity, word})
		if err != nil {
			return err
		}
	}
	body := r.decides(c.Member, r.wish(0, "Approved"), r.wish(1, "Approved"))
	if _, err := on(t).done(ctx, actOf("decide-lines"), r.subject, body, "decide-lines"); err != nil {
		return err
	}
	_, err = on(t).done(ctx, actOf("sign"), r.subject, r.sign(c.Member, 2, 2, 0), "sign")
	return err
}

// checkReviewOver tries both acts on reviews that nobody may decide here now.
func checkReviewOver(ctx context.Context, t *gatewaytest.Target) error {
	r, err := certifyingOf(t).review(ctx, nil, decidedLines()...)
	if err != nil {
		return err
	}
	both := func(r reviewed, want refusedAs) ([2]gatewaytest.Problem, error) {
		one, _, err := on(t).refuses(ctx, actOf("decide-lines"), r.subject, r.decides(r.c.Owner, r.wish(0, "Approved")), want)
		two, _, failed := on(t).refuses(ctx, actOf("sign"), r.subject, r.sign(r.c.Owner, 2, 1, 1), want)
		return [2]gatewaytest.Problem{one, two}, errors.Join(err, failed)
	}
	unprocessable := http.StatusUnprocessableEntity
	err = t.With(ctx, map[string]string{"reviewDecisions": "false"}, func() error {
		_, err := both(r, refusedAs{unprocessable, "wrong_type"})
		return err
	})
	if err != nil {
		return fmt.Errorf("switched off: %w", err)
	}
	for phase, want := range map[string]refusedAs{"Staged": gone(), "Challenge": {unprocessable, "wrong_type"}} {
		other, err := certifyingOf(t).review(ctx, func(r *gatewaytest.Review) { r.Phase = phase }, decidedLines()...)
		if err == nil {
			_, err = both(other, want)
		}
		if err != nil {
			return fmt.Errorf("in the phase %s: %w", phase, err)
		}
	}
	if err := t.Fixtures.SignReview(ctx, r.id, r.c.Outsider); err != nil {
		return err
	}
	told, err := both(r, refusedAs{http.StatusConflict, "signed"})
	for _, p := range told {
		err = errors.Join(err, gatewaytest.Same("who signed", p.Signer.ID, r.c.Outsider),
			gatewaytest.Same("when is told", p.Signed > 0, true))
	}
	return err
}
