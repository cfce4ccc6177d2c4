package target

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"posimport/importer/row"
)

// ParseBaseURL reads a base URL: https, or http to 127.0.0.0/8, ::1 or localhost only, without user
// information, query or fragment; a path is a prefix of every path. It returns it in the one form that
// every spelling of it has: scheme and host in lower case, no default port, no slash at the end. The
// error is a *URLError.
func ParseBaseURL(text string) (*url.URL, error) {
	u, err := parseURL("base URL", text)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" || u.ForceQuery {
		return nil, &URLError{Text: fmt.Sprintf("base URL %q: it must end before the ?; give only scheme, host and path", u.Redacted())}
	}
	return u, nil
}

// parseURL reads what every URL of ours has in common; what names it in errors.
func parseURL(what, text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		// url.Parse quotes the text, which may hold a password before the @.
		return nil, &URLError{Text: what + ": it is not a URL; give one such as https://host.example"}
	}
	wrong := func(problem string) error {
		return &URLError{Text: fmt.Sprintf("%s %q: %s", what, u.Redacted(), problem)}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, wrong("it must begin with https://")
	case u.User != nil:
		return nil, wrong("it holds a user name before the @; credentials come from the environment only")
	case u.Hostname() == "":
		return nil, wrong("it names no host")
	case strings.ContainsFunc(u.Hostname(), func(r rune) bool { return !inHost(r) }):
		return nil, wrong("its host holds a character that no host name has (write international names in their xn-- form)")
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		return nil, wrong("it must not hold a #")
	case u.Scheme == "http" && !Loopback(u):
		return nil, &URLError{Code: row.NetPlain, Text: fmt.Sprintf("%s %q: plain http is for this computer only (127.0.0.1, ::1, localhost); use https", what, u.Redacted())}
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return nil, wrong(fmt.Sprintf("%s is not a port", port))
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return nil, wrong("the port after the : is missing")
	}
	return normal(u), nil
}

func inHost(r rune) bool {
	return r == '-' || r == '.' || r == '_' || r == ':' || r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func normal(u *url.URL) *url.URL {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		port = ""
	}
	switch {
	case port != "":
		u.Host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		u.Host = "[" + host + "]"
	default:
		u.Host = host
	}
	if u.Path != "" {
		u = u.JoinPath() // dots and doubled slashes have one form
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = strings.TrimRight(u.RawPath, "/")
	return u
}

// below returns the URL of a path, which begins with a slash, below a base URL.
func below(base *url.URL, path string) *url.URL {
	u := *base
	u.Path += path
	if u.RawPath != "" {
		u.RawPath += path
	}
	return &u
}

// Loopback reports whether a URL's host is this computer: 127.0.0.0/8, ::1 or localhost.
func Loopback(u *url.URL) bool {
	if strings.EqualFold(u.Hostname(), localhost) {
		return true
	}
	address, err := netip.ParseAddr(u.Hostname())
	return err == nil && address.Unmap().IsLoopback()
}

const localhost = "localhost"
