package main

import "github.com/alecthomas/kong"

// commands lists the subcommands, in the order of the help text. Each is a struct with a
// Run(context.Context, *process) error in a file of its own.
func commands() []kong.Option {
	return []kong.Option{
		kong.DynamicCommand("demo", "Show everything on this machine alone, with nothing to set up.", "", &demoCommand{}),
		kong.DynamicCommand("run", "Run the bot.", "", &runCommand{}),
		kong.DynamicCommand("migrate", "Look after the database schema.", "", &migrateCommand{}),
		kong.DynamicCommand("doctor", "Check the settings against the real database, Slack and IdentityIQ.", "", &doctorCommand{}),
		kong.DynamicCommand("identity", "Look into the identity map and mend it by hand.", "", &identityCommand{}),
		kong.DynamicCommand("audit", "Export and check the decision log.", "", &auditCommand{}),
		kong.DynamicCommand("restored", "After a backup was put back: end unsent what it has in hand.", "", &restoredCommand{}),
		kong.DynamicCommand("shadow", "See what bot run --shadow would have sent.", "", &shadowCommand{}),
		kong.DynamicCommand("rules", "Check the rules on sensitive content, and try them.", "", &rulesCommand{}),
		kong.DynamicCommand("version", "Print version, commit and Go version.", "", &versionCommand{}),
	}
}
