//go:build office

package cli

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestOfficeScripts plays the stories in which LibreOffice saves a file between two commands. It needs
// soffice, and runs behind a make target of its own.
func TestOfficeScripts(t *testing.T) {
	p := stories("testdata/office")
	setup := p.Setup
	p.Setup = func(env *testscript.Env) error {
		env.Setenv("HOME", env.WorkDir)
		return setup(env)
	}
	testscript.Run(t, p)
}
