package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"posimport/importer/sheet"
)

// place is where a results file comes to stand: it is written in a folder of its own beside the
// target and moved there when it is whole, so that what stands there is always a whole file.
type place struct {
	target string
	source string // never replaced
	never  bool   // never replace anything
	work   string // the folder of its own; its spill files stay within it
	file   *os.File
}

// maxNames is how many names are tried before giving up.
const maxNames = 10_000

// Check reports early whether Create could write results to a path: the name's ending, the folder,
// and that the input is not replaced. It leaves nothing behind.
func Check(path, source string) error {
	if _, err := ending(path); err != nil {
		return err
	}
	p, err := openPlace(path, source, false)
	if err != nil {
		return err
	}
	return p.drop()
}

func openPlace(path, source string, never bool) (*place, error) {
	target := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		target = resolved
	}
	p := &place{target: target, source: source, never: never}
	if !never && p.isSource(target) {
		return nil, fmt.Errorf("results cannot be written to %q: that is the input, which is never replaced; choose another name with -o", path)
	}
	folder := filepath.Dir(target)
	switch about, err := os.Stat(folder); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("results cannot be written to %q: there is no folder %q; make it, or choose another with -o", path, folder)
	case err != nil:
		return nil, unwritable(path, err)
	case !about.IsDir():
		return nil, fmt.Errorf("results cannot be written to %q: %q is not a folder; choose another with -o", path, folder)
	}
	var err error
	if p.work, err = os.MkdirTemp(folder, ".posimport-results-"); err != nil {
		return nil, unwritable(path, err)
	}
	// The mode is the one that the person's umask gives any new file.
	p.file, err = os.OpenFile(filepath.Join(p.work, "results"+filepath.Ext(target)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, errors.Join(unwritable(path, err), os.RemoveAll(p.work))
	}
	return p, nil
}

func unwritable(path string, err error) error {
	advice := "choose another place with -o"
	if errors.Is(err, fs.ErrPermission) {
		advice = "give yourself the right to write in the folder, or " + advice
	}
	return fmt.Errorf("results cannot be written to %q: %w; %s", path, err, advice)
}

// isSource reports whether a path leads to the input, by whatever name.
func (p *place) isSource(path string) bool {
	if p.source == "" {
		return false
	}
	source, err := os.Stat(p.source)
	if err == nil {
		if target, err := os.Stat(path); err == nil {
			return os.SameFile(source, target)
		}
	}
	// The input may have been moved away meanwhile: its name stays its own.
	one, err1 := filepath.Abs(p.source)
	other, err2 := filepath.Abs(path)
	return err1 == nil && err2 == nil && one == other
}

// foresee returns the name under which the file is likely to end up.
func (p *place) foresee() string {
	if !p.never && p.replaceable(p.target) {
		return p.target
	}
	for n := range maxNames {
		if name := p.name(n + 1); p.free(name) {
			return name
		}
	}
	return p.target
}

// name is the target's name for 1, and "results (2).xlsx" and so on beyond.
func (p *place) name(n int) string {
	if n == 1 {
		return p.target
	}
	ext := filepath.Ext(p.target)
	return fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(p.target, ext), n, ext)
}

func (p *place) free(name string) bool {
	_, err := os.Lstat(name)
	return errors.Is(err, fs.ErrNotExist) && !p.isSource(name)
}

// replaceable reports whether what stands under a name may and can be replaced: a plain file that
// may be written and that no spreadsheet program has open. On Windows an open file cannot be
// opened for writing; elsewhere only the mark beside it tells, and who has it open would write over
// the results when saving.
func (p *place) replaceable(name string) bool {
	about, err := os.Lstat(name)
	if err != nil || !about.Mode().IsRegular() || about.Mode().Perm()&0o222 == 0 {
		return false
	}
	if sheet.OpenElsewhere(name) {
		return false
	}
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return false
	}
	return file.Close() == nil
}

// keep syncs the file and moves it to its target, or to the next free name where the target is
// taken, and returns the name.
func (p *place) keep() (string, error) {
	err := errors.Join(p.file.Sync(), p.file.Close())
	var name string
	if err == nil {
		name, err = p.move()
	}
	if err != nil {
		return "", errors.Join(unwritable(p.target, err), os.RemoveAll(p.work))
	}
	syncFolder(filepath.Dir(name))
	// The results stand; a work folder that cannot be removed takes nothing from them.
	_ = os.RemoveAll(p.work)
	return name, nil
}

func (p *place) move() (string, error) {
	if !p.never && p.replaceable(p.target) && os.Rename(p.file.Name(), p.target) == nil {
		return p.target, nil
	}
	for n := range maxNames {
		name := p.name(n + 1)
		if !p.free(name) {
			continue
		}
		err := moveNew(p.file.Name(), name)
		if err == nil {
			return name, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	return "", fmt.Errorf("%d names like it are taken", maxNames)
}

// moveNew moves a file to a name that must not be taken. A hard link does so in one step; a file
// system without them gets an empty file first, which holds the name.
func moveNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	holder, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := holder.Close(); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	if err := os.Rename(from, to); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// syncFolder makes a new name durable. Not every system can sync a folder, and results can be
// written again from the ledger, so a failure is let pass.
func syncFolder(folder string) {
	if runtime.GOOS == "windows" {
		return
	}
	if dir, err := os.Open(folder); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}

// drop removes everything that was begun.
func (p *place) drop() error {
	_ = p.file.Close() // it may be closed already
	return os.RemoveAll(p.work)
}
