//! A staged file that is hashed while it is written, so that it can be named by its content.
//! Must not know what is in it.

use blake3::Hasher;

use crate::base::id::Id;
use crate::object::error::ObjectError;
use crate::storage::traits::Staged;

/// Bytes gathered before they are hashed and written.
const BUFFER: usize = 1 << 20;
/// Pieces of this length are hashed and written as they are: gathering them would cost more than the calls it saves.
const LARGE: usize = 128 << 10;

/// Appends to a staged file through a buffer.
pub struct Writer {
    staged: Box<dyn Staged>,
    hasher: Hasher,
    buffer: Vec<u8>,
    flushed: u64,
    failed: bool,
}

/// A staged file with all its bytes in it, and the name that they give it.
pub struct Finished {
    /// BLAKE3 of the bytes.
    pub name: Id,
    /// Length in bytes.
    pub len: u64,
    /// To be published or dropped.
    pub staged: Box<dyn Staged>,
}

impl Writer {
    /// Writes on behind what is in `staged`, which `hasher` has seen already.
    pub fn new(staged: Box<dyn Staged>, hasher: Hasher) -> Self {
        Self { flushed: staged.len(), staged, hasher, buffer: Vec::new(), failed: false }
    }

    /// The name of the staged file.
    pub fn staged_name(&self) -> &str {
        self.staged.name()
    }

    /// Bytes written so far, those in the buffer included.
    pub fn len(&self) -> u64 {
        self.flushed + self.buffer.len() as u64
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends `bytes`; returns the offset at which they start.
    ///
    /// # Errors
    /// The device failed, now or before: then nothing more is taken, for the tail of the file is undefined.
    pub fn write(&mut self, bytes: &[u8]) -> Result<u64, ObjectError> {
        let offset = self.len();
        let large = bytes.len() >= LARGE;
        if !self.buffer.is_empty() && (large || self.buffer.len() + bytes.len() > BUFFER) {
            self.flush()?;
        }
        if large {
            self.pass(bytes)?;
        } else {
            self.buffer.reserve_exact(BUFFER - self.buffer.len());
            self.buffer.extend_from_slice(bytes);
        }
        Ok(offset)
    }

    /// Fills `into` from `offset`, from what has been written.
    ///
    /// # Errors
    /// Reaches beyond the end, or the device failed.
    pub fn read_at(&self, into: &mut [u8], offset: u64) -> Result<(), ObjectError> {
        // A piece given to `write` lies wholly in the buffer or wholly before it.
        let Some(at) = offset.checked_sub(self.flushed) else { return Ok(self.staged.read_at(into, offset)?) };
        let end = usize::try_from(at).ok().and_then(|at| Some(at..at.checked_add(into.len())?));
        let bytes = end.and_then(|range| self.buffer.get(range));
        into.copy_from_slice(bytes.ok_or_else(|| ObjectError::malformed(self.staged.name(), "shorter than asked"))?);
        Ok(())
    }

    /// For a file that gets no more for now: releases the buffer and makes all bytes durable, so that they can be
    /// adopted even after a power cut.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn close(&mut self) -> Result<(), ObjectError> {
        self.flush()?;
        self.buffer = Vec::new();
        self.failed = true;
        self.staged.sync()?;
        self.failed = false;
        Ok(())
    }

    /// BLAKE3 of all bytes so far.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn digest(&mut self) -> Result<Id, ObjectError> {
        self.flush()?;
        Ok(Id::from_bytes(*self.hasher.finalize().as_bytes()))
    }

    /// The finished file.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn finish(mut self) -> Result<Finished, ObjectError> {
        let name = self.digest()?;
        Ok(Finished { name, len: self.flushed, staged: self.staged })
    }

    /// Writes what was gathered: it is found again then, should the process die.
    ///
    /// # Errors
    /// As [`Writer::write`].
    pub fn flush(&mut self) -> Result<(), ObjectError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        self.pass(&buffer)?;
        buffer.clear();
        self.buffer = buffer;
        Ok(())
    }

    fn pass(&mut self, bytes: &[u8]) -> Result<(), ObjectError> {
        if self.failed {
            return Err(ObjectError::malformed(self.staged.name(), "an earlier write to it failed"));
        }
        self.hasher.update(bytes);
        self.failed = true;
        self.staged.write(bytes)?;
        self.failed = false;
        self.flushed += bytes.len() as u64;
        Ok(())
    }
}
