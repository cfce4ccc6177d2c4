package cli

import (
	"fmt"
	"os"

	"posimport/importer"
	"posimport/importer/codes"
	"posimport/importer/target"
	"posimport/templates"
)

// stamped returns the target of a workbook that was made from our template, and warns where that was
// an older one; nil for any other file.
func (a *app) stamped(file string) target.Target {
	f, err := os.Open(file)
	if err != nil {
		return nil // whoever reads the file says what is wrong with it
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	stamp, ok := templates.ReadStamp(f, info.Size())
	if !ok {
		return nil
	}
	t, err := importer.TargetByName(stamp.Target)
	if err != nil {
		return nil
	}
	if stamp.Version < templates.Version {
		words := codes.For(a.lang())
		fmt.Fprintln(a.stderr, words.Say(codes.Warning, words.Say(codes.OlderTemplate, file, stamp.Version, templates.Version)))
	}
	return t
}
