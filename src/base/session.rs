//! Every bound of what peers say to each other in one place. A peer that exceeds them is refused; nothing here is a
//! setting. Times are in milliseconds, lengths in bytes.

/// Longest request of `POST /v1/ask`; also the longest body that a signature covers.
pub const MAX_ASK: usize = 1 << 20;
/// Longest answer to one.
pub const MAX_ANSWER: usize = 4 << 20;
/// Most ids in one request for objects, or in one question whether they are there.
pub const MAX_IDS: usize = 16_384;
/// Longest body of `POST /v1/objects/put`.
pub const MAX_PUT: u64 = 256 << 20;
/// Most bytes of members that one peer may have in quarantine.
pub const MAX_QUARANTINE: u64 = 1 << 40;
/// Most peers that may have objects in quarantine at once.
pub const MAX_QUARANTINES: usize = 16;
/// After this time without another object, what a peer has in quarantine is put aside for its next session.
pub const QUARANTINE_IDLE: u64 = 60_000;
/// Most bytes of one answer of `GET /v1/strands`.
pub const MAX_STRANDS: usize = 4 << 20;
/// Most heads in one page of heads.
pub const MAX_HEADS_PAGE: usize = 1_000;
/// Most heads that one request may deliver.
pub const MAX_DELIVERED: usize = 1_000;
/// Most commits in one page of a history.
pub const MAX_HISTORY_PAGE: usize = 8_192;
/// Most heads of one peer.
pub const MAX_HEADS: usize = 1 << 20;
/// Most commits that one peer may name as new in one session.
pub const MAX_HISTORY: usize = 1 << 22;
/// Most commits that the asker of a history may say it has.
pub const MAX_HAVES: usize = 1_024;
/// Most ids named as missing in one answer.
pub const MAX_MISSING: usize = 1_024;
/// Longest sentence in a refusal.
pub const MAX_SENTENCE: usize = 1_024;
/// How far the time of a request may be from that of the peer, in seconds.
pub const MAX_SKEW: i64 = 300;
/// Longest head of an HTTP request or answer.
pub const MAX_HTTP_HEAD: usize = 32 << 10;
/// Most connections at once.
pub const MAX_CONNECTIONS: usize = 2_048;
/// Most connections at once from one address.
pub const MAX_CONNECTIONS_EACH: usize = 128;
/// Most questions that are worked on at once; others wait.
pub const MAX_ASKS_AT_ONCE: usize = 64;
/// Most bodies of `POST /v1/objects/put` that are taken at once; others are refused.
pub const MAX_PUTS_AT_ONCE: usize = 32;
/// Most files and archives that are sent to readers of `/raw` and `/tgz` at once; others are refused.
pub const MAX_READERS: usize = 64;
/// A request must have sent its head within this time; also how long a connection may be idle.
pub const HEAD_DEADLINE: u64 = 10_000;
/// How long an answer may take to begin.
pub const ANSWER_DEADLINE: u64 = 120_000;
/// How long to wait for a connection.
pub const CONNECT_DEADLINE: u64 = 10_000;
/// Whoever waits for bytes of the other side this long in all, and gets fewer than [`MIN_RATE`] of them in a second, ends.
pub const STALL_DEADLINE: u64 = 20_000;
/// Fewest bytes in a second that a transfer must move while one side waits for the other.
pub const MIN_RATE: u64 = 4 << 10;
/// How long requests may still run after the program was asked to stop.
pub const STOP_DEADLINE: u64 = 10_000;
/// How long a client keeps a connection that it does not use; less than [`HEAD_DEADLINE`].
pub const CLIENT_IDLE: u64 = 5_000;
/// Most requests of one member that are remembered, so that none is answered twice.
pub const MAX_NONCES: usize = 1 << 17;
/// Most requests of all other keys together that are remembered.
pub const MAX_STRANGER_NONCES: usize = 1 << 16;
/// A peer begins a session of its own at most this often because others ask for one.
pub const SESSION_PAUSE: u64 = 60_000;
