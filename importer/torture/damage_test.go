package torture

import (
	"bytes"
	"os"
	"testing"

	"posimport/importer"
	"posimport/importer/sandbox"
)

// TestDamagedBehindValidRows: a file that turns out to be damaged in its middle sends nothing.
func TestDamagedBehindValidRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, corInput(3000), sandbox.Options{})
	data, err := os.ReadFile(w.file)
	must(t, err)
	at := bytes.Index(data, []byte("002900"))
	data = append(data[:at:at], append([]byte("\"never closed,"), data[at:]...)...)
	data = bytes.ReplaceAll(data, []byte("002950"), []byte("00\x002950"))
	must(t, os.WriteFile(w.file, data, 0o600))

	report, err := importer.Import(t.Context(), w.environment(), w.config(shape()))
	if err == nil {
		t.Errorf("no error: %v", report.Counts)
	}
	if n := len(w.server.Created()); n > 0 {
		t.Errorf("%d positions were created", n)
	}
	runs, err := w.store().Runs(t.Context())
	must(t, err)
	if len(runs) > 0 {
		t.Errorf("a run that sent nothing is kept: %+v", runs)
	}
}
