package campaign

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"time"
)

// version is one of the two versions of the bot, with its replicas.
type version struct {
	name, binary string
	passage      *passage
	replicas     []*replica
}

// replicasEach is how many replicas of a version there are.
const replicasEach = 2

// makeVersions gives each version a way of its own to Slack and to IdentityIQ, and its replicas, which do not run yet.
func (u *upgrade) makeVersions(context.Context) error {
	u.configure()
	// Reminders may come at any hour; no item waits as long as this unless a month goes by.
	maps.Copy(u.settings, map[string]string{"REMIND_AFTER": "1h", "REMIND_HOURS": "00:00-24:00", "REMIND_DAYS": "Mon-Sun"})
	u.settings["IIQ_PUBLIC_URL"] = u.settings["IIQ_URL"]
	for _, v := range []*version{u.old, u.today} {
		settings := maps.Clone(u.settings)
		v.passage = newPassage()
		for name, note := range map[string]func(*http.Request){"SLACK_API_URL": v.passage.noteSlack, "IIQ_URL": v.passage.noteIIQ} {
			address, stop, err := pass(settings[name], note)
			if err != nil {
				return err
			}
			u.stops = append(u.stops, stop)
			settings[name] = address
		}
		for n := range replicasEach {
			r := &replica{name: fmt.Sprintf("%s-%d", v.name, n+1), binary: v.binary, settings: settings, dir: u.dir, journal: u.journal}
			v.replicas, u.replicas, u.stops = append(v.replicas, r), append(u.replicas, r), append(u.stops, r.end)
		}
	}
	return nil
}

// readyWithin is how long replicas may take to be ready.
const readyWithin = time.Minute

// ready waits until every replica that runs is ready.
func (u *upgrade) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		wrong := u.unready(ctx)
		if wrong == "" {
			return nil
		}
		pause(ctx, 100*time.Millisecond)
		if ctx.Err() != nil {
			return fmt.Errorf("wait for the replicas: %s", wrong)
		}
	}
}

// unready names a replica that runs and is not ready, or that has ended by itself.
func (u *upgrade) unready(ctx context.Context) string {
	for _, r := range u.replicas {
		if bad := r.Troubles(); len(bad) > 0 {
			return bad[0]
		}
		r.mu.Lock()
		runs := r.alive()
		r.mu.Unlock()
		if runs && !r.answersReady(ctx) {
			return r.name + " is not ready"
		}
	}
	return ""
}

var addressLine = regexp.MustCompile(`"msg":"the bot starts","address":"([^"]+)"`)

// answersReady asks the replica's latest life.
func (r *replica) answersReady(ctx context.Context) bool {
	log, err := os.ReadFile(r.LogPath())
	if err != nil {
		return false
	}
	all := addressLine.FindAllSubmatch(log, -1)
	if len(all) < r.begun() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+string(all[len(all)-1][1])+"/readyz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(ask)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// begun is how many lives the replica has begun.
func (r *replica) begun() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lives
}
