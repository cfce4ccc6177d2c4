package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"posimport/importer/row"
)

// archive is a workbook's zip file with every entry's name checked. Its methods may be used by
// several passes at once.
type archive struct {
	limits Limits
	parts  map[string]*zip.File // by folded name

	mu   sync.Mutex
	read map[string]int64 // the most that was ever unzipped of each part
}

const (
	adviceDamaged = "open it in Excel, let Excel repair it, check it, and save it again; or get the file once more"
	adviceLimit   = "check that it is the right file; if it is, split it into smaller ones"
)

// damaged is the refusal of a file that is broken.
func damaged(problem string, cause error) *Error {
	return &Error{Code: row.FileDamaged, Problem: problem, Advice: adviceDamaged, Err: cause}
}

// tooLarge is the refusal of a file that a guard stops.
func tooLarge(format string, values ...any) *Error {
	return &Error{Code: row.FileLimit, Problem: fmt.Sprintf(format, values...), Advice: adviceLimit}
}

// openArchive reads a zip file's directory.
func openArchive(file io.ReaderAt, size int64, limits Limits) (*archive, error) {
	// The directory's own count of entries may lie, and zip.NewReader reads all that it finds:
	// a budget of bytes for the directory bounds the memory.
	budget := &budgetReader{file: file, left: 1<<20 + int64(limits.Entries)*512}
	directory, err := zip.NewReader(budget, size)
	if errors.Is(err, errBudget) {
		return nil, tooLarge("the zip archive's directory is longer than %d entries need", limits.Entries)
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, damaged("the workbook is damaged: it is a zip archive that is cut off or broken", err)
	}
	budget.free = true
	if len(directory.File) > limits.Entries {
		return nil, tooLarge("the zip archive has %d entries, more than the %d that are read",
			len(directory.File), limits.Entries)
	}
	a := &archive{limits: limits, parts: make(map[string]*zip.File, len(directory.File)), read: map[string]int64{}}
	for _, entry := range directory.File {
		if err := a.add(entry); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// add takes up an entry whose name is that of a part inside of the package.
func (a *archive) add(entry *zip.File) error {
	name := strings.ReplaceAll(entry.Name, `\`, "/")
	if name == "" || strings.HasPrefix(name, "/") || len(name) > 1 && name[1] == ':' || hasDots(name) {
		return damaged(fmt.Sprintf("the zip archive has an entry named %q, which points outside of it", entry.Name), nil)
	}
	if strings.HasSuffix(name, "/") {
		return nil
	}
	folded := strings.ToLower(name)
	if _, twice := a.parts[folded]; twice {
		return damaged(fmt.Sprintf("the zip archive has two entries named %q", entry.Name), nil)
	}
	a.parts[folded] = entry
	return nil
}

func hasDots(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." || part == "." {
			return true
		}
	}
	return false
}

// has reports whether there is a part of this name.
func (a *archive) has(name string) bool {
	_, found := a.parts[strings.ToLower(name)]
	return found
}

// allowed returns how many bytes may be unzipped of a part, after what the others took.
func (a *archive) allowed(name string, most int64) int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	left := a.limits.Unzipped
	for other, size := range a.read {
		if other != name {
			left -= size
		}
	}
	return min(left, most)
}

// took notes how many bytes of a part were unzipped.
func (a *archive) took(name string, size int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.read[name] = max(a.read[name], size)
}

var errBudget = errors.New("the directory is too long")

// budgetReader yields a bounded number of bytes until it is set free.
type budgetReader struct {
	file io.ReaderAt
	left int64
	free bool
}

// ReadAt reads from the file as long as the budget lasts.
func (b *budgetReader) ReadAt(p []byte, at int64) (int, error) {
	if !b.free {
		if b.left -= int64(len(p)); b.left < 0 {
			return 0, errBudget
		}
	}
	return b.file.ReadAt(p, at)
}
