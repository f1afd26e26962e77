package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

func checkSigned(ctx context.Context, t *Target) error {
	r, err := t.review(ctx, nil, decidedLines()...)
	if err != nil {
		return err
	}
	answer, err := t.done(ctx, actOf("sign"), r.subject, r.sign(r.c.owner, 2, 1, 1), "sign")
	if err != nil {
		return err
	}
	var got struct{ Signed int64 }
	row, failed := t.row(ctx, r.id)
	if err := errors.Join(answer.json(&got), failed, same("the time is told", got.Signed > 0, true),
		same("a row of what is signed", row != nil, false)); err != nil {
		return err
	}
	p, _, err := t.refuses(ctx, actOf("sign"), r.subject, r.sign(r.c.owner, 2, 1, 1), refusedAs{http.StatusConflict, "signed"})
	return errors.Join(err, same("who signed", p.Signer.ID, r.c.owner), same("when", p.Signed, got.Signed))
}

func checkSignRefused(ctx context.Context, t *Target) error {
	app := t.unique("Hidden App")
	hidden := append(decidedLines(), ReviewLine{Application: app, Value: "x", Status: "Complete"})
	for what, one := range map[string]struct {
		change  func(r *Review)
		lines   []ReviewLine
		shown   [3]int
		as      refusedAs
		problem problem
	}{
		"with open lines": {nil, append(decidedLines(), ReviewLine{Value: "x"}), [3]int{3, 1, 1}, refusedAs{409,
			"incomplete_review"}, problem{Open: 1}},
		"with other decisions": {nil, decidedLines(), [3]int{2, 2, 0}, refusedAs{409, "changed"}, problem{Items: 2, Kept: 1,
			Revoked: 1}},
		"with more lines": {nil, decidedLines(), [3]int{3, 1, 1}, refusedAs{409, "changed"}, problem{Items: 2, Kept: 1,
			Revoked: 1}},
		"with a signature": {func(r *Review) { r.ESign = "meaning" }, decidedLines(), [3]int{2, 1, 1}, refusedAs{422,
			"signature"}, problem{}},
		"with lines kept out":      {nil, hidden, [3]int{3, 2, 1}, refusedAs{422, "excluded"}, problem{}},
		"that shows fewer of them": {nil, hidden, [3]int{2, 1, 1}, refusedAs{422, "excluded"}, problem{}},
	} {
		r, err := t.review(ctx, one.change, one.lines...)
		if err != nil {
			return err
		}
		err = t.with(ctx, map[string]string{"excludeApplications": app}, func() error {
			p, _, err := t.refuses(ctx, actOf("sign"), r.subject, r.sign(r.c.owner, one.shown[0], one.shown[1], one.shown[2]), one.as)
			want := one.problem
			return errors.Join(err, same("what is told", fmt.Sprint(p.Open, p.Items, p.Kept, p.Revoked),
				fmt.Sprint(want.Open, want.Items, want.Kept, want.Revoked)))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

func checkSignedTwice(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	r, err := t.review(ctx, func(r *Review) { r.Next = c.outsider }, decidedLines()...)
	if err != nil {
		return err
	}
	answer, err := t.done(ctx, actOf("sign"), r.subject, r.sign(c.owner, 2, 1, 1), "sign")
	if err != nil {
		return err
	}
	var got told
	if err := errors.Join(answer.json(&got), sameJSON("answer", got, told{"signed": nil, "next": told{"id": c.outsider,
		"name": c.names[c.outsider]}})); err != nil {
		return err
	}
	_, _, err = t.refuses(ctx, actOf("sign"), r.subject, r.sign(c.owner, 2, 1, 1), refusedAs{http.StatusUnprocessableEntity, "not_owner"})
	if err != nil {
		return err
	}
	if answer, err = t.done(ctx, actOf("sign"), r.subject, r.sign(c.outsider, 2, 1, 1), "sign"); err != nil {
		return err
	}
	var end struct{ Signed int64 }
	return errors.Join(answer.json(&end), same("the time is told", end.Signed > 0, true))
}

func checkSignRace(ctx context.Context, t *Target) error {
	r, err := t.review(ctx, nil, decidedLines()...)
	if err != nil {
		return err
	}
	replies, failures := make([]reply, racers), make([]error, racers)
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() { replies[n], failures[n] = t.perform(ctx, actOf("sign"), r.id, r.sign(r.c.owner, 2, 1, 1)) })
	}
	all.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	signed := 0
	for _, r := range replies {
		if r.status == http.StatusOK {
			signed++
		} else if _, err := r.refused(http.StatusConflict, "signed"); err != nil {
			return err
		}
	}
	return same("sign-offs", signed, 1)
}
