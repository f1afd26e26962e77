package webapi

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/approvals"
	"github.com/iiq-approvals/bot/internal/slackui/cards"
)

// A 429 is one in whatever form it asks to wait, at every method: never an answer that may have had its effect.
func TestEveryFormOfA429IsALimit(t *testing.T) {
	t.Parallel()
	at := time.Now().Add(20 * time.Second).UTC().Format(http.TimeFormat)
	for method, call := range map[string]func(context.Context, *desk) error{
		"chat.postMessage": func(ctx context.Context, d *desk) error {
			_, _, err := d.Post(ctx, "U1", testMessage)
			return err
		},
		"chat.update":        func(ctx context.Context, d *desk) error { return d.Update(ctx, "D1", "1.2", testMessage) },
		"chat.postEphemeral": func(ctx context.Context, d *desk) error { return d.Ephemeral(ctx, "D1", "U1", testMessage) },
		"response_url": func(ctx context.Context, d *desk) error {
			return d.Respond(ctx, d.cfg.APIURL+"respond", testMessage, false)
		},
		"conversations.open": func(ctx context.Context, d *desk) error { _, err := d.OpenDM(ctx, "U1"); return err },
		"conversations.history": func(ctx context.Context, d *desk) error {
			_, _, err := d.FindCard(ctx, "D1", "c", time.Now())
			return err
		},
		"users.info": func(ctx context.Context, d *desk) error {
			_, err := NewDirectory(d.Client, "T1", errors.ErrUnsupported).User(ctx, "U1")
			return err
		},
		"users.list": func(ctx context.Context, d *desk) error {
			_, _, err := NewDirectory(d.Client, "T1", errors.ErrUnsupported).Users(ctx, "")
			return err
		},
		"dnd.info":   func(ctx context.Context, d *desk) error { _, err := d.QuietTime(ctx, "U1", "T1"); return err },
		"views.open": func(ctx context.Context, d *desk) error { return d.OpenModal(ctx, "1.2.3", slack.ModalViewRequest{}) },
		"views.publish": func(ctx context.Context, d *desk) error {
			_, err := d.PublishHome(ctx, "U1", cards.HomeView(approvals.Page{}), "")
			return err
		},
	} {
		for form, most := range map[string]time.Duration{
			"1.5": 2 * time.Second, at: 20 * time.Second, "soon": unlimitedRest, "7": 7 * time.Second,
		} {
			d := newDesk(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", form)
				w.WriteHeader(http.StatusTooManyRequests)
			})
			err := call(t.Context(), d)
			after := approvals.RetryAfter(err)
			if !errors.Is(err, ErrRateLimited) || errors.Is(err, approvals.ErrUnclear) || after <= 0 || after > most {
				t.Errorf("%s with %q: %v, again after %s, want %v, after %s at most", method, form, err, after, ErrRateLimited, most)
			}
		}
	}
}
