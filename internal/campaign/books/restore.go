package books

import (
	"bufio"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/iiq-approvals/bot/internal/iiqsim"
	"github.com/iiq-approvals/bot/internal/slacksim"
)

// Message is a message of Slack.
type Message struct{ Channel, TS string }

// Restore is a moment at which the database was put back to what it had been before.
type Restore struct {
	// What was committed between From and Until is lost.
	From, Until time.Time
	// Orphans are the messages that were sent in between, each with the item that its card was about, "" where that is not known. The
	// tables may have nothing of them.
	Orphans map[Message]string
}

// Restored notes that the database was put back.
func (b *Book) Restored(r Restore) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.restores = append(b.restores, r)
}

// OrphanedLate adds messages, each with the item of its card, to those of the last restore: they were on their way then.
func (b *Book) OrphanedLate(late map[Message]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.restores) == 0 {
		return
	}
	r := &b.restores[len(b.restores)-1]
	all := maps.Clone(r.Orphans)
	maps.Copy(all, late)
	r.Orphans = all
}

func (b *Book) allRestores() []Restore {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Restore(nil), b.restores...)
}

// inClick is how long it takes at most from a click to its commit, before Slack gives up.
const inClick = 5 * time.Second

// lostClick reports whether the row of a click may have been lost with the database.
func (a clickBooks) lostClick(c Click) bool {
	for _, r := range a.Book.allRestores() {
		if c.At.After(r.From.Add(-inClick)) && c.At.Before(r.Until) {
			return true
		}
	}
	return false
}

// lostWrites are, by effect, the writes that IdentityIQ took while what was committed was lost, and whose decisions the tables do not
// have at all.
func (a *Accountant) lostWrites(d rows) map[effect]int {
	return lostWritesOf(a.IIQ.Ledger(), d.decisions, a.whileLost)
}

// lostWritesOf gives each decision of the table the first write with its effect that came after its click. What has no decision then,
// and came while commits were lost, is lost: the same person may have decided the same once more, after the item was opened again.
func lostWritesOf(ledger []iiqsim.Write, decisions []decisionRow, whileLost func(iiqsim.Write) bool) map[effect]int {
	clicks, lost := map[effect][]time.Time{}, map[effect]int{}
	for _, row := range decisions {
		// One that was refused without a doubt was not sent, and may be the same person's earlier one.
		if row.State != "refused" || unsure(row) {
			clicks[effectOf(row)] = append(clicks[effectOf(row)], row.ClickedAt)
		}
	}
	for _, all := range clicks {
		slices.SortFunc(all, time.Time.Compare)
	}
	inTurn := slices.SortedStableFunc(slices.Values(ledger), func(a, b iiqsim.Write) int { return a.Wall.Compare(b.Wall) })
	for _, wr := range inTurn {
		e := effectOfWrite(wr)
		switch waiting := clicks[e]; {
		case !wr.Accepted:
		case len(waiting) > 0 && !waiting[0].After(wr.Wall):
			clicks[e] = waiting[1:]
		case whileLost(wr):
			lost[e]++
		}
	}
	return lost
}

func (a *Accountant) whileLost(wr iiqsim.Write) bool {
	for _, r := range a.Book.allRestores() {
		if wr.Wall.After(r.From) && wr.Wall.Before(r.Until.Add(a.WriteWindow)) {
			return true
		}
	}
	return false
}

// orphan reports whether a message was sent while what was committed was lost, and what is false on it.
func (a cardBooks) orphan(m slacksim.Message) (is bool, why string) {
	for _, r := range a.Book.allRestores() {
		item, found := r.Orphans[Message{m.Channel, m.TS}]
		if !found {
			continue
		}
		return true, a.untrueOrphan(item, a.Slack.VisibleText(m))
	}
	return false, ""
}

// untrueOrphan: nobody keeps such a message true, but what it says of a decision must have been so.
func (a cardBooks) untrueOrphan(item, text string) string {
	said := ""
	for _, word := range []string{"Approved by", "Denied by"} {
		if strings.Contains(text, word) {
			said = word
		}
	}
	if said == "" || item == "" {
		return ""
	}
	for _, wr := range a.IIQ.Ledger() {
		if wr.Accepted && wr.ID == item && strings.HasPrefix(said, verbOf(wr.State)) {
			return ""
		}
	}
	if i, err := a.IIQ.WorkItem(item); err == nil && i.Completer != "" {
		return ""
	}
	return "an orphan says " + said + ", and IdentityIQ has no such decision"
}

// balanceRestores counts what was lost, and looks for each lost write in the logs of the replicas, which a restore does not touch.
func (a *Accountant) balanceRestores(l *Ledger, d rows) {
	restores := a.Book.allRestores()
	orphans := 0
	for _, r := range restores {
		orphans += len(r.Orphans)
	}
	lost, logged := a.lostWrites(d), 0
	items := map[string]bool{}
	for e := range lost {
		items[e.item] = true
	}
	for _, r := range a.Replicas {
		logged += loggedWrites(r.LogPath(), items)
	}
	l.Add("times that the database was put back", len(restores))
	l.Add("… messages sent in between, of which it may know nothing", orphans)
	l.Add("… writes that IdentityIQ took in between, and of which it knows nothing", sum(lost))
	l.Add("… which the logs of the replicas tell of", logged)
}

// loggedWrites counts the items of which a log says that a decision on them was recorded, and forgets them.
func loggedWrites(path string, items map[string]bool) int {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	scan, n := bufio.NewScanner(f), 0
	scan.Buffer(nil, maxHeard)
	for scan.Scan() && len(items) > 0 {
		line := scan.Text()
		if !strings.Contains(line, `"decision recorded"`) && !strings.Contains(line, `"decision found recorded"`) {
			continue
		}
		for item := range items {
			if strings.Contains(line, item) {
				delete(items, item)
				n++
			}
		}
	}
	return n
}
