package target

import (
	"net/http"
	"time"

	"posimport/importer/row"
)

// Answers is what the answers of one target have of their own.
type Answers struct {
	// Known are the error names that prove, at any status, that the row was refused.
	Known []string
	// Duplicate is the name that says that the external id exists already; it proves it at any status.
	Duplicate string
	// CreatedAt is the member of the position that says when it was created.
	CreatedAt string
}

// Read decides what a whole answer to a create request means. A 2xx with an id is a success unless
// the answer itself says otherwise; an envelope's status of 400 or more stands in for a 2xx.
func (a Answers) Read(status int, body []byte) Outcome {
	read := readAnswer(body)
	out := Outcome{HTTPStatus: status}
	if status >= 200 && status <= 299 {
		envelope := read.status()
		if (envelope == 0 || envelope >= 200 && envelope <= 299) && a.accepted(read, &out) {
			return out
		}
		if envelope >= 400 && envelope <= 599 {
			status = envelope
		}
	}
	out.Message = read.text()
	if out.Message == "" {
		out.Message = AnswerText(status, nil)
	}
	a.refused(status, read, &out)
	return out
}

// accepted fills in a success and reports whether it is one.
func (a Answers) accepted(read answer, out *Outcome) bool {
	id := read.id()
	// An id beside an error is a contradiction: it proves nothing.
	if id == "" || read.failed() {
		return false
	}
	out.Class = Created
	out.RecordID = id
	out.Created = ParseTime(scalar(read.data()[a.CreatedAt]))
	return true
}

// refused fills in what an answer means that is not a success. Status is the envelope's where that
// is what counts.
func (a Answers) refused(status int, read answer, out *Outcome) {
	if status == http.StatusUnauthorized {
		out.Class, out.Code = Unauthorized, row.AuthRefused
		return
	}
	if status == http.StatusTooManyRequests {
		out.Class, out.Code = Throttled, row.APIThrottled
		return
	}
	// An id beside no word of failure is no refusal, whatever an envelope's odd status says.
	named := status > 299 || read.id() == "" || read.failed()
	if named && read.known([]string{a.Duplicate}) != "" {
		out.Class, out.Code = Duplicate, row.Code(a.Duplicate)
		return
	}
	if name := read.known(a.Known); named && name != "" {
		out.Class, out.Code = Rejected, row.Code(name)
		return
	}
	out.Class, out.Code = byStatus(status)
	if out.Class == Rejected {
		if name := read.given(); name != "" {
			out.Code = row.Code(name)
		}
	}
}

// byStatus decides by the status alone, where no name says more.
func byStatus(status int) (Class, row.Code) {
	switch {
	case status == http.StatusForbidden:
		return Forbidden, row.AuthForbidden
	case status == http.StatusRequestTimeout, status == 499:
		// Said by what stands in front of the target as well: the request may have gone through.
		return Doubtful, row.APIServer
	case status >= 400 && status <= 499:
		return Rejected, row.APIRejected
	case status >= 500:
		return Doubtful, row.APIServer
	case status >= 300:
		return Stop, row.NetRedirect
	}
	return Doubtful, row.APINoID
}

// ParseTime reads a time as the targets write it, RFC 3339 or "2006-01-02 15:04:05" in UTC, and
// returns the zero time for anything else.
func ParseTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, time.DateTime} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
