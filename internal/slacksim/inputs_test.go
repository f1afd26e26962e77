package slacksim

import (
	"errors"
	"fmt"
	"testing"

	"github.com/slack-go/slack"

	"github.com/iiq-approvals/bot/internal/patience"
)

func textOption(text string) slack.MsgOption { return slack.MsgOptionText(text, false) }

// openForm shows a user a modal with these blocks, in JSON.
func (w *workspace) openForm(user, blocks string) {
	w.t.Helper()
	w.mu.Lock()
	trigger := w.newTrigger(user, nil)
	w.mu.Unlock()
	view := `{"type":"modal","notify_on_close":true,"title":{"type":"plain_text","text":"Form"},"submit":{"type":"plain_text","text":"Send"},"blocks":` + blocks + `}`
	if a := w.form("views.open", "trigger_id", trigger, "view", view); a.code() != "" {
		w.t.Fatalf(`views.open: %s, want code ""`, a.raw)
	}
}

func inputBlock(id, element string) string {
	return `{"type":"input","block_id":"` + id + `","label":{"type":"plain_text","text":"Field ` + id + `"},"element":` + element + `}`
}

const twoOptions = `"options":[{"text":{"type":"plain_text","text":"One hour"},"value":"1h"},{"text":{"type":"plain_text","text":"Tomorrow"},"value":"1d"}]`

func TestEveryKindOfInput(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Events: []string{"app_mention"}})
	sam := w.person(User{RealName: "Sam"})
	tests := []struct {
		element, want string
		entry         any
	}{
		{`{"type":"plain_text_input"}`, "map[type:plain_text_input value:hi]", "hi"},
		{`{"type":"static_select",` + twoOptions + `}`, "map[selected_option:map[text:map[text:Tomorrow type:plain_text] value:1d] type:static_select]", "Tomo"},
		{`{"type":"radio_buttons",` + twoOptions + `}`, "map[selected_option:map[text:map[text:One hour type:plain_text] value:1h] type:radio_buttons]", "1h"},
		{`{"type":"checkboxes",` + twoOptions + `}`, "map[selected_options:[map[text:map[text:One hour type:plain_text] value:1h]] type:checkboxes]", []string{"One hour"}},
		{`{"type":"multi_static_select",` + twoOptions + `}`, "map[selected_options:[map[text:map[text:Tomorrow type:plain_text] value:1d]] type:multi_static_select]", []any{"Tomorrow"}},
		{`{"type":"datepicker"}`, "map[selected_date:2026-11-24 type:datepicker]", "2026-11-24"},
		{`{"type":"timepicker"}`, "map[selected_time:09:30 type:timepicker]", "09:30"},
		{`{"type":"datetimepicker"}`, "map[selected_date_time:1796000000 type:datetimepicker]", "1796000000"},
		{`{"type":"users_select"}`, "map[selected_user:U1 type:users_select]", "U1"},
		{`{"type":"conversations_select"}`, "map[selected_conversation:C1 type:conversations_select]", "C1"},
		{`{"type":"multi_users_select"}`, "map[selected_users:[U1 U2] type:multi_users_select]", []string{"U1", "U2"}},
		{`{"type":"number_input","is_decimal_allowed":true}`, "map[type:number_input value:1.5]", "1.5"},
		{`{"type":"email_text_input"}`, "map[type:email_text_input value:a@example.com]", "a@example.com"},
		{`{"type":"url_text_input"}`, "map[type:url_text_input value:https://a.example]", "https://a.example"},
	}
	so := w.dial()
	for _, tt := range tests {
		w.openForm(sam, "["+inputBlock("b", tt.element)+"]")
		if r, err := w.Submit(w.ctx(), sam, nil); err != nil || r.Delivered ||
			r.FieldErrors["b"] != "Please complete this required field." {
			t.Errorf(`%s left empty: %+v %v, want Delivered false and r.FieldErrors["b"] "Please complete this required field."`,
				tt.element, r, err)
		}
		done := make(chan error, 1)
		go func() {
			_, err := w.Submit(t.Context(), sam, map[string]any{"Field b": tt.entry})
			done <- err
		}()
		env := so.next()
		so.ack(env)
		if err := patience.Receive(t, "the end of the form", done); err != nil {
			t.Fatalf("%s: %v", tt.element, err)
		}
		view := env["payload"].(map[string]any)["view"].(map[string]any)
		for _, state := range view["state"].(map[string]any)["values"].(map[string]any)["b"].(map[string]any) {
			m := state.(map[string]any)
			if n, ok := m["selected_date_time"].(float64); ok {
				m["selected_date_time"] = int64(n)
			}
			if got := fmt.Sprint(m); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.element, got, tt.want)
			}
		}
	}
}

func TestWhatAClientRefuses(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{})
	sam := w.person(User{RealName: "Sam"})
	w.openForm(sam, "["+inputBlock("mail", `{"type":"email_text_input"}`)+","+inputBlock("site", `{"type":"url_text_input"}`)+","+
		inputBlock("n", `{"type":"number_input","is_decimal_allowed":false}`)+","+
		inputBlock("choice", `{"type":"static_select",`+twoOptions+`}`)+"]")
	r, err := w.Submit(w.ctx(), sam, map[string]any{"mail": "nope", "site": "nope", "n": "many", "choice": "1d"})
	if err != nil || r.Delivered || len(r.FieldErrors) != 3 || r.FieldErrors["choice"] != "" {
		t.Errorf(`%+v %v, want Delivered false, a length of 3 and r.FieldErrors["choice"] ""`, r, err)
	}
	for field, entry := range map[string]any{"choice": "Never", "nothing": "x", "mail": 7} {
		if _, err := w.Submit(w.ctx(), sam, map[string]any{field: entry}); err == nil {
			t.Errorf("%s took %v, want an error", field, entry)
		}
	}
	if err := w.Fill(sam, map[string]any{"mail": "a@example.com"}); err != nil {
		t.Error(err)
	}
	so := w.dial()
	done := make(chan Result, 1)
	go func() {
		r, _ := w.CloseModal(t.Context(), sam)
		done <- r
	}()
	env := so.nextOf("interactive")
	so.ack(env)
	if r := patience.Receive(t, "the end", done); !r.Acked || env["payload"].(map[string]any)["type"] != "view_closed" ||
		len(w.Modals(sam)) != 0 {
		t.Errorf("close that tells the app: %+v, want it acked, view_closed told and no modal left", r)
	}
	if _, err := w.Submit(w.ctx(), sam, nil); !errors.Is(err, ErrNotSeen) {
		t.Errorf("nothing open: %v, want %v", err, ErrNotSeen)
	}
}

func TestHomeClick(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, Options{Events: []string{"app_mention"}})
	sam := w.person(User{RealName: "Sam"})
	row := func(name, id string) string {
		return `{"type":"section","text":{"type":"plain_text","text":"` + name + `"},"accessory":{"type":"button","action_id":"open","value":"` + id + `","text":{"type":"plain_text","text":"Open"}}}`
	}
	if a := w.form("views.publish", "user_id", sam, "view",
		`{"type":"home","blocks":[`+row("Dana", "1")+","+row("Robin", "2")+`]}`); a.code() != "" {
		t.Fatalf(`got %v, want code ""`, a.raw)
	}
	so := w.dial()
	done := make(chan Result, 1)
	go func() {
		r, _ := w.Click(t.Context(), Press{User: sam, Home: true, Text: "Open", Near: "Robin"})
		done <- r
	}()
	env := so.next()
	so.ack(env)
	p := env["payload"].(map[string]any)
	if action := p["actions"].([]any)[0].(map[string]any); action["value"] != "2" || p["response_url"] != nil || p["channel"] != nil ||
		p["container"].(map[string]any)["type"] != "view" {
		t.Errorf(`payload %v, want the value 2 of a view, without response_url and channel`,
			p)
	}
	if r := patience.Receive(t, "the end", done); !r.Acked {
		t.Errorf("got %+v, want Acked true", r)
	}
}
