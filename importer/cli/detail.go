package cli

import (
	"fmt"
	"strings"

	"posimport/importer"
	"posimport/importer/sheet"
)

// describeOpened says with --verbose how a file is read and what is about to be done with it.
func (a *app) describeOpened(o importer.Opened) {
	info := o.Info
	if info.Format == sheet.CSV {
		a.detail("File:     %s (CSV, encoding %s, delimiter %q), header in row %d", o.File, info.Encoding, info.Delimiter, o.HeaderRow)
	} else {
		a.detail("File:     %s (workbook, sheet %q), header in row %d", o.File, info.Sheet, o.HeaderRow)
	}
	if o.MapFile != "" {
		a.detail("Mapping:  %s", o.MapFile)
	}
	for _, c := range o.Columns {
		if len(c.Fields) == 0 {
			a.detail("  %s %q is not read", c.Letter, c.Header)
			continue
		}
		a.detail("  %s %q fills %s", c.Letter, c.Header, strings.Join(c.Fields, ", "))
	}
	a.detail("Account:  %s, %s %s, at %s", o.Target, o.Field, o.Account, o.BaseURL)
	s := o.Shape
	rate := "no limit of requests a second"
	if s.Rate > 0 {
		rate = fmt.Sprintf("at most %g requests a second", s.Rate)
	}
	a.detail("Sending:  %d workers, %s, time-out %s, at most %d attempts a row", s.Workers, rate, s.Timeout, s.MaxAttempts)
	a.detail("Run:      %s", o.RunID)
}
