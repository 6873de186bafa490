//! Raw deflate of whole buffers: libdeflate for what compresses, stored blocks for what does not.
//! Must not hash: identity never depends on compressed bytes.

use std::cell::RefCell;
use std::collections::HashMap;

use libdeflater::{CompressionLvl, Compressor, Decompressor};

/// Longest stored block of deflate (RFC 1951, 3.2.4).
const STORED_BLOCK: usize = 0xffff;

thread_local! {
    static COMPRESSORS: RefCell<HashMap<i32, Compressor>> = RefCell::new(HashMap::new());
    /// Where deflate writes, so that only what comes out gets memory of its own. As long as the longest object asked for.
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static DECOMPRESSOR: RefCell<Decompressor> = RefCell::new(Decompressor::new());
}

/// Appends the deflate stream of `plain` to `out`: compressed at `level` (0: never; 1 to 12), or stored where that is not
/// smaller or a probe says that it would not be.
pub fn deflate(plain: &[u8], level: i32, out: &mut Vec<u8>) {
    let stored = stored_len(plain.len());
    let compressed = level > 0
        && is_compressible(plain)
        && SCRATCH.with_borrow_mut(|scratch| {
            if scratch.len() < stored {
                scratch.resize(stored, 0);
            }
            let len = compress(plain, level, &mut scratch[..stored]);
            let kept = len.filter(|len| *len < stored);
            out.extend_from_slice(&scratch[..kept.unwrap_or(0)]);
            kept.is_some()
        });
    if !compressed {
        store(plain, out);
    }
}

/// Deflates into `out`; returns the length, or `None` where there is not enough room.
fn compress(plain: &[u8], level: i32, out: &mut [u8]) -> Option<usize> {
    COMPRESSORS.with_borrow_mut(|all| {
        let compressor = all
            .entry(level)
            .or_insert_with(|| Compressor::new(CompressionLvl::new(level).unwrap_or(CompressionLvl::fastest())));
        compressor.deflate_compress(plain, out).ok()
    })
}

/// Fills `plain` from the deflate stream; false unless the stream gives exactly that many bytes.
pub fn inflate(deflated: &[u8], plain: &mut [u8]) -> bool {
    DECOMPRESSOR.with_borrow_mut(|d| d.deflate_decompress(deflated, plain)) == Ok(plain.len())
}

/// CRC-32 as gzip has it.
pub fn crc32(plain: &[u8]) -> u32 {
    libdeflater::crc32(plain)
}

/// Length of `len` bytes in stored blocks.
const fn stored_len(len: usize) -> usize {
    let blocks = if len == 0 { 1 } else { len.div_ceil(STORED_BLOCK) };
    len + 5 * blocks
}

fn store(plain: &[u8], out: &mut Vec<u8>) {
    out.reserve(stored_len(plain.len()));
    let mut rest = plain;
    loop {
        let (block, tail) = rest.split_at(rest.len().min(STORED_BLOCK));
        let len = block.len() as u16;
        out.push(u8::from(tail.is_empty()));
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&(!len).to_le_bytes());
        out.extend_from_slice(block);
        rest = tail;
        if rest.is_empty() {
            return;
        }
    }
}

/// Whether a sample of the bytes is far enough from uniform that deflate is worth its time.
///
/// Counts the values of at most 4,096 bytes taken in 16 runs. For uniform bytes the sum of squared counts is about
/// n + n²/256; text and code lie far above. Short buffers are always tried.
fn is_compressible(plain: &[u8]) -> bool {
    const RUNS: usize = 16;
    const RUN: usize = 256;
    if plain.len() < 2 * RUNS * RUN {
        return true;
    }
    let mut counts = [0u32; 256];
    let stride = (plain.len() - RUN) / (RUNS - 1);
    for run in 0..RUNS {
        for byte in &plain[run * stride..run * stride + RUN] {
            counts[usize::from(*byte)] += 1;
        }
    }
    let squares: u64 = counts.iter().map(|n| u64::from(*n) * u64::from(*n)).sum();
    let n = (RUNS * RUN) as u64;
    squares * 100 > (n + n * n / 256) * 112
}
