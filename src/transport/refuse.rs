//! Refusals as answers.

use axum::body::Body;
use axum::http::header::{CONNECTION, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};

use crate::node::error::{Code, Refusal};
use crate::node::wire::Response as WireResponse;
use crate::transport::client::CBOR;

/// The status that a refusal has.
pub const fn status(code: Code) -> StatusCode {
    match code {
        Code::Malformed => StatusCode::BAD_REQUEST,
        Code::Unsupported => StatusCode::NOT_IMPLEMENTED,
        Code::NotAllowed => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::Integrity => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Moved => StatusCode::CONFLICT,
        Code::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Code::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A refusal for a peer.
pub fn to_peer(refusal: Refusal) -> Response<Body> {
    let status = status(refusal.code);
    let mut response = Response::new(Body::from(WireResponse::Refused(refusal).encode()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(CBOR));
    response
}

/// A refusal as a line of text.
pub fn in_text(status: StatusCode, why: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{why}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// The same, and the connection ends with it: what follows on it cannot be trusted to be the next request.
pub fn closing(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
