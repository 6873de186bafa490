//! What a signature is about: the one list of domain tags. A signature made for one thing says nothing about another, nor
//! about the same thing in another community.

use crate::base::id::Id;

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// A strand, by its author.
    Strand,
    /// An invite, by the member who issues it.
    Invite,
    /// The public key of who joins, by the one-time key of an invite.
    Join,
    /// The old and the new key of a member, by the new one.
    Replace,
    /// A request to a peer, by who asks.
    Request,
    /// What a peer says of itself.
    Card,
    /// A vote, by the voter.
    Vote,
    /// What a member has for a register.
    Report,
    /// A motion with its reports, by who makes it.
    Proposal,
    /// A record of voters that was not decided, by who writes it.
    Recovery,
}

impl Domain {
    /// Every domain there is.
    pub const ALL: [Self; 10] = [
        Self::Strand,
        Self::Invite,
        Self::Join,
        Self::Replace,
        Self::Request,
        Self::Card,
        Self::Vote,
        Self::Report,
        Self::Proposal,
        Self::Recovery,
    ];

    /// The tag, which no other domain has.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Strand => "mosaic/1/strand",
            Self::Invite => "mosaic/1/invite",
            Self::Join => "mosaic/1/join",
            Self::Replace => "mosaic/1/replace",
            Self::Request => "mosaic/1/request",
            Self::Card => "mosaic/1/card",
            Self::Vote => "mosaic/1/vote",
            Self::Report => "mosaic/1/report",
            Self::Proposal => "mosaic/1/proposal",
            Self::Recovery => "mosaic/1/recovery",
        }
    }

    /// What is given to the signature: the tag, a zero byte, the id of the community, and `bytes`.
    pub fn message(self, community: &Id, bytes: &[u8]) -> Vec<u8> {
        [self.tag().as_bytes(), &[0], community.as_bytes(), bytes].concat()
    }
}
