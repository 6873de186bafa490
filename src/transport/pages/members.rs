//! The members of the community, who is online, and the remotes of this repository.

use maud::{Markup, html};

use crate::base::time::Timestamp;
use crate::node::answer::Node;
use crate::node::error::Refusal;
use crate::repo::community;
use crate::repo::remotes;
use crate::transport::pages::frame::{ROWS, line, time};

/// The page.
///
/// # Errors
/// The state cannot be read.
pub fn members(node: &Node) -> Result<Markup, Refusal> {
    let repository = node.repository();
    let community = community::load(repository)?;
    let remotes = remotes::all(repository, &repository.current()?)?;
    let leader = community.leader();
    let active = || community.members.iter().filter(|(_, member)| member.is_active());
    let count = active().count();
    Ok(html! {
        p { (count) " in the community " code { (community.id) } }
        div.wide {
            table {
                thead { tr {
                    th scope="col" { "Member" } th scope="col" { "Name" } th scope="col" { "Vote" }
                    th scope="col" { "Online" } th.extra scope="col" { "Address" }
                } }
                tbody {
                    @for (key, member) in active().take(ROWS) {
                        @let present = community.present.get(key);
                        tr {
                            th scope="row" {
                                code { (key) }
                                @if *key == node.member() { span.dim { " (this repository)" } }
                            }
                            td { (line(&member.name)) }
                            td { @if member.voter { "yes" } @else if member.pending { "asked for" } }
                            td {
                                @if let Some(present) = present {
                                    span.good { "since " } (time(millis(present.since)))
                                    @if leader == Some(*key) { " (leads)" }
                                } @else { span.dim { "no" } }
                            }
                            td.extra { @for address in present.iter().flat_map(|present| &present.online.addresses) { (line(address)) " " } }
                        }
                    }
                }
            }
        }
        @if count > ROWS { p.dim { "and " (count - ROWS) " more" } }
        h2 { "Remotes" }
        @if remotes.is_empty() { p.dim { "None." } }
        @else {
            div.wide {
                table {
                    thead { tr { th scope="col" { "Name" } th scope="col" { "Address" } th scope="col" { "Member" } } }
                    tbody {
                        @for (name, remote) in &remotes {
                            tr {
                                th scope="row" { (line(name)) }
                                td { (line(&remote.url)) }
                                td { @if let Some(member) = remote.member { code { (member) } } @else { span.dim { "not met yet" } } }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn millis(millis: u64) -> Timestamp {
    Timestamp::from_seconds(i64::try_from(millis / 1_000).unwrap_or(i64::MAX))
}
