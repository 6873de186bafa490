//! One commit: who, when, why, whether its signature holds, what it changes.

use axum::http::Uri;
use maud::{Markup, html};

use crate::base::escape;
use crate::base::size::size;
use crate::base::time::Timestamp;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::community;
use crate::repo::compare::{Change, Difference};
use crate::repo::history::changes;
use crate::repo::record::{Signature, Version};
use crate::repo::selection::Selection;
use crate::transport::pages::frame::{ROWS, commit_link, line, name, time, turn};
use crate::transport::places::{number, spot, url};

/// The page.
///
/// # Errors
/// There is no such revision, or it cannot be read.
pub fn commit(node: &Node, uri: &Uri) -> Result<Markup, Refusal> {
    let repository = node.repository();
    let id = spot(repository, uri)?.commit;
    let version = Version::load(repository.source(), id)?;
    let Version { commit, summary, .. } = &version;
    Ok(html! {
        pre { (escape::text(commit.message.trim_end().as_bytes())) }
        dl {
            dt { "Commit" } dd { code { (id) } }
            dt { "Author" } dd { (line(commit.author.name())) " <" (line(commit.author.email())) ">" }
            dt { "Time" } dd { (time(Timestamp::from_seconds(commit.committer.seconds()))) }
            dt { "Signature" } dd { (signature(node, &version)?) }
            dt { "Parents" } dd {
                @if commit.parents.is_empty() { "none: the first commit" }
                @for parent in &commit.parents { (commit_link(parent)) " " }
            }
            dt { "Archive" } dd { code { (summary.attachment) } }
            dt { "Content" } dd { (summary.files) " files, " (size(summary.bytes)) }
        }
        p {
            a href=(url("tree", &id, None)) { "Files" } " · " a href=(url("log", &id, None)) { "History" } " · "
            a href=(url("tgz", &id, None)) { "tar.gz" }
        }
        (differences(node, &version, uri)?)
    })
}

/// One word for the signature.
pub fn signature_mark(version: &Version) -> Markup {
    match version.signature() {
        Signature::Good(_) => html! { span.good { "good" } },
        Signature::Missing => html! { span.dim { "none" } },
        Signature::Bad => html! { span.bad { "bad" } },
    }
}

fn signature(node: &Node, version: &Version) -> Result<Markup, Refusal> {
    let Signature::Good(key) = version.signature() else { return Ok(signature_mark(version)) };
    let community = community::load(node.repository())?;
    let member = community.members.get(&key);
    Ok(html! {
        (signature_mark(version)) ", by " code { (key) }
        @match member {
            Some(member) if !member.name.is_empty() => { " (" (line(&member.name)) ")" }
            Some(_) => {}
            None => { span.bad { ", who is no member" } }
        }
    })
}

fn differences(node: &Node, version: &Version, uri: &Uri) -> Result<Markup, Refusal> {
    let skip = number(uri, "skip");
    let found = match changes(node.repository().source(), version, &Selection::all()) {
        Ok(found) => found,
        Err(_) => {
            return Ok(html! { p.dim { "What it changes cannot be told here: not everything it needs is here." } });
        }
    };
    let here = url("commit", &version.id, None);
    let next = format!("{here}?skip={}", skip.saturating_add(ROWS));
    let more = found.len() > skip.saturating_add(ROWS);
    Ok(html! {
        h2 { "Changes" }
        @if found.is_empty() { p.dim { "None." } }
        @else {
            p.dim { (found.len()) " in all" }
            div.wide {
                table {
                    thead { tr { th scope="col" { "Path" } th scope="col" { "Change" } th.number scope="col" { "Size" } } }
                    tbody { @for difference in found.iter().skip(skip).take(ROWS) { (row(version, difference)) } }
                }
            }
        }
        (turn((skip > 0).then_some(&*here), more.then_some(&*next)))
    })
}

fn row(version: &Version, difference: &Difference) -> Markup {
    let Difference { path, change, new, .. } = difference;
    html! {
        tr {
            th scope="row" {
                @if new.is_some() { a href=(url("tree", &version.id, Some(path))) { (name(path.as_bytes())) } }
                @else { (name(path.as_bytes())) }
                @if let Change::Renamed { from } = change { span.dim { " from " (name(from.as_bytes())) } }
            }
            td { (change.word()) }
            td.number { @if let Some(new) = new { (size(new.size)) } }
        }
    }
}
