//! Which page belongs to which address, who may see it, and the pass that `mosaic ui` lets a browser in with.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Request, Response, StatusCode, Uri};
use axum::routing::get;
use maud::{Markup, html};

use crate::node::answer::Node;
use crate::node::error::{Code, Refusal};
use crate::transport::pages::commit::commit;
use crate::transport::pages::files::files;
use crate::transport::pages::frame::{line, page};
use crate::transport::pages::history::history;
use crate::transport::pages::members::members;
use crate::transport::pages::overview::overview;
use crate::transport::pages::strands::tapestry;
use crate::transport::places::value;
use crate::transport::refuse::status;
use crate::transport::shared::{PASS, Shared, blocking};

type Make = fn(&Node, &Uri) -> Result<Markup, Refusal>;

/// The addresses of the pages.
pub fn pages() -> Router<Arc<Shared>> {
    let mut router = Router::new().route("/", get(start));
    let all: [(&str, &'static str, Make); 8] = [
        ("/tree/{rev}", "Files", files),
        ("/tree/{rev}/{*path}", "Files", files),
        ("/log/{rev}", "History", history),
        ("/commit/{rev}", "Commit", commit),
        ("/members", "Members", |node, _| members(node)),
        ("/tapestry", "Tapestry", tapestry),
        ("/tree/{rev}/", "Files", files),
        ("/log/{rev}/", "History", history),
    ];
    for (path, title, make) in all {
        let show = move |State(shared): State<Arc<Shared>>, request: Request<Body>| show(shared, request, title, make);
        router = router.route(path, get(show));
    }
    router.fallback(nothing)
}

async fn nothing() -> Response<Body> {
    let content = html! { p { "There is no such page." } };
    page(StatusCode::NOT_FOUND, "Not found", &content)
}

/// The first page. With the pass in its address it becomes a cookie, and the address is one without it.
async fn start(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let pass = value(request.uri(), "pass").and_then(|pass| String::from_utf8(pass).ok());
    match pass.filter(|pass| shared.is_pass(pass)) {
        None => show(shared, request, "Overview", |node, _| overview(node)).await,
        Some(pass) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(LOCATION, HeaderValue::from_static("/"));
            if let Ok(cookie) = HeaderValue::from_str(&format!("{PASS}={pass}; HttpOnly; SameSite=Strict; Path=/")) {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
            response
        }
    }
}

async fn show(shared: Arc<Shared>, request: Request<Body>, title: &'static str, make: Make) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let made = blocking(move || {
        shared.permit_reader(&parts)?;
        make(&shared.node, &parts.uri)
    });
    match made.await {
        Ok(content) => page(StatusCode::OK, title, &content),
        Err(refusal) => refused(&refusal),
    }
}

fn refused(refusal: &Refusal) -> Response<Body> {
    let content = html! {
        p { (line(&refusal.message)) "." }
        @if refusal.code == Code::NotAllowed {
            p { "To read these pages, run " code { "mosaic ui" } " in a repository of a member; or its owner lets anyone \
                 read, with " code { "mosaic config set serve.read anyone" } "." }
        }
    };
    page(status(refusal.code), "Refused", &content)
}
