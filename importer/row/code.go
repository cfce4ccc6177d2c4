package row

// Code names one kind of trouble. Codes that a target gives (ValidationError) pass through as they
// are; ours are families: FILE, MAP, VAL, NET, AUTH and API.
type Code string

// What can be wrong with a file as a whole. The run cannot go on.
const (
	FileNotFound  Code = "FILE_NOT_FOUND"
	FileUnread    Code = "FILE_UNREADABLE" // permission, I/O
	FileEmpty     Code = "FILE_EMPTY"      // no bytes, no rows, or nothing under the header
	FileFormat    Code = "FILE_FORMAT"     // not CSV or XLSX: xls, ods, numbers, HTML, a password
	FileDamaged   Code = "FILE_DAMAGED"    // malformed zip, XML or CSV
	FileLimit     Code = "FILE_LIMIT"      // larger than a guard allows
	FileEncoding  Code = "FILE_ENCODING"   // not in the character set that it says or that we assume
	FileDelimiter Code = "FILE_DELIMITER"  // no delimiter can be told
	FileSheet     Code = "FILE_SHEET"      // no such sheet
	FileHeader    Code = "FILE_HEADER"     // no header row, or mapped headers twice or empty
)

// What can be wrong with a mapping.
const (
	MapSyntax        Code = "MAP_SYNTAX"
	MapVersion       Code = "MAP_VERSION"
	MapKey           Code = "MAP_UNKNOWN_KEY"
	MapField         Code = "MAP_UNKNOWN_FIELD"
	MapColumn        Code = "MAP_UNKNOWN_COLUMN"
	MapMissing       Code = "MAP_MISSING_FIELD"  // a required field has no source
	MapValue         Code = "MAP_BAD_VALUE"      // a key's value is of the wrong kind or out of range
	MapConflict      Code = "MAP_CONFLICT"       // two keys that exclude each other
	MapAmbiguous     Code = "MAP_AMBIGUOUS"      // one header matches twice
	MapUnusedColumn  Code = "MAP_UNUSED_COLUMN"  // a warning
	MapUnlistedValue Code = "MAP_UNLISTED_VALUE" // a row's value that values: does not list
)

// What can be wrong with a row's values.
const (
	ValRequired   Code = "VAL_REQUIRED"
	ValNumber     Code = "VAL_NUMBER"
	ValAmbiguous  Code = "VAL_AMBIGUOUS_NUMBER" // 1.234 under no declared separators
	ValPercent    Code = "VAL_PERCENT"
	ValBoolean    Code = "VAL_BOOLEAN"
	ValUUID       Code = "VAL_UUID"
	ValAllowed    Code = "VAL_NOT_ALLOWED"
	ValLength     Code = "VAL_TOO_LONG"
	ValRange      Code = "VAL_RANGE"
	ValPattern    Code = "VAL_PATTERN"
	ValDuplicate  Code = "VAL_DUPLICATE"
	ValCopied     Code = "VAL_COPIED_ROW" // a copy of a row of the results that is done
	ValErrorCell  Code = "VAL_ERROR_CELL" // #N/A and its like
	ValFormula    Code = "VAL_FORMULA"    // a formula without a stored value
	ValMerged     Code = "VAL_MERGED_CELL"
	ValDigits     Code = "VAL_DIGITS_LOST" // a whole number beyond 15 digits in a text field
	ValInvisible  Code = "VAL_INVISIBLE"   // control or invisible characters inside an id
	ValExtraCells Code = "VAL_EXTRA_CELLS" // a CSV row longer than the header
	ValHeader     Code = "VAL_HEADER"      // the header stands again among the rows
	ValDate       Code = "VAL_DATE"        // a date where text or a number is expected
)

// What can go wrong on the way to a target.
const (
	NetRefused  Code = "NET_REFUSED" // refused, or no route
	NetDNS      Code = "NET_DNS"
	NetConnect  Code = "NET_CONNECT_TIMEOUT"
	NetTimeout  Code = "NET_TIMEOUT"   // sent, no answer in time
	NetReset    Code = "NET_NO_ANSWER" // sent, the connection broke before the answer was whole
	NetNotSent  Code = "NET_NOT_SENT"  // the connection broke before the request was written
	NetTLS      Code = "NET_TLS"
	NetRedirect Code = "NET_REDIRECT"
	NetPlain    Code = "NET_PLAIN_HTTP" // http to a host that is not loopback
)

// What can go wrong with sign-in.
const (
	AuthMissing   Code = "AUTH_MISSING"   // no credential in the environment
	AuthFile      Code = "AUTH_FILE"      // a credential file that others can read, or that is not there
	AuthRefused   Code = "AUTH_REFUSED"   // 401 after a renewal
	AuthForbidden Code = "AUTH_FORBIDDEN" // 403
	AuthSignIn    Code = "AUTH_SIGN_IN"   // the sign-in server refused or did not answer
)

// What a target's answers can mean where it gives no name of its own.
const (
	APIRejected  Code = "API_REJECTED" // 400, 404, 409, 413, 422 without a known name
	APIDuplicate Code = "DuplicateExternalIdError"
	APIServer    Code = "API_SERVER_ERROR" // 5xx
	APIThrottled Code = "API_RATE_LIMIT"   // 429
	APINoID      Code = "API_NO_ID"        // 2xx without an id, or not JSON
	APIStopped   Code = "API_STOPPED"      // too many failures in a row that are not about the rows
	APIDoubt     Code = "API_UNDECIDED"    // looked up, and it still cannot be told
)
