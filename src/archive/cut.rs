//! Where the tar stream is cut into chunks: FastCDC (Xia et al., 2020) with normalisation level 1.
//! The content of a file of at least 16 KiB is a segment of its own; everything between such segments is a run.

use fastcdc::v2020::{Normalization, cut, select_masks};

/// How one sort of bytes is cut.
#[derive(Clone, Copy)]
pub struct Cutter {
    min: usize,
    average: usize,
    max: usize,
    mask_s: u64,
    mask_l: u64,
}

impl Cutter {
    /// For the content of a file of at least 16 KiB: 64 KiB, 256 KiB, 1 MiB.
    pub fn segment() -> Self {
        Self::new(64 << 10, 256 << 10, 1 << 20)
    }

    /// For headers, small files and padding: 4 KiB, 16 KiB, 64 KiB.
    pub fn run() -> Self {
        Self::new(4 << 10, 16 << 10, 64 << 10)
    }

    fn new(min: usize, average: usize, max: usize) -> Self {
        let (mask_s, mask_l) = select_masks(average, Normalization::Level1);
        Self { min, average, max, mask_s, mask_l }
    }

    /// Longest chunk, in bytes. A cut is final when this many bytes were looked at, or all there are.
    pub const fn max(&self) -> usize {
        self.max
    }

    /// Length of the first chunk of `bytes`; all of them where there is no cut.
    pub fn first(&self, bytes: &[u8]) -> usize {
        let Self { min, average, max, mask_s, mask_l } = *self;
        cut(bytes, min, average, max, mask_s, mask_l, mask_s << 1, mask_l << 1).1
    }
}
