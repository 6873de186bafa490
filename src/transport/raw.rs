//! Files and archives as they are: `/raw/REV/PATH`, in parts where that is asked for, and `/tgz/REV`.

use std::io::Write;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;

use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::row::EntryKind;
use crate::base::id::Id;
use crate::base::monitor::Silent;
use crate::base::path::TreePath;
use crate::node::error::{Code, Refusal};
use crate::object::error::ObjectError;
use crate::repo::export::{TgzOptions, export_tgz};
use crate::transport::bodies::BodyWriter;
use crate::transport::media::form;
use crate::transport::places::{find, spot};
use crate::transport::refuse::{in_text, status};
use crate::transport::shared::{Shared, blocking};

type Result<T> = std::result::Result<T, Refusal>;

/// What comes from members may show itself, and do nothing else.
const POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/// A file to send.
struct File {
    attachment: Id,
    path: TreePath,
    size: u64,
    digest: Option<Id>,
}

/// `GET /raw/REV/PATH`.
pub async fn raw(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let found = {
        let shared = Arc::clone(&shared);
        blocking(move || {
            shared.permit_reader(&parts)?;
            open(&shared, &parts).map(|file| (parts, file))
        })
    };
    match found.await {
        Ok((parts, file)) => send(&shared, &parts, file),
        Err(refusal) => in_text(status(refusal.code), &refusal.message),
    }
}

fn open(shared: &Shared, parts: &Parts) -> Result<File> {
    let source = shared.node.repository().source();
    let spot = spot(shared.node.repository(), &parts.uri)?;
    let no_file = || Refusal::new(Code::NotFound, "that is no file");
    let path = spot.path.ok_or_else(no_file)?;
    let archive = Archive::open(source, spot.attachment).map_err(crate::repo::error::RepoError::from)?;
    let row = find(&archive, &path)?.row;
    if row.kind != EntryKind::File {
        return Err(no_file());
    }
    Ok(File { attachment: spot.attachment, path, size: row.size, digest: row.digest })
}

fn send(shared: &Arc<Shared>, parts: &Parts, file: File) -> Response<Body> {
    let tag = file.digest.map(|digest| format!("\"{digest}\""));
    let mut response = Response::new(Body::empty());
    let set = |response: &mut Response<Body>, name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(&mut response, ACCEPT_RANGES, "bytes");
    set(&mut response, CONTENT_SECURITY_POLICY, POLICY);
    if let Some(tag) = &tag {
        set(&mut response, ETAG, tag);
        if matches(&parts.headers, &IF_NONE_MATCH, tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    let whole = 0..file.size;
    let part = match wanted(&parts.headers, tag.as_deref(), file.size) {
        Wanted::Whole => whole,
        Wanted::Part(part) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(&mut response, CONTENT_RANGE, &format!("bytes {}-{}/{}", part.start, part.end - 1, file.size));
            part
        }
        Wanted::Nothing => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, CONTENT_RANGE, &format!("bytes */{}", file.size));
            return response;
        }
    };
    set(&mut response, CONTENT_TYPE, form(file.path.name()));
    response.headers_mut().insert(CONTENT_LENGTH, (part.end - part.start).into());
    if parts.method == Method::HEAD || part.is_empty() {
        return response;
    }
    let Ok(turn) = Arc::clone(&shared.readers).try_acquire_owned() else { return busy() };
    let (writer, body) = BodyWriter::new(shared.count_sent());
    let shared = Arc::clone(shared);
    spawn_blocking(move || copy(&shared, &file, part, writer, turn));
    *response.body_mut() = body;
    response
}

fn busy() -> Response<Body> {
    in_text(StatusCode::SERVICE_UNAVAILABLE, "too many read at once; try again later")
}

/// Writes a part of the file. What it cannot read breaks the answer off.
fn copy(shared: &Shared, file: &File, part: Range<u64>, mut writer: BodyWriter, _turn: OwnedSemaphorePermit) {
    let mut copied = || {
        let archive = Archive::open(shared.node.repository().source(), file.attachment)?;
        let missing = || ArchiveError::NoEntry(file.path.to_string());
        let content = archive.find(&file.path)?.ok_or_else(missing)?.content();
        archive.stream()?.copy(content + part.start, part.end - part.start, &mut |piece| {
            // Nobody reads any more: no error that anyone should hear of.
            writer.write_all(piece).map_err(|_| ObjectError::Cancelled.into())
        })
    };
    let copied: std::result::Result<(), ArchiveError> = copied();
    if let Err(error) = copied {
        writer.fail(&error.to_string());
    }
}

/// `GET /tgz/REV`: the archive as it is stored, each chunk verified.
pub async fn tgz(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let is_head = parts.method == Method::HEAD;
    let none_match = parts.headers.get(IF_NONE_MATCH).cloned();
    let found = {
        let shared = Arc::clone(&shared);
        blocking(move || {
            shared.permit_reader(&parts)?;
            spot(shared.node.repository(), &parts.uri)
        })
    };
    let spot = match found.await {
        Ok(spot) => spot,
        Err(refusal) => return in_text(status(refusal.code), &refusal.message),
    };
    let mut response = Response::new(Body::empty());
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    let tag = format!("\"{}\"", spot.attachment);
    set(ETAG, &tag);
    set(CONTENT_TYPE, "application/gzip");
    set(CONTENT_DISPOSITION, &format!("attachment; filename=\"{}.tar.gz\"", spot.commit.short()));
    if none_match.is_some_and(|value| value.as_bytes() == tag.as_bytes()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    if is_head {
        return response;
    }
    let Ok(turn) = Arc::clone(&shared.readers).try_acquire_owned() else { return busy() };
    let (mut writer, body) = BodyWriter::new(shared.count_sent());
    spawn_blocking(move || {
        let _turn = turn;
        let source = shared.node.repository().source();
        let options = TgzOptions { single_member: None };
        if let Err(error) = export_tgz(source, spot.attachment, &mut writer, options, &Silent) {
            writer.fail(&error.to_string());
        }
    });
    *response.body_mut() = body;
    response
}

fn matches(headers: &HeaderMap, name: &HeaderName, tag: &str) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|found| found == tag || found == "*")
}

/// Which bytes are asked for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    /// None that there are.
    Nothing,
}

/// After RFC 9110, 14.2: a range that is malformed, or several of them, or one of another version, is no range.
fn wanted(headers: &HeaderMap, tag: Option<&str>, size: u64) -> Wanted {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(range) = text(&RANGE).and_then(|range| range.strip_prefix("bytes=")) else { return Wanted::Whole };
    if text(&IF_RANGE).is_some_and(|version| Some(version) != tag) {
        return Wanted::Whole;
    }
    let Some((first, last)) = range.split_once('-') else { return Wanted::Whole };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        // One that is too large for a number is behind every end.
        is_number.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let part = match (first, number(first), number(last)) {
        ("", None, Some(count)) => size.saturating_sub(count)..size,
        (_, Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
        (_, Some(first), None) if last.is_empty() => first..size,
        _ => return Wanted::Whole,
    };
    if part.start < part.end { Wanted::Part(part) } else { Wanted::Nothing }
}
