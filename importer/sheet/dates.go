package sheet

import (
	"math"
	"strconv"
	"time"

	"posimport/importer/sheet/cell"
)

const (
	milliPerDay = 24 * 60 * 60 * 1000
	maxDay      = 2958465 // 9999-12-31
	leapDay     = 60      // 1900-02-29, which never was and which Excel has
	day1904     = 1462    // 1904-01-01 as a day since 1900
)

// showDate adds a serial number as the date, time or duration that the format makes of it, in the
// form of ISO 8601. It reports false outside of the date system, where Excel shows #####.
func (f *numberFormat) showDate(dst, value []byte, since1904 bool) ([]byte, bool) {
	serial, err := strconv.ParseFloat(string(value), 64)
	if err != nil || serial < 0 || serial >= maxDay+1 {
		return dst, false
	}
	unit := 1000.0 // a time without fractions of a second is rounded to seconds
	if f.seconds || f.class == cell.Date {
		unit = 1
	}
	milli := int64(math.Round(serial*milliPerDay/unit) * unit)
	if f.class == cell.Time {
		if !f.elapsed {
			milli %= milliPerDay
		}
		return appendTime(dst, milli), true
	}
	day := milli / milliPerDay
	if since1904 {
		day += day1904
	}
	if day > maxDay {
		return dst, false
	}
	dst = appendDay(dst, day)
	if f.class == cell.DateTime {
		dst = appendTime(append(dst, 'T'), milli%milliPerDay)
	}
	return dst, true
}

// appendDay writes a day of the 1900 system; day 0 is the 1900-01-00 that Excel shows.
func appendDay(dst []byte, day int64) []byte {
	switch {
	case day == 0:
		return append(dst, "1900-01-00"...)
	case day == leapDay:
		return append(dst, "1900-02-29"...)
	case day < leapDay:
		day++
	}
	date := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(day))
	return date.AppendFormat(dst, time.DateOnly)
}

// appendTime writes hh:mm:ss, with milliseconds where there are any, and more than 24 hours of a
// duration.
func appendTime(dst []byte, milli int64) []byte {
	two := func(n int64) {
		if n < 10 {
			dst = append(dst, '0')
		}
		dst = strconv.AppendInt(dst, n, 10)
	}
	two(milli / 3_600_000)
	dst = append(dst, ':')
	two(milli / 60_000 % 60)
	dst = append(dst, ':')
	two(milli / 1000 % 60)
	if rest := milli % 1000; rest > 0 {
		dst = append(dst, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	}
	return dst
}

// isoDate is a cell of type d: a date, a time or both in the form of ISO 8601.
type isoDate struct {
	serial float64
	class  cell.Class
	shown  string
	// early says that the date lies before the date system, so that no number stands for it.
	early bool
}

// parseISODate reads a t="d" value. It reports false for anything else, also for a time zone other
// than Z, which a cell cannot have.
func parseISODate(text string, since1904 bool) (isoDate, bool) {
	for _, layout := range []struct {
		form  string
		class cell.Class
	}{
		{"2006-01-02", cell.Date},
		{"2006-01-02T15:04:05", cell.DateTime},
		{"2006-01-02T15:04:05Z", cell.DateTime},
		{"2006-01-02T15:04", cell.DateTime},
		{"2006-01-02T15:04Z", cell.DateTime},
		{"15:04:05", cell.Time},
		{"15:04:05Z", cell.Time},
		{"15:04", cell.Time},
	} {
		if at, err := time.Parse(layout.form, text); err == nil {
			return newISODate(at, layout.class, since1904), true
		}
	}
	return isoDate{}, false
}

func newISODate(at time.Time, class cell.Class, since1904 bool) isoDate {
	clock := at.Sub(at.Truncate(24 * time.Hour)).Milliseconds()
	d := isoDate{class: class, serial: float64(clock) / milliPerDay}
	if class == cell.Time {
		d.shown = string(appendTime(nil, clock))
		return d
	}
	const secondsPerDay = milliPerDay / 1000
	day := (at.Unix() - clock/1000 - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / secondsPerDay
	if day <= leapDay {
		day--
	}
	shown := at.AppendFormat(nil, time.DateOnly)
	if class == cell.DateTime {
		shown = appendTime(append(shown, 'T'), clock)
	}
	if since1904 {
		day -= day1904
	}
	d.shown, d.early = string(shown), day < 0 || day == 0 && !since1904
	d.serial += float64(day)
	return d
}
