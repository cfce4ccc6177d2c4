// Package sandbox is a practice server for both targets, to try posimport on and to judge it by. It
// holds everything in memory, listens on loopback only, and does harm on demand: throttled, failed,
// cut, slow and late requests.
//
// It is built from the vendors' public documents alone and shares no code with posimport's own
// targets, so that it is an independent witness of what was sent. It is not the vendors' software,
// and what their documents leave open is a choice of ours:
//
//   - An error of COR has HTTP status 400 (ValidationError, InvalidSourceError), 404
//     (CategoryNotFoundError, PositionNotFoundError) or 409 (DuplicateExternalIdError), and one of
//     the shapes of ErrorShape. A member that is not documented, a null, a member given twice and
//     text that is not UTF-8 are ValidationErrors: strictness is what one practises for.
//   - A value that was left out is null in COR's answer. A blank id or name counts as missing.
//   - An error of Aptly is the documented envelope with HTTP status and statusCode alike, a message
//     that is a string, or an array of strings for a body that is not valid, and error with the
//     status's name.
//   - Aptly's answers carry another tenantId than was sent, as the documented answer does.
//   - Aptly lists 10 positions a page unless told otherwise, oldest first, and refuses parameters
//     that are not documented, and sourceType, whose values are not.
//   - A group that the sandbox does not know is accepted, unless Options.KnownGroupsOnly is set.
package sandbox
