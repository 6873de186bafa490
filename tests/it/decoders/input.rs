//! How one run of bytes is many arguments of a check: numbers and pieces behind their lengths. Every run of bytes is
//! some arguments, so that no input of a fuzzer is for nothing.

/// The rest of an input, taken from its start.
pub struct Input<'a>(pub &'a [u8]);

impl<'a> Input<'a> {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte; 0 at the end.
    pub fn byte(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    /// The next 4 bytes as a number.
    pub fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.array())
    }

    /// The next 8 bytes as a number.
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// The next bytes, zeros behind the end.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut array = [0; N];
        let taken = self.take(N);
        array[..taken.len()].copy_from_slice(taken);
        array
    }

    /// The bytes behind a u16 with their number, fewer where the input ends.
    pub fn piece(&mut self) -> &'a [u8] {
        let len = u16::from_le_bytes(self.array());
        self.take(usize::from(len))
    }

    /// All pieces that are left.
    pub fn pieces(&mut self) -> Vec<&'a [u8]> {
        let mut pieces = Vec::new();
        while !self.is_empty() {
            pieces.push(self.piece());
        }
        pieces
    }

    fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }
}

/// What [`Input::pieces`] takes apart.
pub fn joined<T: AsRef<[u8]>>(pieces: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in pieces {
        let piece = piece.as_ref();
        out.extend_from_slice(&u16::try_from(piece.len()).expect("pieces are short").to_le_bytes());
        out.extend_from_slice(piece);
    }
    out
}
