//! What all pages have: head, style, navigation, and the policy that keeps everything else out. And how text from data is
//! shown: control characters and those that hide or reorder text are spelled out.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::base::escape;
use crate::base::id::GitId;
use crate::base::time::Timestamp;
use crate::transport::places::url;
use crate::transport::signature::digest;

/// Rows of one page.
pub const ROWS: usize = 500;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--dim:#666;--link:#0a58ca;--good:#157347;--bad:#b02a37}\
@media(prefers-color-scheme:dark){:root{--dim:#aaa;--link:#7ab2ff;--good:#6fcf97;--bad:#ff8a8a}}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:72rem;padding:0 1rem 2rem;font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\
header,footer{padding:.75rem 0;border-bottom:1px solid var(--line)}\
footer{border:0;border-top:1px solid var(--line);margin-top:2rem;color:var(--dim);font-size:.875rem}\
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}\
nav.path{margin:1rem 0}\
a{color:var(--link);text-underline-offset:.15em}\
a:focus-visible{outline:2px solid var(--link);outline-offset:2px}\
h1{font-size:1.4rem;margin:1rem 0}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}\
.wide{overflow-x:auto}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line)}\
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
code,pre,.mono{font-family:ui-monospace,monospace;font-size:.92em}\
pre{white-space:pre-wrap;padding:.75rem;border:1px solid var(--line);border-radius:.3rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{color:var(--dim)}dd{margin:0}\
.dim{color:var(--dim)}.good{color:var(--good)}.bad{color:var(--bad)}\
img,video,audio{max-width:100%}\
@media(max-width:40rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}.extra{display:none}}";

/// Nothing but our own style, known by its hash, and files of the repository.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self'; media-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("a policy is plain text")
});

/// A page.
pub fn page(status: StatusCode, title: &str, content: &Markup) -> Response<Body> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · mosaic" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    nav aria-label="Pages" {
                        ul {
                            li { a href="/" { "Overview" } }
                            li { a href="/tree/@" { "Files" } }
                            li { a href="/log/@" { "History" } }
                            li { a href="/members" { "Members" } }
                            li { a href="/tapestry" { "Tapestry" } }
                        }
                    }
                }
                main { h1 { (title) } (content) }
                footer { "mosaic " (env!("CARGO_PKG_VERSION")) }
            }
        }
    };
    let mut response = Response::new(Body::from(markup.into_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A name from data, on one line.
pub fn name(bytes: &[u8]) -> Markup {
    html! { (escape::name(bytes)) }
}

/// A sentence from data, on one line.
pub fn line(text: &str) -> Markup {
    html! { (escape::line(text.as_bytes())) }
}

/// A link to a commit.
pub fn commit_link(commit: &GitId) -> Markup {
    html! { a.mono href=(url("commit", commit, None)) { (commit.short()) } }
}

/// A time, for people and for programs.
pub fn time(time: Timestamp) -> Markup {
    let text = Timestamp::from_seconds(time.seconds).to_string();
    html! { time datetime=(text) { (text) } }
}

/// Links to the pages before and behind this one.
pub fn turn(first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav aria-label="Pages of this list" {
                ul {
                    @if let Some(first) = first { li { a href=(first) { "First page" } } }
                    @if let Some(next) = next { li { a rel="next" href=(next) { "Next page" } } }
                }
            }
        }
    }
}
