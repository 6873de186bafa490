//! The first page: heads, tags, who this is.

use maud::{Markup, html};

use crate::base::id::GitId;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::state::operation::root;
use crate::transport::pages::frame::{ROWS, commit_link, line, name, time};
use crate::transport::places::url;

type Result<T> = std::result::Result<T, Refusal>;

/// The page.
///
/// # Errors
/// The state cannot be read.
pub fn overview(node: &Node) -> Result<Markup> {
    let repository = node.repository();
    let current = repository.current()?;
    let heads = current.names(repository.source(), root::HEADS)?;
    let tags = current.names(repository.source(), root::TAGS)?;
    let own = current.stage.head.clone();
    Ok(html! {
        dl {
            dt { "Community" } dd { code { (node.community()) } }
            dt { "Member" } dd { code { (node.member()) } }
        }
        h2 { "Heads" }
        @if heads.is_empty() { p.dim { "No commit yet." } }
        @else { (table(repository, heads.into_iter(), own.as_deref())?) }
        @if !tags.is_empty() { h2 { "Tags" } (table(repository, tags.into_iter(), None)?) }
    })
}

fn table(
    repository: &Repository,
    names: impl ExactSizeIterator<Item = (String, GitId)>,
    own: Option<&str>,
) -> Result<Markup> {
    let count = names.len();
    Ok(html! {
        div.wide {
            table {
                thead { tr {
                    th scope="col" { "Name" } th scope="col" { "Commit" } th scope="col" { "Message" }
                    th scope="col" { "Time" } th scope="col" { "Files" }
                } }
                tbody {
                    @for (label, commit) in names.take(ROWS) {
                        tr {
                            th scope="row" { (name(label.as_bytes())) @if own == Some(&*label) { span.dim { " (current)" } } }
                            td { (commit_link(&commit)) }
                            (summary(repository, commit)?)
                            td { a href=(url("tree", &commit, None)) { "files" } " · "
                                 a href=(url("tgz", &commit, None)) { "tar.gz" } }
                        }
                    }
                }
            }
        }
        @if count > ROWS { p.dim { "and " (count - ROWS) " more" } }
    })
}

/// Message and time; a commit whose objects are elsewhere has none to show.
fn summary(repository: &Repository, commit: GitId) -> Result<Markup> {
    Ok(match Version::load(repository.source(), commit) {
        Ok(version) => html! {
            td { (line(version.commit.message.lines().next().unwrap_or_default())) }
            td { (time(crate::base::time::Timestamp::from_seconds(version.commit.committer.seconds()))) }
        },
        Err(_) => html! { td.dim { "cannot be read here" } td {} },
    })
}
