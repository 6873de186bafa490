//! Every bound of the formats in one place. A decoder refuses what exceeds them; nothing here is a setting.

/// Longest plain content of a chunk, in bytes.
pub const MAX_CHUNK: usize = 1 << 20;
/// Longest plain content of any object, in bytes; longer tables are cut into parts.
pub const MAX_OBJECT: usize = MAX_CHUNK + 4096;
/// Longest gzip member of one object: header, stored deflate blocks, trailer.
pub const MAX_MEMBER: usize = MAX_OBJECT + MAX_OBJECT / 1024 + 256;
/// Longest path of an entry, in bytes.
pub const MAX_PATH: usize = 4096;
/// Longest component of a path, in bytes.
pub const MAX_COMPONENT: usize = 255;
/// Longest target of a symbolic link, in bytes.
pub const MAX_LINK: usize = 4096;
/// Files at least this long have their content cut as a segment of their own.
pub const SEGMENT_MIN: u64 = 16 << 10;
/// A shard may end (where an id allows it) from here on, in plain bytes.
pub const SHARD_MIN: u64 = 32 << 20;
/// A shard ends here at the latest, in plain bytes.
pub const SHARD_MAX: u64 = 128 << 20;
/// A shard ends here at the latest, in rows.
pub const SHARD_ROWS: usize = 8192;
/// Most parts of a table of an archive: hundreds of millions of entries, and no more memory than such an archive is worth.
pub const MAX_PARTS: usize = 256;
/// Nesting that canonical CBOR may have.
pub const CBOR_DEPTH: usize = 16;
/// Longest name of a head, tag, remote or register, in bytes.
pub const MAX_NAME: usize = 255;
/// Longest commit message, in bytes.
pub const MAX_MESSAGE: usize = 512 << 10;
/// Longest extension record (PAX body, GNU long name) that an imported archive may carry, in bytes.
pub const MAX_TAR_EXTENSION: u64 = 64 << 10;
/// Default size at which a writer rolls over to its next pack, in bytes.
pub const PACK_SIZE: u64 = 512 << 20;
/// Packs below this are merged.
pub const PACK_SMALL: u64 = 32 << 20;
/// Longest key of a map, in bytes.
pub const MAX_KEY: usize = 4096;
/// Longest value of a map, in bytes.
pub const MAX_VALUE: usize = 28 << 10;
/// Most entries of one bucket of a map.
pub const MAX_BUCKET: usize = 3;
/// Most bytes of keys and values in one bucket of a map: any one entry, and 32 full buckets still fit one object.
pub const MAX_BUCKET_BYTES: usize = MAX_KEY + MAX_VALUE;
/// Longest command line that an operation keeps, in bytes.
pub const MAX_COMMAND: usize = 4096;
/// Most roots of an operation.
pub const MAX_ROOTS: usize = 256;
/// Longest `state` file, in bytes: more than 14,000 indexes.
pub const MAX_POINTER: u64 = 1 << 20;
/// Most tips of other authors that a strand names.
pub const MAX_SEEN: usize = 16;
/// Longest name of a kind of strand, in bytes.
pub const MAX_STRAND_KIND: usize = 32;
/// Longest body of a strand, in bytes.
pub const MAX_BODY: usize = 16 << 10;
/// Longest body of a strand of kind `evidence`, which quotes two strands, in bytes.
pub const MAX_EVIDENCE: usize = 2 * (MAX_BODY + MAX_STRAND_HEAD) + 16;
/// Longest rest of a strand: all fields but the body, and the signature, in bytes.
pub const MAX_STRAND_HEAD: usize = 1024;
/// Longest strand with its signature, in bytes.
pub const MAX_STRAND: usize = MAX_EVIDENCE + MAX_STRAND_HEAD;
/// Greatest sequence number and clock of a strand: there is always a next one.
pub const MAX_CLOCK: u64 = i64::MAX as u64 - 1;
/// How far the time of a strand may be ahead of the clock of who takes it, in milliseconds.
pub const MAX_AHEAD: u64 = 300_000;
/// Strands of one author between two points to which its fold can be cut back.
pub const FOLD_STEP: u64 = 64;
/// Most addresses that a member tells of itself, or that an invite has.
pub const MAX_ADDRESSES: usize = 16;
/// Longest address, in bytes.
pub const MAX_ADDRESS: usize = 255;
/// Longest keys and values of all fields of a profile together, in bytes.
pub const MAX_FIELDS: usize = 1024;
/// Most uses of an invite.
pub const MAX_USES: u64 = 1 << 20;
/// Authors in a knot, so that it fits into an object.
pub const MAX_ROWS: usize = 8192;
