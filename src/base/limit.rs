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
