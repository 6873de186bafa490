//! The files of a revision: a directory, page by page, or one file.

use axum::http::Uri;
use maud::{Markup, html};

use crate::archive::reader::Archive;
use crate::archive::row::{EntryKind, Row};
use crate::base::id::GitId;
use crate::base::path::TreePath;
use crate::base::size::size;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::error::RepoError;
use crate::repo::list::list;
use crate::transport::media::form;
use crate::transport::pages::frame::{ROWS, commit_link, name, time, turn};
use crate::transport::places::{Spot, encode, find, spot, url, value};

type Result<T> = std::result::Result<T, Refusal>;

/// The page of a directory or file.
///
/// # Errors
/// There is no such revision or path, or it cannot be read.
pub fn files(node: &Node, uri: &Uri) -> Result<Markup> {
    let repository = node.repository();
    let Spot { commit, attachment, path } = spot(repository, uri)?;
    let archive = Archive::open(repository.source(), attachment).map_err(RepoError::from)?;
    let content = match &path {
        Some(path) => match find(&archive, path) {
            Ok(found) if found.row.kind != EntryKind::Directory => file(&commit, &found.row),
            // A directory need not have an entry of its own.
            _ => directory(&archive, &commit, Some(path), uri)?,
        },
        None => directory(&archive, &commit, None, uri)?,
    };
    Ok(html! { (trail(&commit, path.as_ref())) (content) })
}

/// The way from the top.
fn trail(commit: &GitId, path: Option<&TreePath>) -> Markup {
    let mut steps = Vec::new();
    let mut at = path.cloned();
    while let Some(step) = at {
        at = step.parent();
        steps.push(step);
    }
    html! {
        p { "Commit " (commit_link(commit)) }
        nav.path aria-label="Path" {
            a href=(url("tree", commit, None)) { "top" }
            @for step in steps.iter().rev() {
                " / "
                @if Some(step) == path { span aria-current="page" { (name(step.name())) } }
                @else { a href=(url("tree", commit, Some(step))) { (name(step.name())) } }
            }
        }
    }
}

fn directory(archive: &Archive<'_>, commit: &GitId, path: Option<&TreePath>, uri: &Uri) -> Result<Markup> {
    let after = value(uri, "after");
    let rows = list(archive, path, true).map_err(crate::transport::places::explain)?;
    let is_behind = |row: &Row| after.as_ref().is_none_or(|after| row.path.name() > after.as_slice());
    let rows = rows.filter(|row| row.as_ref().map_or(true, is_behind)).take(ROWS + 1);
    let mut rows = rows.collect::<std::result::Result<Vec<Row>, _>>().map_err(RepoError::from)?;
    let more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let here = url("tree", commit, path);
    let last = rows.last().filter(|_| more).map(|row| format!("{here}?after={}", encode(row.path.name())));
    Ok(html! {
        @if rows.is_empty() { p.dim { "Nothing here." } }
        @else {
            div.wide {
                table {
                    thead { tr {
                        th scope="col" { "Name" } th.number scope="col" { "Size" }
                        th.extra scope="col" { "Modified" } th scope="col" { "Get" }
                    } }
                    tbody { @for row in &rows { (entry(commit, row)) } }
                }
            }
        }
        (turn(after.as_ref().map(|_| here.as_str()), last.as_deref()))
    })
}

fn entry(commit: &GitId, row: &Row) -> Markup {
    let slash = if row.kind == EntryKind::Directory { "/" } else { "" };
    html! {
        tr {
            th scope="row" {
                a href=(url("tree", commit, Some(&row.path))) { (name(row.path.name())) (slash) }
                @if row.kind == EntryKind::Symlink { span.dim { " → " (name(&row.target)) } }
            }
            td.number { @if row.kind == EntryKind::File { (size(row.size)) } }
            td.extra { (time(row.mtime)) }
            td { @if row.kind == EntryKind::File { a href=(url("raw", commit, Some(&row.path))) { "raw" } } }
        }
    }
}

fn file(commit: &GitId, row: &Row) -> Markup {
    let raw = url("raw", commit, Some(&row.path));
    let form = form(row.path.name());
    html! {
        dl {
            dt { "Kind" } dd { (row.kind.word()) }
            dt { "Mode" } dd { code { (format!("{:o}", row.mode)) } }
            dt { "Modified" } dd { (time(row.mtime)) }
            @if row.kind == EntryKind::Symlink { dt { "Target" } dd { (name(&row.target)) } }
            @else { dt { "Size" } dd { (size(row.size)) " (" (row.size) " bytes)" } }
            @if let Some(digest) = row.digest { dt { "BLAKE3" } dd { code { (digest) } } }
        }
        @if row.kind == EntryKind::File {
            p { a href=(raw) { "Open the file" } }
            @if form.starts_with("image/") { img src=(raw) alt=(crate::base::escape::name(row.path.name())); }
            @else if form.starts_with("video/") { video src=(raw) controls preload="metadata" {} }
            @else if form.starts_with("audio/") { audio src=(raw) controls preload="metadata" {} }
        }
    }
}
