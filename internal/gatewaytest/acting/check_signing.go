package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

func checkSigned(ctx context.Context, t *gatewaytest.Target) error {
	r, err := certifyingOf(t).review(ctx, nil, decidedLines()...)
	if err != nil {
		return err
	}
	answer, err := on(t).done(ctx, actOf("sign"), r.subject, r.sign(r.c.Owner, 2, 1, 1), "sign")
	if err != nil {
		return err
	}
	var got struct{ Signed int64 }
	row, failed := certifyingOf(t).row(ctx, r.id)
	if err := errors.Join(answer.JSON(&got), failed, gatewaytest.Same("the time is told", got.Signed > 0, true),
		gatewaytest.Same("a row of what is signed", row != nil, false)); err != nil {
		return err
	}
	p, _, err := on(t).refuses(ctx, actOf("sign"), r.subject, r.sign(r.c.Owner, 2, 1, 1), refusedAs{http.StatusConflict, "signed"})
	return errors.Join(err, gatewaytest.Same("who signed", p.Signer.ID, r.c.Owner), gatewaytest.Same("when", p.Signed, got.Signed))
}

func checkSignRefused(ctx context.Context, t *gatewaytest.Target) error {
	app := t.Unique("Hidden App")
	hidden := append(decidedLines(), gatewaytest.ReviewLine{Application: app, Value: "x", Status: "Complete"})
	for what, one := range map[string]struct {
		change  func(r *gatewaytest.Review)
		lines   []gatewaytest.ReviewLine
		shown   [3]int
		as      refusedAs
		problem gatewaytest.Problem
	}{
		"with open lines": {nil, append(decidedLines(), gatewaytest.ReviewLine{Value: "x"}), [3]int{3, 1, 1}, refusedAs{409,
			"incomplete_review"}, gatewaytest.Problem{Open: 1}},
		"with other decisions": {nil, decidedLines(), [3]int{2, 2, 0}, refusedAs{409, "changed"}, gatewaytest.Problem{Items: 2, Kept: 1,
			Revoked: 1}},
		"with more lines": {nil, decidedLines(), [3]int{3, 1, 1}, refusedAs{409, "changed"}, gatewaytest.Problem{Items: 2, Kept: 1,
			Revoked: 1}},
		"with a signature": {func(r *gatewaytest.Review) { r.ESign = "meaning" }, decidedLines(), [3]int{2, 1, 1}, refusedAs{422,
			"signature"}, gatewaytest.Problem{}},
		"with lines kept out":      {nil, hidden, [3]int{3, 2, 1}, refusedAs{422, "excluded"}, gatewaytest.Problem{}},
		"that shows fewer of them": {nil, hidden, [3]int{2, 1, 1}, refusedAs{422, "excluded"}, gatewaytest.Problem{}},
	} {
		r, err := certifyingOf(t).review(ctx, one.change, one.lines...)
		if err != nil {
			return err
		}
		err = t.With(ctx, map[string]string{"excludeApplications": app}, func() error {
			p, _, err := on(t).refuses(ctx, actOf("sign"), r.subject, r.sign(r.c.Owner, one.shown[0], one.shown[1], one.shown[2]), one.as)
			want := one.problem
			return errors.Join(err, gatewaytest.Same("what is told", fmt.Sprint(p.Open, p.Items, p.Kept, p.Revoked),
				fmt.Sprint(want.Open, want.Items, want.Kept, want.Revoked)))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

func checkSignedTwice(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	r, err := certifyingOf(t).review(ctx, func(r *gatewaytest.Review) { r.Next = c.Outsider }, decidedLines()...)
	if err != nil {
		return err
	}
	answer, err := on(t).done(ctx, actOf("sign"), r.subject, r.sign(c.Owner, 2, 1, 1), "sign")
	if err != nil {
		return err
	}
	var got told
	if err := errors.Join(answer.JSON(&got), gatewaytest.SameJSON("answer", got, told{"signed": nil, "next": told{"id": c.Outsider,
		"name": c.Names[c.Outsider]}})); err != nil {
		return err
	}
	_, _, err = on(t).refuses(ctx, actOf("sign"), r.subject, r.sign(c.Owner, 2, 1, 1),
		refusedAs{http.StatusUnprocessableEntity, "not_owner"})
	if err != nil {
		return err
	}
	if answer, err = on(t).done(ctx, actOf("sign"), r.subject, r.sign(c.Outsider, 2, 1, 1), "sign"); err != nil {
		return err
	}
	var end struct{ Signed int64 }
	return errors.Join(answer.JSON(&end), gatewaytest.Same("the time is told", end.Signed > 0, true))
}

func checkSignRace(ctx context.Context, t *gatewaytest.Target) error {
	r, err := certifyingOf(t).review(ctx, nil, decidedLines()...)
	if err != nil {
		return err
	}
	replies, failures := make([]gatewaytest.Reply, gatewaytest.Racers), make([]error, gatewaytest.Racers)
	var all sync.WaitGroup
	for n := range gatewaytest.Racers {
		all.Go(func() { replies[n], failures[n] = on(t).perform(ctx, actOf("sign"), r.id, r.sign(r.c.Owner, 2, 1, 1)) })
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	signed := 0
	for _, r := range replies {
		if r.Status == http.StatusOK {
			signed++
		} else if _, err := r.Refused(http.StatusConflict, "signed"); err != nil {
			return err
		}
	}
	return gatewaytest.Same("sign-offs", signed, 1)
}
