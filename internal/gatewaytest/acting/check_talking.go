package acting

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// commenting are the checks of comments.
func commenting() []gatewaytest.Check {
	needs := []string{"comment"}
	return []gatewaytest.Check{
		{Name: "a comment is kept by those who have to do with the item", Gateway: true, Writes: true, Needs: needs, Run: checkSpeakers},
		{Name: "a comment that says nothing is refused", Gateway: true, Writes: true, Needs: needs, Run: checkEmptyComments},
		{Name: "of many comments at once none is lost", Gateway: true, Writes: true, Needs: needs, Run: checkCommentRace},
	}
}

// actOf gives the act of an outcome.
func actOf(outcome string) act {
	for _, a := range acts() {
		if a.outcome == outcome {
			return a
		}
	}
	return act{}
}

func checkSpeakers(ctx context.Context, t *gatewaytest.Target) error {
	c, err := t.Actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.Item(ctx, gatewaytest.OwnedBy(c.Group))
	if err != nil {
		return err
	}
	tag, err := t.Tag(ctx, i.ID)
	if err != nil {
		return err
	}
	words := "Ärger & <b>\"why\"</b> 👍\nsecond"
	for _, who := range []string{c.Member, c.Requester, c.Target} {
		r, err := on(t).perform(ctx, actOf("comment"), i.ID, map[string]any{"approver": who, "comment": words + who})
		if err != nil {
			return err
		}
		var got struct{ ID, Tag string }
		if err := errors.Join(r.JSON(&got), gatewaytest.Same("id", got.ID, i.ID), gatewaytest.Same("tag", got.Tag, tag)); err != nil {
			return err
		}
	}
	seen, err := t.Both(ctx, i.ID)
	if err != nil {
		return err
	}
	var got []string
	for _, one := range seen["by id"].All("Comment") {
		got = append(got, one.Attr("author")+": "+one.Attr("comment"))
	}
	var want []string
	for _, who := range []string{c.Member, c.Requester, c.Target} {
		want = append(want, c.Names[who]+": "+words+who)
	}
	return gatewaytest.Same("comments", fmt.Sprintf("%q", got), fmt.Sprintf("%q", want))
}

func checkEmptyComments(ctx context.Context, t *gatewaytest.Target) error {
	s, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	for _, body := range []map[string]any{s.without("comment"), s.with(map[string]any{"comment": ""}),
		s.with(map[string]any{"comment": " \n\t"})} {
		_, _, err := on(t).refuses(ctx, actOf("comment"), s, body, refusedAs{http.StatusUnprocessableEntity, "comment_required"})
		if err != nil {
			return err
		}
	}
	return nil
}

func checkCommentRace(ctx context.Context, t *gatewaytest.Target) error {
	s, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	failures := make([]error, gatewaytest.Racers)
	var all sync.WaitGroup
	for n := range gatewaytest.Racers {
		all.Go(func() {
			_, failures[n] = on(t).done(ctx, actOf("comment"), s, s.with(map[string]any{"comment": fmt.Sprintf("racer %d", n)}), "comment")
		})
	}
	all.Wait()
	stored, err := s.stored()
	if err := errors.Join(append(failures, err)...); err != nil {
		return err
	}
	for n := range gatewaytest.Racers {
		if !strings.Contains(stored, fmt.Sprintf("racer %d", n)) {
			return fmt.Errorf("comments after the race: got %.500s, want that of racer %d among them", stored, n)
		}
	}
	return nil
}
