package localpg

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
)

// watch waits for a line. Without one (the pipe broke: our process is gone)
// it stops the server $1, waits up to 20 s for its end, and removes the folder
// $3. The server has ended when there is no such process, or when it has
// removed its file $2: nobody may be there to wait for the process.
const watch = `read -r line && exit 0
runs() { kill -0 "$1" 2>/dev/null && [ -e "$2" ]; }
kill -QUIT "$1" 2>/dev/null
n=0
while runs "$1" "$2" && [ "$n" -lt 400 ]; do n=$((n+1)); sleep 0.05; done
if [ -n "$3" ] && ! runs "$1" "$2"; then rm -rf -- "$3"; fi`

// watcher is a shell that outlives our process by as long as it takes to
// clean up behind it.
type watcher struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

// startWatcher watches over a server that keeps its pid in a file; remove is
// the folder to take away after it, or empty.
func startWatcher(pid int, file, remove string) (*watcher, error) {
	cmd := exec.Command("/bin/sh", "-c", watch, "sh", strconv.Itoa(pid), file, remove)
	cmd.Dir = "/"
	cmd.Env = childEnvironment("/")
	cmd.SysProcAttr = attributes(nil)
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe to watcher: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start watcher: %w", err)
	}
	return &watcher{cmd: cmd, pipe: pipe}, nil
}

// dismiss ends the watch; the caller has seen the server's end.
func (w *watcher) dismiss() error {
	_, err := io.WriteString(w.pipe, "done\n")
	if err := errors.Join(err, w.pipe.Close(), w.cmd.Wait()); err != nil {
		return fmt.Errorf("end watcher: %w", err)
	}
	return nil
}
