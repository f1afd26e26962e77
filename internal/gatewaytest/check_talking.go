package gatewaytest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// commenting are the checks of comments.
func commenting() []Check {
	needs := []string{"comment"}
	return []Check{
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

func checkSpeakers(ctx context.Context, t *Target) error {
	c, err := t.actors(ctx)
	if err != nil {
		return err
	}
	i, err := t.item(ctx, ownedBy(c.group))
	if err != nil {
		return err
	}
	tag, err := t.tag(ctx, i.ID)
	if err != nil {
		return err
	}
	words := "Ärger & <b>\"why\"</b> 👍\nsecond"
	for _, who := range []string{c.member, c.requester, c.target} {
		r, err := t.perform(ctx, actOf("comment"), i.ID, map[string]any{"approver": who, "comment": words + who})
		if err != nil {
			return err
		}
		var got struct{ ID, Tag string }
		if err := errors.Join(r.json(&got), same("id", got.ID, i.ID), same("tag", got.Tag, tag)); err != nil {
			return err
		}
	}
	seen, err := t.both(ctx, i.ID)
	if err != nil {
		return err
	}
	var got []string
	for _, one := range seen["by id"].all("Comment") {
		got = append(got, one.attr("author")+": "+one.attr("comment"))
	}
	var want []string
	for _, who := range []string{c.member, c.requester, c.target} {
		want = append(want, c.names[who]+": "+words+who)
	}
	return same("comments", fmt.Sprintf("%q", got), fmt.Sprintf("%q", want))
}

func checkEmptyComments(ctx context.Context, t *Target) error {
	s, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	for _, body := range []map[string]any{s.without("comment"), s.with(map[string]any{"comment": ""}),
		s.with(map[string]any{"comment": " \n\t"})} {
		_, _, err := t.refuses(ctx, actOf("comment"), s, body, refusedAs{http.StatusUnprocessableEntity, "comment_required"})
		if err != nil {
			return err
		}
	}
	return nil
}

func checkCommentRace(ctx context.Context, t *Target) error {
	s, err := aComment(ctx, t)
	if err != nil {
		return err
	}
	failures := make([]error, racers)
	var all sync.WaitGroup
	for n := range racers {
		all.Go(func() {
			_, failures[n] = t.done(ctx, actOf("comment"), s, s.with(map[string]any{"comment": fmt.Sprintf("racer %d", n)}), "comment")
		})
	}
	all.Wait()
	stored, err := s.stored()
	if err := errors.Join(append(failures, err)...); err != nil {
		return err
	}
	for n := range racers {
		if !strings.Contains(stored, fmt.Sprintf("racer %d", n)) {
			return fmt.Errorf("comments after the race: got %.500s, want that of racer %d among them", stored, n)
		}
	}
	return nil
}
