package audit

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// csvLayout has the columns that people look for, and in the last three the row as it is hashed.
type csvLayout struct{}

func csvColumns() []string {
	return []string{"seq", "at", "kind", "decision_id", "click_id", "clicked_at",
		"slack_team_id", "slack_user_id", "slack_name", "identity_id", "identity_name", "display_name", "email", "linked_how", "linked_at",
		"operator", "work_item_id", "number", "type", "request", "owner", "requester", "target", "lines", "verdict", "comment",
		"shown_card", "shown_phase", "shown_version", "shown_hash", "shown_text", "sent_at", "iiq_state", "iiq_completer", "iiq_text",
		"refusal", "refusal_by", "refusal_reason", "link", "command", "payload", "prev_hash", "hash"}
}

func (csvLayout) heading() []byte { return record(csvColumns()) }

func (csvLayout) row(r Row) []byte {
	cells := append([]string{strconv.FormatInt(r.Seq, 10), r.At.UTC().Format(stampLayout), string(r.Kind)}, told(r)...)
	return record(append(cells, string(r.Payload), hex.EncodeToString(r.PrevHash), hex.EncodeToString(r.Hash)))
}

func (csvLayout) end(e ending) []byte {
	cells := make([]string, len(csvColumns()))
	last := len(cells) - 1
	cells[2], cells[last-2], cells[last] = string(exportEnd), string(e.payload()), e.sum()
	return record(cells)
}

func record(cells []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	// A buffer accepts everything.
	_ = w.Write(cells)
	w.Flush()
	return b.Bytes()
}

// told are the cells between kind and payload, which repeat parts of the payload.
func told(r Row) []string {
	e, err := ParseEntry(r.Kind, r.Payload)
	if err != nil {
		return make([]string, len(csvColumns())-6)
	}
	who, op, item, shown := orZero(e.Who), orZero(e.Operator), orZero(e.Item), orZero(e.Shown)
	write, answer, refusal := orZero(e.Write), orZero(e.Answer), orZero(e.Refusal)
	version := ""
	if shown.Version != 0 {
		version = strconv.FormatInt(shown.Version, 10)
	}
	cells := []string{e.DecisionID, e.ClickID, when(e.Clicked),
		who.SlackTeamID, who.SlackUserID, who.SlackName, who.IdentityID, who.IdentityName, who.DisplayName, who.Email, who.LinkedHow,
		when(who.LinkedAt),
		op.words(), item.ID, item.Number, item.Type, item.Request, item.Owner.words(), item.Requester.words(), item.Target.words(),
		item.words(), e.Verdict, e.Comment,
		shown.CardID, shown.Phase, version, shown.Hash, shown.Text, when(write.SentAt), answer.State, answer.Completer, answer.Text,
		refusal.Code, refusal.By, refusal.Reason, e.Link.words(), orZero(e.Command).words()}
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return cells
}

func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// harmless keeps a spreadsheet from taking a text for a formula. https://owasp.org/www-community/attacks/CSV_Injection
func harmless(cell string) string {
	if cell != "" && strings.ContainsAny(string([]rune(cell)[:1]), "=+-@\t\r\n＝＋－＠") {
		return "'" + cell
	}
	return cell
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// words is the account and the host. What the environment claims stands apart, so that nobody takes it for the account.
func (o Operator) words() string {
	who := o.User
	if who == "" && o.UID != "" {
		who = "uid " + o.UID
	}
	who = strings.Trim(strings.Join([]string{who, o.Host}, "@"), "@")
	if o.Claimed != "" {
		who += " (claimed: " + o.Claimed + ")"
	}
	return who
}

func (r *Ref) words() string {
	switch {
	case r == nil:
		return ""
	case r.Display != "":
		return r.Display
	case r.Name != "":
		return r.Name
	}
	return r.ID
}

// words lists the lines of an item, each on a line of the cell.
func (i Item) words() string {
	var all []string
	for _, l := range i.Lines {
		thing := l.DisplayValue
		if thing == "" {
			thing = l.Value
		}
		said := strings.Join(strings.Fields(l.Operation+" "+thing+" ("+l.Application+")"), " ")
		if l.Verdict != "" {
			said += ": " + l.Verdict
		}
		all = append(all, said)
	}
	if more := i.LinesTotal - len(i.Lines); more > 0 && len(i.Lines) > 0 {
		all = append(all, "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(all, "\n")
}

func (l *Link) words() string {
	if l == nil {
		return ""
	}
	words := l.How
	if l.Reason != "" {
		words += ": " + l.Reason
	}
	if !l.Until.IsZero() {
		words += " until " + when(l.Until)
	}
	return words
}

func (c Command) words() string {
	return strings.TrimSuffix(c.Name+": "+c.Result, ": ")
}
