package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/sethvargo/go-envconfig"

	"github.com/iiq-approvals/bot/internal/app"
	"github.com/iiq-approvals/bot/internal/postgres"
	"github.com/iiq-approvals/bot/internal/settings"
)

// The exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitWrong  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal stops cleanly. After it, a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], envconfig.OsLookuper(), os.Stdout, os.Stderr))
}

// process is what a command sees of the world around it.
type process struct {
	settings.Source
	stdout io.Writer
	stderr io.Writer
}

// run is the whole program without its signals: it runs one command line and returns the exit code.
func run(ctx context.Context, args []string, env envconfig.Lookuper, stdout, stderr io.Writer) int {
	p := &process{Source: settings.NewSource(env), stdout: stdout, stderr: stderr}
	return p.report(p.dispatch(ctx, args))
}

// errUsage marks a command line that makes no sense.
var errUsage = errors.New("wrong use")

// dispatch finds the command and runs it.
func (p *process) dispatch(ctx context.Context, args []string) error {
	helped := false
	parser, err := kong.New(&struct{}{}, append(commands(),
		kong.Name("bot"),
		kong.Description("Decide SailPoint IdentityIQ approvals from Slack. Settings come from the environment."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)...)
	if err != nil {
		return fmt.Errorf("build the command line: %w", err)
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %w (try %s --help)", errUsage, err, typed(err))
	}
	command.BindTo(ctx, (*context.Context)(nil))
	return command.Run(p)
}

// typed is the recognised part of a command line, whose help explains the rest.
func typed(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil && wrong.Context.Selected() != nil {
		return wrong.Context.Selected().FullPath()
	}
	return "bot"
}

// report prints the error and returns the exit code.
func (p *process) report(err error) int {
	var wrong *settings.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong):
		for _, problem := range wrong.Problems {
			problem.Line = p.Guard.Clean(problem.Line)
			fmt.Fprintln(p.stderr, problem)
		}
		return exitWrong
	case errors.Is(err, errUsage):
		fmt.Fprintln(p.stderr, "bot:", p.Guard.Clean(err.Error()))
		return exitWrong
	}
	if unmet := postgres.InWords(err); unmet != nil {
		err = unmet
	}
	fmt.Fprintln(p.stderr, "bot:", p.Guard.Clean(err.Error()))
	return exitFailed
}

// logger is the process's logger: to standard error, which results never go to.
func (p *process) logger(c settings.Log) *slog.Logger { return app.NewLogger(p.stderr, c, p.Guard) }
