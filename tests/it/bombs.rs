//! Archives and repositories that claim or unpack to far more than they are: stopped at a cap, within a fixed amount of
//! memory and disk. In this process, and by the program, whose memory the kernel measures.

use std::io::Read;

use mosaic::archive::unpack::UnpackLimits;

use crate::hostile_archives::{Head, Target, file, gzip, pax, tar};

/// As many zeros, then the end; never in memory.
struct Bomb {
    packed: Vec<u8>,
    at: usize,
    times: u64,
}

impl Read for Bomb {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.packed.len() && self.times > 0 {
            (self.at, self.times) = (0, self.times - 1);
        }
        let len = buffer.len().min(self.packed.len() - self.at);
        buffer[..len].copy_from_slice(&self.packed[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

#[test]
fn bombs_are_refused_before_they_fill_the_disk() {
    let mut target = Target::new();
    let before = target.state();
    let default = UnpackLimits::default();
    let mut refused = |from: &mut dyn Read, limits: UnpackLimits, why: &str| {
        let error = target.import_within(from, limits).expect_err(why).to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!(target.state(), before, "{why}");
    };
    // 1 GiB of zeros as one file, in members of 16 MiB; then as padding behind the end.
    let header = gzip(&Head::new("zeros", b'0').size(1 << 30).block());
    let zeros = gzip(&vec![0; 16 << 20]);
    let bomb = || Bomb { packed: zeros.clone(), at: 0, times: 63 };
    refused(&mut header.as_slice().chain(bomb()), default, "--max-ratio");
    refused(&mut bomb(), default, "--max-ratio");
    let mut many = Vec::new();
    for number in 0..20_000 {
        many.extend_from_slice(&file(format!("empty {number}"), b""));
    }
    let many = gzip(&tar(&[many]));
    refused(&mut &*many, UnpackLimits { entries: 10_000, ..default }, "--max-entries");
    refused(&mut &*many, UnpackLimits { bytes: 5_000_000, ..default }, "--max-size");
    // Few entries, each below hundreds of directories that have no entry of their own.
    let deep: Vec<Vec<u8>> = (0..200)
        .flat_map(|number| {
            let name = format!("{number}{}", "/d".repeat(1500));
            [pax(b'x', &[("path", name.as_bytes())]), file("x", b"")]
        })
        .collect();
    refused(&mut &*tar(&deep), UnpackLimits { entries: 100_000, ..default }, "--max-entries");
    let names: Vec<Vec<u8>> = (0..500)
        .flat_map(|number| {
            let name = format!("{number}{}", ["/", &"n".repeat(250)].concat().repeat(16));
            [pax(b'x', &[("path", name.as_bytes())]), file("x", b"")]
        })
        .collect();
    refused(&mut &*tar(&names), UnpackLimits { entries: 9_000, ..default }, "--max-entries");
    // What is asked for is allowed.
    let limits = UnpackLimits { ratio: 2000, ..default };
    let fine = gzip(&Head::new("zeros", b'0').size(80 << 20).block());
    let end = gzip(&[0; 1024]);
    let zeros_80 = Bomb { packed: zeros, at: 0, times: 4 };
    let imported = target.import_within(&mut fine.as_slice().chain(zeros_80).chain(&*end), limits).unwrap();
    assert_eq!((imported.files, imported.bytes), (1, 80 << 20));
}
