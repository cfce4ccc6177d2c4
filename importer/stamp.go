package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"posimport/importer/ledger"
)

// sameResults lets a run's results go where they went before, or were to go: under the name that -o
// gave, else beside the input. What a person changed there is left as it is, and where the folder is
// gone the results go to one that is there; both are said.
func (s *session) sameResults(run ledger.Run, named bool) {
	path := besideInput(run.File, false, time.Now())
	if named {
		path = run.Results
	}
	folder := firstFolder(filepath.Dir(path), filepath.Dir(run.Results), filepath.Dir(run.File))
	switch {
	case folder != filepath.Dir(path):
		s.keep = true
		s.cfg.Results = filepath.Join(folder, filepath.Base(path))
		s.env.Warn(Warning{Text: fmt.Sprintf("the folder %s is gone: the results go to %s", filepath.Dir(path), absolute(folder))})
	case !named:
	case changedSince(run):
		s.keep = true
		s.cfg.Results = path
		s.env.Warn(Warning{Text: fmt.Sprintf("%s was changed after posimport wrote it, and stays as it is: the results go beside it", path)})
	default:
		s.cfg.Results = path
	}
}

// firstFolder returns the first of some folders that is there; else the working directory.
func firstFolder(folders ...string) string {
	for _, folder := range folders {
		if about, err := os.Stat(folder); err == nil && about.IsDir() {
			return folder
		}
	}
	return "."
}

// changedSince reports whether what stands under the name of a run's results is not what the run
// wrote there. Before anything was written, that is what came there after the run began: what stood
// there earlier was to be replaced.
func changedSince(run ledger.Run) bool {
	now := stampOf(run.Results)
	switch {
	case now == ledger.FileStamp{}:
		return false // nothing stands there
	case run.ResultsStamp == ledger.FileStamp{}:
		return now.Modified > run.Started.UnixNano()
	default:
		return now != run.ResultsStamp
	}
}

// stampOf is zero where there is no such file.
func stampOf(path string) ledger.FileStamp {
	about, err := os.Stat(path)
	if err != nil {
		return ledger.FileStamp{}
	}
	return ledger.FileStamp{Size: about.Size(), Modified: about.ModTime().UnixNano()}
}

// restamp notes that a run's results were written again in their place.
func (s *session) restamp(ctx context.Context, run ledger.Run) error {
	if s.report.Results == "" || absolute(s.report.Results) != run.Results {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	kept, err := s.led.Run(ctx, run.ID)
	if err != nil {
		return err
	}
	kept.ResultsStamp = stampOf(run.Results)
	return s.led.PutRun(ctx, kept)
}
