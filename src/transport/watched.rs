//! A connection of the server whose reader must not be too slow: an answer that nobody fetches is broken off.

use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use crate::transport::pace::{Pace, Patience};

/// A connection.
pub struct Watched {
    stream: TcpStream,
    pace: Pace,
    patience: Patience,
    /// Since when the other side lets us wait, and what ends that.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Watched {
    /// Watches this connection.
    pub const fn new(stream: TcpStream, patience: Patience) -> Self {
        Self { stream, pace: Pace::new(patience), patience, waiting: None }
    }

    fn timed(
        &mut self,
        context: &mut Context<'_>,
        write: impl FnOnce(Pin<&mut TcpStream>, &mut Context<'_>) -> Poll<Result<usize>>,
    ) -> Poll<Result<usize>> {
        let stalled = || Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the reader stalls")));
        match write(Pin::new(&mut self.stream), context) {
            Poll::Ready(Ok(count)) => {
                let waited = self.waiting.take().map_or(Duration::ZERO, |(since, _)| since.elapsed());
                if self.pace.moved(waited, count as u64) { Poll::Ready(Ok(count)) } else { stalled() }
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let (_, timer) =
                    self.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(self.patience.stall))));
                if timer.as_mut().poll(context).is_ready() { stalled() } else { Poll::Pending }
            }
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.get_mut().timed(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.get_mut().timed(context, |stream, context| stream.poll_write_vectored(context, bytes))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
