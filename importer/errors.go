package importer

import (
	"errors"
	"slices"
	"strings"
)

// together joins errors, and says each thing once: a ledger that has failed says so at every write.
func together(errs ...error) error {
	var said []string
	return errors.Join(slices.DeleteFunc(slices.Clone(errs), func(err error) bool {
		if err == nil {
			return true
		}
		text := err.Error()
		known := slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, text) })
		said = append(said, text)
		return known
	})...)
}
