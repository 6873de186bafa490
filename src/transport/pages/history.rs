//! The history of a revision, page by page.

use axum::http::Uri;
use maud::{Markup, html};

use crate::base::size::{count, size};
use crate::base::time::Timestamp;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::history::History;
use crate::repo::record::Version;
use crate::transport::pages::commit::signature_mark;
use crate::transport::pages::frame::{commit_link, line, time, turn};
use crate::transport::places::{number, spot, url};

/// Commits of one page.
const COMMITS: usize = 100;

/// The page.
///
/// # Errors
/// There is no such revision, or a commit cannot be read.
pub fn history(node: &Node, uri: &Uri) -> Result<Markup, Refusal> {
    let repository = node.repository();
    let start = spot(repository, uri)?.commit;
    let skip = number(uri, "skip");
    let found = History::new(repository.source(), start).skip(skip).take(COMMITS + 1);
    let mut versions = found.collect::<Result<Vec<Version>, _>>()?;
    let more = versions.len() > COMMITS;
    versions.truncate(COMMITS);
    let here = url("log", &start, None);
    let next = format!("{here}?skip={}", skip + COMMITS);
    Ok(html! {
        div.wide {
            table {
                thead { tr {
                    th scope="col" { "Commit" } th scope="col" { "Message" } th scope="col" { "Author" }
                    th.extra scope="col" { "Time" } th.extra.number scope="col" { "Content" } th scope="col" { "Signature" }
                } }
                tbody {
                    @for version in &versions {
                        tr {
                            td { (commit_link(&version.id)) }
                            td { (line(version.commit.message.lines().next().unwrap_or_default())) }
                            td { (line(version.commit.author.name())) }
                            td.extra { (time(Timestamp::from_seconds(version.commit.committer.seconds()))) }
                            td.extra.number { (count(version.summary.files, "file")) ", " (size(version.summary.bytes)) }
                            td { (signature_mark(version)) }
                        }
                    }
                }
            }
        }
        (turn((skip > 0).then_some(&*here), more.then_some(&*next)))
    })
}
