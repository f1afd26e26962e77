package settings

import (
	"reflect"
	"strings"
)

// environment names every setting, with its default; docs/settings.md explains them. Values are text here, and an
// empty one counts as not set. parsing.go and its neighbours check them, so that all wrong values are reported at
// once.
type environment struct {
	Database    databaseEnv
	Slack       slackEnv
	IIQ         iiqEnv
	Rules       rulesEnv
	Sensitivity sensitivityEnv
	HTTP        httpEnv
	Log         logEnv
	Tracing     tracingEnv
	Habits      habitsEnv
}

// Config is the checked settings. It has only the groups that the command needs.
type Config struct {
	Database    Database
	Slack       Slack
	IIQ         IIQ
	Rules       Rules
	Sensitivity Sensitivity
	HTTP        HTTP
	Log         Log
	Tracing     Tracing
	Habits      Habits
	// Shadow is no setting; `bot run --shadow` sets it.
	Shadow bool
}

// Names gives every setting with its default, "" where there is none.
func Names() map[string]string {
	names := map[string]string{}
	for group := range reflect.TypeFor[environment]().Fields() {
		for field := range group.Type.Fields() {
			name, rest, _ := strings.Cut(field.Tag.Get("env"), ",")
			names[name] = strings.TrimPrefix(rest, "default=")
		}
	}
	return names
}
