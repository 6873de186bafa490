//! Bodies of requests and answers: read within bounds and deadlines, handed to threads that block, sent piece by piece.

use std::io::{Error, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::{Body, Bytes, HttpBody};
use futures_util::stream::unfold;
use http_body_util::BodyExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::node::error::{Code, Refusal};
use crate::node::outgoing::Outgoing;
use crate::transport::pace::{Pace, Patience};

/// Bytes that are read from a pack and sent at once: what a processor keeps at hand.
const PIECE: usize = 256 << 10;
/// Pieces that a thread may write ahead of its connection.
const AHEAD: usize = 2;
/// Pieces that a connection may read ahead of its thread; they are smaller.
const READ_AHEAD: usize = 16;
/// Bytes of a refused body that are read, so that the sender hears why instead of a broken connection.
const DRAINED: u64 = 8 << 20;

/// The next bytes of a body; `None` at its end.
async fn next(body: &mut Body, pace: &mut Pace) -> Result<Option<Bytes>, Error> {
    loop {
        let begun = Instant::now();
        let stalled = || Error::new(ErrorKind::TimedOut, "the sender stalls");
        let frame = timeout(pace.stall(), body.frame()).await.map_err(|_| stalled())?;
        let Some(frame) = frame.transpose().map_err(Error::other)? else { return Ok(None) };
        let Ok(bytes) = frame.into_data() else { continue };
        if !pace.moved(begun.elapsed(), bytes.len() as u64) {
            return Err(stalled());
        }
        return Ok(Some(bytes));
    }
}

/// A whole body of at most `most` bytes.
///
/// # Errors
/// It is longer, stalls, or breaks off.
pub async fn read_whole(mut body: Body, most: usize, patience: Patience) -> Result<Vec<u8>, Refusal> {
    let too_long = || Refusal::new(Code::Malformed, format!("a longer body than {most} bytes"));
    if body.size_hint().lower() > most as u64 {
        return Err(too_long());
    }
    let mut pace = Pace::new(patience);
    let mut whole = Vec::new();
    loop {
        let piece = next(&mut body, &mut pace).await;
        let Some(piece) = piece.map_err(|error| Refusal::new(Code::Malformed, error.to_string()))? else {
            return Ok(whole);
        };
        if whole.len() + piece.len() > most {
            return Err(too_long());
        }
        whole.extend_from_slice(&piece);
    }
}

/// What a thread that blocks reads a body from.
pub struct BodyReader {
    pieces: Receiver<Result<Bytes, Error>>,
    piece: Bytes,
}

impl BodyReader {
    /// A reader, and where its pieces go.
    pub fn new() -> (Sender<Result<Bytes, Error>>, Self) {
        let (sender, pieces) = channel(READ_AHEAD);
        (sender, Self { pieces, piece: Bytes::new() })
    }
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.piece.len());
        buffer[..count].copy_from_slice(&self.piece.split_to(count));
        Ok(count)
    }
}

/// Gives a body to the reader at the other end; where that wants no more, reads a little of the rest.
pub async fn pump(mut body: Body, sender: Sender<Result<Bytes, Error>>, patience: Patience) {
    let mut pace = Pace::new(patience);
    let mut drained = 0;
    while let Some(piece) = next(&mut body, &mut pace).await.transpose() {
        let (failed, len) = (piece.is_err(), piece.as_ref().map_or(0, |piece| piece.len() as u64));
        // Time in which the reader works is not the sender's.
        let refused = sender.send(piece).await.is_err();
        drained += if refused { len } else { 0 };
        if failed || drained > DRAINED {
            return;
        }
    }
}

/// Where a thread that blocks writes what a connection sends.
pub struct BodyWriter(Sender<Result<Bytes, Error>>);

impl BodyWriter {
    /// A writer, and the body that sends what it writes. Each piece that is on its way is counted by `sent`.
    pub fn new(sent: impl Fn(u64) + Send + Sync + 'static) -> (Self, Body) {
        let (sender, receiver) = channel::<Result<Bytes, Error>>(AHEAD);
        let stream = unfold((receiver, sent), async |(mut receiver, sent)| {
            let piece = receiver.recv().await?;
            sent(piece.as_ref().map_or(0, |piece| piece.len() as u64));
            Some((piece, (receiver, sent)))
        });
        (Self(sender), Body::from_stream(stream))
    }

    /// Breaks the answer off, so that its reader sees that it is not whole.
    pub fn fail(&self, why: &str) {
        let _ = self.0.blocking_send(Err(Error::other(why.to_owned())));
    }
}

impl std::io::Write for BodyWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        for piece in bytes.chunks(PIECE) {
            let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(piece)));
            sent.map_err(|_| Error::from(ErrorKind::BrokenPipe))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Buffers that are used again.
#[derive(Debug, Default)]
pub struct Pool {
    free: Mutex<Vec<Vec<u8>>>,
}

/// Most buffers that are kept.
const KEPT: usize = 32;

/// A buffer on its way.
struct Piece {
    bytes: Vec<u8>,
    len: usize,
    pool: Arc<Pool>,
}

impl Pool {
    fn take(self: &Arc<Self>) -> Piece {
        let bytes = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Piece { bytes: bytes.unwrap_or_else(|| vec![0; PIECE]), len: 0, pool: Arc::clone(self) }
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let mut free = self.pool.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(std::mem::take(&mut self.bytes));
        }
    }
}

/// The body that sends these members. A connection that is not read holds one piece and no thread.
pub fn members(outgoing: Outgoing, pool: Arc<Pool>, sent: impl Fn(u64) + Send + Sync + 'static) -> Body {
    let stream = unfold(Some((outgoing, pool, sent)), async |state| {
        let (outgoing, pool, sent) = state?;
        let mut piece = pool.take();
        let read = spawn_blocking(move || {
            let mut outgoing = outgoing;
            while piece.len < PIECE {
                match outgoing.read(&mut piece.bytes[piece.len..]) {
                    Ok(0) => break,
                    Ok(count) => piece.len += count,
                    Err(refusal) => return Err(refusal),
                }
            }
            Ok((outgoing, piece))
        });
        match read.await {
            Ok(Ok((_, piece))) if piece.len == 0 => None,
            Ok(Ok((outgoing, piece))) => {
                sent(piece.len as u64);
                Some((Ok(Bytes::from_owner(piece)), Some((outgoing, pool, sent))))
            }
            Ok(Err(refusal)) => Some((Err(Error::other(refusal)), None)),
            Err(failed) => Some((Err(Error::other(failed)), None)),
        }
    });
    Body::from_stream(stream)
}
