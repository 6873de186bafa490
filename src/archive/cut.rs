//! Where the tar stream is cut into chunks. The content of a file of at least 16 KiB is a segment of its own, cut by
//! FastCDC (Xia et al., 2020) with normalisation level 1. Everything between such segments is a run, cut behind whole
//! entries that their paths choose: a file that changes then touches one chunk, seldom two.

use fastcdc::v2020::{Normalization, cut, select_masks};

use crate::base::limit::MAX_CHUNK;
use crate::base::path::TreePath;

/// Longest chunk of a segment, in bytes.
pub const SEGMENT_MAX: usize = MAX_CHUNK;
const SEGMENT_AVERAGE: usize = 256 << 10;
const SEGMENT_LEAST: usize = 64 << 10;

/// From this length on, in bytes, a chunk of a run may end.
const RUN_MIN: usize = 16 << 10;
/// From this length on, in bytes, a chunk of a run ends before an entry whose content is a segment.
const RUN_BEFORE_SEGMENT: usize = 8 << 10;
/// The entry with which a chunk of a run reaches this length ends it.
const RUN_MAX: usize = 128 << 10;
/// One path of so many may end a chunk of a run.
const RUN_EVERY: u16 = 2;

/// Whether a chunk of a run ends behind the entry at `path`, with which it has `len` bytes.
pub fn ends_run(len: usize, path: &TreePath) -> bool {
    len >= RUN_MAX || len >= RUN_MIN && lot(path).is_multiple_of(RUN_EVERY)
}

/// Whether a chunk of a run that has `len` bytes ends before an entry whose content is a segment. Otherwise the header of
/// that entry is the last of it: headers of large files change with their contents, and often stand alone.
pub const fn ends_before_segment(len: usize) -> bool {
    len >= RUN_BEFORE_SEGMENT
}

/// The number that a path draws: the first two bytes of its BLAKE3, little-endian.
pub fn lot(path: &TreePath) -> u16 {
    let hash = blake3::hash(path.as_bytes());
    u16::from_le_bytes([hash.as_bytes()[0], hash.as_bytes()[1]])
}

/// Length of the first chunk of a segment whose next bytes these are; all of them where there is no cut. It is final when
/// [`SEGMENT_MAX`] bytes were looked at, or all there are.
pub fn cut_segment(bytes: &[u8]) -> usize {
    let (mask_s, mask_l) = select_masks(SEGMENT_AVERAGE, Normalization::Level1);
    cut(bytes, SEGMENT_LEAST, SEGMENT_AVERAGE, SEGMENT_MAX, mask_s, mask_l, mask_s << 1, mask_l << 1).1
}
