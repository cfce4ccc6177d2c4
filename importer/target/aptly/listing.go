package aptly

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

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

// listing is one reading of a list, for all that are wanted of it. Of what is listed only what may be
// wanted is kept.
type listing struct {
	place
	byName map[string][]*wanted // by the plain form of their names
	cut    []*wanted            // those of whose names only a part is searched for
	byPart bool                 // the search found a name that is longer than its words
}

func (l *listing) read(ctx context.Context, c *target.Client) {
	err := list(ctx, c, l.query(), 0, l.reset, l.take)
	if err == nil {
		return
	}
	for _, all := range l.byName {
		for _, w := range all {
			w.found, w.err = nil, fmt.Errorf("position %q cannot be looked up: %w", w.sent.Name, err)
		}
	}
}

func (l *listing) query() url.Values {
	query := url.Values{"tenantId": {l.tenant}}
	if l.words != "" {
		query.Set("search", l.words)
	}
	return query
}

func (l *listing) reset() {
	for _, all := range l.byName {
		for _, w := range all {
			w.found, w.err = nil, nil
		}
	}
}

func (l *listing) take(p *position) {
	if l.words != "" && len(p.Name) > len(l.words) && strings.HasPrefix(p.Name, l.words) {
		l.byPart = true
	}
	for _, w := range l.byName[plain(p.Name)] {
		w.take(p)
	}
}

// List returns the ids of the tenant's positions, where there are no more than `most`.
func (aptly) List(ctx context.Context, c *target.Client, tenant string, most int) (ids []string, whole bool, err error) {
	err = list(
		ctx, c, url.Values{"tenantId": {tenant}}, most, func() { ids = nil },
		func(p *position) { ids = append(ids, target.Clean(p.ID)) },
	)
	if errors.Is(err, errMany) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return ids, true, nil
}

// list shows each position of no more than `most`, 0 for any number. Where the list changes while it
// is read it resets, and begins again a few times: errMoving.
func list(ctx context.Context, c *target.Client, query url.Values, most int, reset func(), take func(*position)) error {
	query.Set("limit", strconv.Itoa(pageSize))
	err := errMoving
	for look := 0; look < maxLooks && errors.Is(err, errMoving); look++ {
		reset()
		err = listOnce(ctx, c, query, most, take)
	}
	return err
}

// listOnce reads all pages.
func listOnce(ctx context.Context, c *target.Client, query url.Values, most int, take func(*position)) error {
	seen := map[string]bool{}
	total := -1
	for number := 1; number <= maxPages; number++ {
		query.Set("page", strconv.Itoa(number))
		body, err := c.Get(ctx, positionsPath, query)
		if err != nil {
			return err
		}
		p, err := readPage(body)
		if err != nil {
			return err
		}
		if total >= 0 && p.total >= 0 && p.total != total {
			return errMoving
		}
		total = p.total
		if most > 0 && max(total, len(seen)) > most {
			return errMany
		}
		fresh := 0
		for i := range p.positions {
			one := &p.positions[i]
			if !seen[one.ID] {
				seen[one.ID] = true
				fresh++
				take(one)
			}
		}
		switch {
		case len(p.positions) == 0, total >= 0 && len(seen) >= total:
			return nil
		case fresh < len(p.positions):
			// Two pages that overlap: something moved, or the server ignores the page asked for.
			return errMoving
		}
	}
	return fmt.Errorf("the list of positions did not end after %d pages", maxPages)
}
