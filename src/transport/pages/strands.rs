//! The tapestry: what the members said, the newest first, page by page.

use axum::http::Uri;
use maud::{Markup, html};

use crate::base::time::Timestamp;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::error::RepoError;
use crate::repo::tapestry::{Order, summary};
use crate::strand::record::Signed;
use crate::transport::pages::frame::{line, time, turn};
use crate::transport::places::number;

/// Strands of one page.
const STRANDS: usize = 200;

/// The page.
///
/// # Errors
/// The logs cannot be read.
pub fn tapestry(node: &Node, uri: &Uri) -> Result<Markup, Refusal> {
    let repository = node.repository();
    let current = repository.current()?;
    let totals = summary(repository, &current)?;
    let skip = number(uri, "skip");
    let order = Order::new(repository, &current, None, true)?;
    let strands = order.skip(skip).take(STRANDS + 1).map(|strand| Ok(strand?.1));
    let mut strands = strands.collect::<Result<Vec<Signed>, RepoError>>()?;
    let more = strands.len() > STRANDS;
    strands.truncate(STRANDS);
    let next = format!("/tapestry?skip={}", skip.saturating_add(STRANDS));
    Ok(html! {
        dl {
            dt { "Root" } dd { @if let Some(root) = totals.root { code { (root) } } @else { "no strands yet" } }
            dt { "Strands" } dd { (totals.strands) " by " (totals.authors) " authors" }
            @if totals.forks > 0 { dt { "Forks" } dd.bad { (totals.forks) } }
        }
        @if !strands.is_empty() {
            div.wide {
                table {
                    thead { tr {
                        th scope="col" { "Strand" } th.number scope="col" { "Clock" } th scope="col" { "Kind" }
                        th scope="col" { "Member" } th.extra scope="col" { "Time" }
                    } }
                    tbody {
                        @for Signed { strand, id, .. } in &strands {
                            tr {
                                th scope="row" { code { (id.short()) } }
                                td.number { (strand.clock) }
                                td { (line(&strand.kind)) }
                                td { code { (strand.author) } }
                                td.extra { (time(Timestamp::from_seconds((strand.time / 1_000).cast_signed()))) }
                            }
                        }
                    }
                }
            }
        }
        (turn((skip > 0).then_some("/tapestry"), more.then_some(&*next)))
    })
}
