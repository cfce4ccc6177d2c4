package sandbox

import (
	"net/http"
	"strings"
)

const (
	targetCOR   = "cor"
	targetAptly = "aptly"
)

// fail is an error answer in the manner of the exchange's target. Neither vendor documents the shape:
// see the package's comment.
func (x *exchange) fail(status int, name string, problems ...string) answer {
	if x.e.target == targetAptly {
		return x.aptlyError(status, problems)
	}
	return corError(x.s.o.ErrorShape, status, name, strings.Join(problems, "; "))
}

func corError(shape string, status int, name, message string) answer {
	type named struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	}
	e := struct {
		StatusCode int     `json:"statusCode"`
		Status     string  `json:"status"`
		Error      any     `json:"error,omitempty"`
		Errors     []named `json:"errors,omitempty"`
		Message    string  `json:"message,omitempty"`
	}{StatusCode: status, Status: "error"}
	switch shape {
	case shapeNested:
		e.Error = named{name, message}
	case shapeList:
		e.Errors = []named{{name, message}}
	default:
		e.Error, e.Message = name, message
	}
	if shape == shapeEnvelope && status < http.StatusInternalServerError &&
		status != http.StatusUnauthorized && status != http.StatusTooManyRequests {
		status = http.StatusOK
	}
	return answer{status: status, body: encode(e)}
}

func (x *exchange) aptlyError(status int, problems []string) answer {
	e := struct {
		StatusCode int    `json:"statusCode"`
		Timestamp  string `json:"timestamp"`
		Message    any    `json:"message"`
		Error      string `json:"error"`
		Data       any    `json:"data"`
	}{StatusCode: status, Timestamp: aptlyTime(x.s.now()), Error: http.StatusText(status)}
	e.Message = strings.Join(problems, "; ")
	if status == http.StatusBadRequest {
		e.Message = problems
	}
	return answer{status: status, body: encode(e)}
}

func invalid(x *exchange, problems []string) answer {
	return x.fail(http.StatusBadRequest, "ValidationError", problems...)
}
