package aptly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"posimport/importer/target"
)

const (
	pageSize = 100  // the largest that is documented
	maxPages = 5000 // half a million positions; more is a server that never ends
	maxLooks = 3    // how often a listing that changes while it is read is begun again
)

// errMoving says that the listing changed while it was read, so that a position may have been passed
// by unseen.
var errMoving = errors.New("the list of positions kept changing while it was read")

// errMany says that there are more positions than the caller wants to read.
var errMany = errors.New("there are too many positions to list")

// Find lists the positions of the tenant and returns those that equal what the body asked for, which
// compare decides. Deleted ones are left out. An error means that nothing is known: the listing was
// not whole, or it holds a position that may or may not be the one.
func (aptly) Find(ctx context.Context, c *target.Client, body []byte) ([]target.Position, error) {
	var sent request
	if err := json.Unmarshal(body, &sent); err != nil {
		return nil, fmt.Errorf("the request to look up cannot be read: %w", err)
	}
	query := url.Values{"tenantId": {sent.TenantID}, "limit": {strconv.Itoa(pageSize)}}
	if searchable(sent.Name) {
		query.Set("search", sent.Name)
	}
	for range maxLooks {
		listed, err := list(ctx, c, query, 0)
		if errors.Is(err, errMoving) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("position %q cannot be looked up: %w", sent.Name, err)
		}
		return matching(sent, listed)
	}
	return nil, fmt.Errorf("position %q cannot be looked up: %w", sent.Name, errMoving)
}

// matching returns the positions that equal the request.
func matching(sent request, listed []position) ([]target.Position, error) {
	var found []target.Position
	for i := range listed {
		p := &listed[i]
		if p.Deleted {
			continue
		}
		same, unknown := compare(sent, p)
		if !same {
			continue
		}
		if unknown != "" {
			return nil, fmt.Errorf("position %q (%s) may be the one, but its %s cannot be compared", sent.Name, target.Clean(p.ID), unknown)
		}
		found = append(found, target.Position{ID: target.Clean(p.ID), Created: target.ParseTime(p.CreatedOn)})
	}
	return found, nil
}

// searchable reports whether a name can be looked for on the server. How the server searches is not
// documented, so anything that a pattern, a query language or a trim could take otherwise than it
// stands is not searched for: then all positions of the tenant are listed.
func searchable(name string) bool {
	if name != plain(name) {
		return false
	}
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" -./,", r) {
			return false
		}
	}
	return name != ""
}

// List returns the ids of the tenant's positions, where there are no more than `most`.
func (aptly) List(ctx context.Context, c *target.Client, tenant string, most int) (ids []string, whole bool, err error) {
	query := url.Values{"tenantId": {tenant}, "limit": {strconv.Itoa(pageSize)}}
	for range maxLooks {
		var listed []position
		listed, err = list(ctx, c, query, most)
		if errors.Is(err, errMoving) {
			continue
		}
		if errors.Is(err, errMany) {
			return nil, false, nil
		}
		for i := range listed {
			ids = append(ids, target.Clean(listed[i].ID))
		}
		return ids, err == nil, err
	}
	return nil, false, err
}

// list reads all pages of no more than `most` positions, 0 for any number. The total may change meanwhile: errMoving.
func list(ctx context.Context, c *target.Client, query url.Values, most int) ([]position, error) {
	var all []position
	seen := map[string]bool{}
	total := -1
	for number := 1; number <= maxPages; number++ {
		query.Set("page", strconv.Itoa(number))
		body, err := c.Get(ctx, positionsPath, query)
		if err != nil {
			return nil, err
		}
		p, err := readPage(body)
		if err != nil {
			return nil, err
		}
		if total >= 0 && p.total >= 0 && p.total != total {
			return nil, errMoving
		}
		total = p.total
		if most > 0 && max(total, len(all)) > most {
			return nil, errMany
		}
		fresh := 0
		for _, one := range p.positions {
			if !seen[one.ID] {
				seen[one.ID] = true
				fresh++
				all = append(all, one)
			}
		}
		switch {
		case len(p.positions) == 0, total >= 0 && len(all) >= total:
			return all, nil
		case fresh < len(p.positions):
			// Two pages that overlap: something moved, or the server ignores the page asked for.
			return nil, errMoving
		}
	}
	return nil, fmt.Errorf("the list of positions did not end after %d pages", maxPages)
}
