//! The files of a `.mosaic` behind any web server: read by ranges where the server knows them, otherwise whole, once.
//! Reads only; what it gives is verified above, as everything that is read.

use std::collections::HashMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

use crate::storage::error::StorageError;
use crate::storage::scratch::Scratch;
use crate::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Publication, Staged, Storage};

type Result<T> = std::result::Result<T, StorageError>;

/// Longest file that is mapped, in bytes: an index of some ten million objects.
const MAX_MAP: u64 = 1 << 30;

/// The files of one `.mosaic`.
pub struct WebFiles {
    agent: Agent,
    /// The address of the directory, without a slash at its end.
    base: String,
    /// Files that were fetched whole.
    whole: Arc<Mutex<HashMap<String, Arc<Scratch>>>>,
}

/// One file.
struct WebFile {
    agent: Agent,
    url: String,
    len: u64,
    /// The file here, where the server knows no ranges.
    whole: Option<Arc<Scratch>>,
}

struct NoLock;

impl Lock for NoLock {}

impl WebFiles {
    /// The files below this address, asked for by `agent`; nothing is asked yet.
    pub fn new(url: &str, agent: Agent) -> Self {
        let (base, whole) = (url.trim_end_matches('/').to_owned(), Arc::default());
        Self { agent, base, whole }
    }

    fn whole(&self, name: &str, answer: Response<Body>) -> Result<Arc<Scratch>> {
        let fetched = Scratch::of(&mut answer.into_body().into_reader()).map_err(|error| failed(name, error))?;
        let fetched = Arc::new(fetched);
        // What never changes is fetched once.
        if name.contains('/') && !name.starts_with("strands/") {
            let mut whole = self.whole.lock().unwrap_or_else(PoisonError::into_inner);
            whole.insert(name.to_owned(), Arc::clone(&fetched));
        }
        Ok(fetched)
    }
}

/// The bytes from `from` on, `count` of them.
fn ask(agent: &Agent, url: &str, from: u64, count: u64) -> io::Result<Response<Body>> {
    let last = from + count.max(1) - 1;
    agent.get(url).header("range", format!("bytes={from}-{last}")).call().map_err(io::Error::other)
}

fn failed(name: &str, error: io::Error) -> StorageError {
    StorageError::Io { name: name.to_owned(), source: error }
}

fn read_only(name: &str) -> StorageError {
    failed(name, io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "files behind a web server cannot be changed"))
}

/// The length of the whole file in `bytes 0-0/LENGTH`.
fn total(answer: &Response<Body>) -> Option<u64> {
    answer.headers().get("content-range")?.to_str().ok()?.rsplit_once('/')?.1.parse().ok()
}

impl Storage for WebFiles {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>> {
        let url = format!("{}/{name}", self.base);
        let known = self.whole.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let (len, whole) = match known {
            Some(whole) => (whole.len(), Some(whole)),
            None => {
                let answer = ask(&self.agent, &url, 0, 1).map_err(|error| failed(name, error))?;
                match (answer.status(), total(&answer)) {
                    (StatusCode::PARTIAL_CONTENT, Some(len)) => (len, None),
                    (StatusCode::OK, _) => {
                        let whole = self.whole(name, answer)?;
                        (whole.len(), Some(whole))
                    }
                    // An empty file has no first byte.
                    (StatusCode::RANGE_NOT_SATISFIABLE, _) => (0, None),
                    (StatusCode::NOT_FOUND | StatusCode::GONE, _) => {
                        return Err(StorageError::NotFound { name: name.to_owned() });
                    }
                    (status, _) => return Err(failed(name, io::Error::other(format!("the server answers {status}")))),
                }
            }
        };
        Ok(Arc::new(WebFile { agent: self.agent.clone(), url, len, whole }))
    }

    fn open_secret(&self, name: &str) -> Result<Vec<u8>> {
        Err(StorageError::NotFound { name: name.to_owned() })
    }

    fn list(&self, _folder: &str) -> Result<Vec<Listed>> {
        Ok(Vec::new())
    }

    fn create(&self, name: &str) -> Result<Box<dyn Staged>> {
        Err(read_only(name))
    }

    fn adopt(&self, _name: &str) -> Result<Option<Box<dyn Staged>>> {
        Ok(None)
    }

    fn publish(&self, _files: Vec<Publication>) -> Result<()> {
        Err(read_only("packs"))
    }

    fn append(&self, name: &str, _at: u64, _bytes: &[u8]) -> Result<()> {
        Err(read_only(name))
    }

    fn overwrite(&self, name: &str, _at: u64, _bytes: &[u8]) -> Result<()> {
        Err(read_only(name))
    }

    fn identity(&self, _name: &str) -> Result<Option<Identity>> {
        Ok(None)
    }

    fn remove(&self, name: &str) -> Result<()> {
        Err(read_only(name))
    }

    fn lock(&self, name: &str, access: Access, _timeout: Duration, _owner: &str) -> Result<Box<dyn Lock>> {
        match access {
            Access::Shared => Ok(Box::new(NoLock)),
            Access::Exclusive => Err(read_only(name)),
        }
    }
}

impl Handle for WebFile {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let fail = |error| failed(&self.url, error);
        if let Some(whole) = &self.whole {
            return whole.read_at(buffer, offset).map_err(fail);
        }
        if buffer.is_empty() {
            return Ok(());
        }
        let answer = ask(&self.agent, &self.url, offset, buffer.len() as u64).map_err(fail)?;
        if answer.status() != StatusCode::PARTIAL_CONTENT {
            return Err(fail(io::Error::other(format!("the server answers {} to a range", answer.status()))));
        }
        answer.into_body().into_reader().read_exact(buffer).map_err(fail)
    }

    fn map(&self) -> Result<Bytes> {
        let too_long = || failed(&self.url, io::Error::new(io::ErrorKind::FileTooLarge, "an index of over 1 GiB"));
        let len = usize::try_from(self.len).ok().filter(|_| self.len <= MAX_MAP).ok_or_else(too_long)?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(len).map_err(|_| too_long())?;
        bytes.resize(len, 0);
        self.read_at(&mut bytes, 0)?;
        Ok(Arc::new(bytes))
    }
}
