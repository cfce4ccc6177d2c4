package torture

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// binaryVariable names the binary for the tests of this process.
const binaryVariable = "POSIMPORT_TORTURE_BINARY"

// TestMain builds the binary once.
func TestMain(m *testing.M) {
	flag.Parse()
	// These tests mostly wait: for settle times, time-outs and syncs. Two cores bear more of them.
	if f := flag.Lookup("test.parallel"); f != nil && f.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		if err := f.Value.Set(strconv.Itoa(4 * runtime.GOMAXPROCS(0))); err != nil {
			panic(err)
		}
	}
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "posimport-torture-")
	if err == nil {
		defer os.RemoveAll(dir)
		path := filepath.Join(dir, "posimport")
		build := exec.Command("go", "build", "-o", path, "posimport")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		err = build.Run()
		if err == nil {
			err = os.Setenv(binaryVariable, path)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the binary cannot be built:", err)
		return 1
	}
	return m.Run()
}
