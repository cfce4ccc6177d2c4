package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// Normal returns the account in the one form that accounts are compared in: scheme and host of the
// base URL in lower case, without default port, trailing slash, user or query; a UUID in lower case.
// It fails on a base URL without scheme or host.
func (a Account) Normal() (Account, error) {
	u, err := url.Parse(strings.TrimSpace(a.BaseURL))
	if err != nil {
		return a, fmt.Errorf("base URL %q: %w", a.BaseURL, err)
	}
	if u.Scheme == "" || u.Host == "" {
		return a, fmt.Errorf("base URL %q has no scheme or no host: write it like https://host", a.BaseURL)
	}
	scheme, host, port := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname()), u.Port()
	if port == "" || scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		port = ""
	}
	switch {
	case port != "":
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	place := strings.TrimSuffix(path.Clean("/"+u.EscapedPath()), "/")
	a.Target = strings.ToLower(strings.TrimSpace(a.Target))
	a.BaseURL = scheme + "://" + host + place
	a.Value = strings.TrimSpace(a.Value)
	if isUUID(a.Value) {
		a.Value = strings.ToLower(a.Value)
	}
	return a, nil
}

func isUUID(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	_, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	return err == nil
}

// folder names an account's directory: readable, and told apart by a hash of all that counts.
func (a Account) folder() string {
	sum := sha256.Sum256([]byte(a.Target + "\x00" + a.BaseURL + "\x00" + a.Value))
	_, host, _ := strings.Cut(a.BaseURL, "://")
	slug := strings.ToLower(a.Target + "-" + a.Value + "-" + host)
	slug = regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(slug, "-")
	slug = strings.Trim(slug[:min(len(slug), 60)], "-")
	return slug + "-" + hex.EncodeToString(sum[:6])
}
