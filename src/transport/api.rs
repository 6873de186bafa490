//! The routes that peers use: `/v1/…`. Each finds out who asks, calls the peer on a thread that may block, and answers.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, Response};

use crate::base::key::PublicKey;
use crate::base::session::{MAX_ASK, MAX_IDS, MAX_PUT};
use crate::node::error::{Code, Refusal};
use crate::node::parts::raw_ids;
use crate::node::wire::{Request as Question, Response as Answer};
use crate::transport::bodies::{BodyReader, members, pump, read_whole};
use crate::transport::client::{CBOR, MEMBERS};
use crate::transport::clock::moment;
use crate::transport::refuse::{closing, to_peer};
use crate::transport::shared::{Shared, blocking, single};

type Result<T> = std::result::Result<T, Refusal>;

/// `POST /v1/ask`.
pub async fn ask(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let answered = async {
        let body = read_whole(body, MAX_ASK, shared.limits.patience).await?;
        let _turn = shared.asks.acquire().await;
        let shared = Arc::clone(&shared);
        blocking(move || {
            let from = shared.identify(&parts, Some(&body))?;
            let unknown = || Refusal::new(Code::Unsupported, "this peer does not know such a request; it may be older");
            let question = Question::decode(&body)?.ok_or_else(unknown)?;
            Ok(shared.node.answer(&moment(), from.as_ref(), question).encode())
        })
        .await
    };
    match answered.await {
        Ok(answer) => answer_with(CBOR, Body::from(answer)),
        Err(refusal) if refusal.code == Code::Malformed => closing(to_peer(refusal)),
        Err(refusal) => to_peer(refusal),
    }
}

/// `POST /v1/objects/get`.
pub async fn get(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let selected = async {
        let body = read_whole(body, MAX_IDS * size_of::<[u8; 32]>(), shared.limits.patience).await?;
        let _turn = shared.asks.acquire().await;
        let shared = Arc::clone(&shared);
        blocking(move || {
            let from = shared.identify(&parts, Some(&body))?;
            shared.node.get(from.as_ref(), &raw_ids(&body, MAX_IDS)?)
        })
        .await
    };
    match selected.await {
        Ok(outgoing) => {
            let len = outgoing.len();
            let body = members(outgoing, Arc::clone(&shared.pool), shared.count_sent());
            let mut response = answer_with(MEMBERS, body);
            response.headers_mut().insert(CONTENT_LENGTH, len.into());
            response
        }
        Err(refusal) => to_peer(refusal),
    }
}

/// `POST /v1/objects/put`.
pub async fn put(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match take(&shared, parts, body).await {
        Ok(()) => answer_with(CBOR, Body::from(Answer::Have(Vec::new()).encode())),
        // What is left of the body cannot be told from a next request.
        Err(refusal) => closing(to_peer(refusal)),
    }
}

async fn take(shared: &Arc<Shared>, parts: axum::http::request::Parts, body: Body) -> Result<()> {
    let len = single(&parts.headers, CONTENT_LENGTH.as_str())?.and_then(|len| len.parse::<u64>().ok());
    let len = len.ok_or_else(|| Refusal::new(Code::Malformed, "a body with a length is needed"))?;
    if len > MAX_PUT {
        return Err(Refusal::new(Code::Malformed, format!("a longer body than {MAX_PUT} bytes")));
    }
    let busy = |_| Refusal::new(Code::Busy, "too many members send at once; try again later");
    let turn = Arc::clone(&shared.puts).try_acquire_owned().map_err(busy)?;
    let from = {
        let shared = Arc::clone(shared);
        blocking(move || {
            let from = shared.identify(&parts, None)?;
            shared.node.may_write(from.as_ref())?;
            Ok(from)
        })
        .await?
    };
    let (sender, mut reader) = BodyReader::new();
    let work = {
        let shared = Arc::clone(shared);
        blocking(move || {
            let _turn = turn;
            let taken = shared.node.put(&moment(), from.as_ref(), &mut reader);
            drop(reader);
            taken
        })
    };
    let (taken, ()) = tokio::join!(work, pump(body, sender, shared.limits.patience));
    shared.metrics.bytes_in.fetch_add(len, Ordering::Relaxed);
    taken
}

/// `GET /v1/strands/AUTHOR?from=N`.
pub async fn strands(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let read = blocking(move || {
        let malformed = || Refusal::new(Code::Malformed, "it must be /v1/strands/AUTHOR?from=N");
        let author = parts.uri.path().rsplit('/').next().unwrap_or_default();
        let mut key = [0; 32];
        hex::decode_to_slice(author, &mut key).map_err(|_| malformed())?;
        let author = PublicKey::from_bytes(key).map_err(|_| malformed())?;
        let from = parts.uri.query().and_then(|query| query.strip_prefix("from="));
        let from = from.and_then(|from| from.parse().ok()).ok_or_else(malformed)?;
        let asker = shared.identify(&parts, None)?;
        shared.node.strands(asker.as_ref(), &author, from)
    });
    match read.await {
        Ok(bytes) => answer_with("application/octet-stream", Body::from(bytes)),
        Err(refusal) => to_peer(refusal),
    }
}

fn answer_with(form: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(form));
    response
}
