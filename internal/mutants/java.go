package mutants

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// SourcesVariable names the environment variable by which the tests of the gateway find its sources in another folder.
const SourcesVariable = "GATEWAY_SOURCES"

// gatewayFolder has all that the gateway is built of.
const gatewayFolder = "gateway"

// copyGateway copies the gateway's folder below dir, with the mutant in it, and gives the copy.
func (r Runner) copyGateway(dir string, m Mutant) (string, error) {
	below, inside := strings.CutPrefix(m.File, gatewayFolder+"/")
	if !inside {
		return "", fmt.Errorf("%s is not below %s", m.File, gatewayFolder)
	}
	text, err := m.Apply(os.DirFS(r.Dir))
	if err != nil {
		return "", err
	}
	copied := filepath.Join(dir, gatewayFolder)
	return copied, errors.Join(os.CopyFS(copied, os.DirFS(filepath.Join(r.Dir, gatewayFolder))),
		os.WriteFile(filepath.Join(copied, filepath.FromSlash(below)), text, 0o600))
}
